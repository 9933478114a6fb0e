#:project ../../Adversarial/Datasets/Datasets.csproj
// Lesson 7, an attack: the gradient of the loss with respect to the image says how to spoil it (Goodfellow et al. 2015).
// Exercises: 1. Plot the accuracy over epsilon. 2. Replace the sign by the gradient itself, scaled to the same length:
//            which is worse for the classifier, and why? 3. Repeat the step ten times with a tenth of epsilon: that is
//            projected gradient ascent, ProjectedGradient in the library.
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Training;
using Scratch.Datasets;
using Scratch.Engine;
using Scratch.Layers;

const float Epsilon = 0.1f;
Dataset digits = EmbeddedData.Digits.OpenTraining();
Dataset training = digits.Take(3000), heldOut = digits.Subset([.. Enumerable.Range(3000, 500)]);
Model model = Model.Classifier(784, [64], 10, seed: 0);
model.Fit(training, new FitOptions { Epochs = 3 });

// Forward and back to the input: the same way back as in training, but for the pixels instead of the weights.
var workspace = new Workspace(model.Network, heldOut.Count);
Matrix gradient = Matrix.Allocate(heldOut.Count, 784), attacked = Matrix.Allocate(heldOut.Count, 784);
Matrix logits = model.Network.ForwardToLogits(workspace, heldOut.Inputs);
new SoftmaxCrossEntropy().Compute(logits, heldOut.Targets, default, scale: 1, workspace.DLogits);
model.Network.BackwardFromLogits(workspace, workspace.DLogits, gradient, ParameterGradients.Skip);
for (int i = 0; i < gradient.Length; i++)
{
    (int row, int pixel) = (i / 784, i % 784);
    float step = Epsilon * MathF.Sign(gradient[row, pixel]);
    attacked[row, pixel] = Math.Clamp(heldOut.Inputs[row, pixel] + step, 0, 1); // stays an image
}

double clean = Accuracy(heldOut.Inputs), fooled = Accuracy(attacked);
Console.WriteLine($"accuracy {clean:0.000} on the images, {fooled:0.000} after changes of at most {Epsilon} of each pixel");
Check("the attack takes more than half of what was right", fooled < clean / 2);
Check("no pixel has moved by more than epsilon", Enumerable.Range(0, gradient.Length).All(i =>
    MathF.Abs(attacked[i / 784, i % 784] - heldOut.Inputs[i / 784, i % 784]) <= Epsilon + 1e-6f));

double Accuracy(Matrix images) => Evaluator.PredictClasses(model.Network, images)
    .Zip(heldOut.Labels.ToArray()).Average(pair => pair.First == pair.Second ? 1.0 : 0);

static void Check(string what, bool isSo)
{
    Console.WriteLine($"{(isSo ? "right" : "WRONG")}: {what}");
    Environment.ExitCode |= isSo ? 0 : 1;
}
