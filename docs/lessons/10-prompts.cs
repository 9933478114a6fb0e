#:project ../../Adversarial/Datasets/Datasets.csproj
// Lesson 10, adversarial prompts: a decoder turns two numbers, the prompt, into a digit; an attack moves the prompt, so
// that what it makes still looks like a digit, and a classifier errs (Stutz, Hein and Schiele 2019).
// Exercises: 1. Print the prompts of one class: where do they live? 2. How does the share of errors grow with the reach?
//            3. Train the classifier on what the attack makes, as in lesson 8: what has it gained, and where?
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Training;
using Scratch.Datasets;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

const int Batch = 100, Count = 300;
Dataset digits = EmbeddedData.Digits.OpenTraining();
Dataset training = digits.Take(4000), heldOut = digits.Subset([.. Enumerable.Range(4000, Count)]);
var encoder = new Network(784, new Dense(784, 64), new Relu(), new GaussianHeads(64, latent: 2));
var decoder = new Network(2, new Dense(2, 64), new Relu(), new Dense(64, 784), new Sigmoid());
encoder.Initialise(new RandomStream(Seed: 0).Fork(0));
decoder.Initialise(new RandomStream(Seed: 0).Fork(1));
Learner Learn(string name, Network network) => new(name, network, new Adam(network.Parameters), new ConstantSchedule(2e-3f));

// The autoencoder: a digit should come back from its prompt, and prompts should lie about as N(0, 1) does.
var step = new AutoencoderStep(Learn("encoder", encoder), Learn("decoder", decoder), training, Batch);
TrainingLoop.Run(step, training.Count, Batch, epochs: 8, new RandomStream(1), []);
Model classifier = Model.Classifier(784, [64], 10, seed: 0);
classifier.Fit(training, new FitOptions { Epochs = 3 });

// The prompt of a held-out digit is the mean that the encoder gives it: the first two of its four outputs.
Matrix prompts = Matrix.Allocate(Count, 2), moved = Matrix.Allocate(Count, 2);
encoder.PredictOutputs(heldOut.Inputs).SliceColumns(0, 2).CopyTo(prompts);
int[] says = Evaluator.PredictClasses(classifier.Network, decoder.PredictOutputs(prompts));

// Gradient ascent on the classifier's loss, through the decoder, within half a standard deviation.
var through = new GeneratorModel(decoder, classifier.Network, Count);
var attack = new ProjectedGradient(through, new AttackOptions { Norm = "l2", Epsilon = 0.5f, Steps = 20 });
attack.Perturb(new AttackBatch(prompts, says, Enumerable.Range(0, Count).ToArray(), new RandomStream(2)), moved);
int[] saysThen = Evaluator.PredictClasses(classifier.Network, decoder.PredictOutputs(moved));

double changed = says.Zip(saysThen).Average(pair => pair.First == pair.Second ? 0.0 : 1);
double farthest = Enumerable.Range(0, Count).Max(i => Math.Sqrt(
    Math.Pow(moved[i, 0] - prompts[i, 0], 2) + Math.Pow(moved[i, 1] - prompts[i, 1], 2)));
Console.WriteLine($"the classifier says something else of {changed:0.000} of the digits; no prompt moved farther than {farthest:0.0000}");
bool isRight = changed > 0.2 && farthest < 0.50001;
Console.WriteLine($"{(isRight ? "right" : "WRONG")}: more than 0.2 are expected, within 0.5");
Environment.ExitCode = isRight ? 0 : 1;
