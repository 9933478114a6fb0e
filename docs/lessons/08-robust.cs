#:project ../../Adversarial/Datasets/Datasets.csproj
// Lesson 8, adversarial training: learn from what an attack makes of every batch (Madry et al. 2018).
// Exercises: 1. What does it cost on images that nobody attacks? 2. Attack it with twice the epsilon it has trained with.
//            3. Train with one step of the attack instead of five, and attack with forty: what has it learned?
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Datasets;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

const int Batch = 100;
Dataset digits = EmbeddedData.Digits.OpenTraining();
Dataset training = digits.Take(3000), heldOut = digits.Subset([.. Enumerable.Range(3000, 500)]);
(double plain, double plainAttacked) = Train(epsilon: 0);
(double robust, double robustAttacked) = Train(epsilon: 0.1f);
Check("the plain one loses more than half under attack", plainAttacked < plain / 2);
Check("the robust one keeps 20 points more under attack", robustAttacked > plainAttacked + 0.2);

(double Clean, double Attacked) Train(float epsilon)
{
    var network = new Network(784, new Dense(784, 64, Initialisers.HeNormal), new Relu(), new Dense(64, 10));
    network.Initialise(new RandomStream(Seed: 0));
    var attack = new ProjectedGradient(new ClassifierModel(network, Batch), new AttackOptions { Epsilon = epsilon, Steps = 5 });
    var (loss, optimizer, workspace) = (new SoftmaxCrossEntropy(), new Adam(network.Parameters), new Workspace(network, Batch));
    Matrix attacked = Matrix.Allocate(Batch, 784);
    for (int step = 0; step < 8 * training.Count / Batch; step++)
    {
        int start = step * Batch % training.Count;
        Matrix images = training.Inputs.SliceRows(start, Batch), targets = training.Targets.SliceRows(start, Batch);
        attack.Perturb(new AttackBatch(images, training.Labels.Slice(start, Batch),
            Enumerable.Range(start, Batch).ToArray(), new RandomStream(1).Fork(step)), attacked);
        loss.Compute(network.ForwardToLogits(workspace, attacked), targets, default, 1f / Batch, workspace.DLogits);
        network.BackwardFromLogits(workspace, workspace.DLogits, default, ParameterGradients.Accumulate);
        optimizer.Step(2e-3f);
    }
    var strong = new ProjectedGradient(new ClassifierModel(network, 500), new AttackOptions { Epsilon = 0.1f, Steps = 20 });
    Matrix result = Matrix.Allocate(500, 784);
    strong.Perturb(new AttackBatch(heldOut.Inputs, heldOut.Labels, Enumerable.Range(0, 500).ToArray(), new RandomStream(2)), result);
    double Right(Matrix images) => Evaluator.PredictClasses(network, images).Zip(heldOut.Labels.ToArray())
        .Average(pair => pair.First == pair.Second ? 1.0 : 0);
    Console.WriteLine($"trained with epsilon {epsilon}: {Right(heldOut.Inputs):0.000} right, {Right(result):0.000} under attack at 0.1");
    return (Right(heldOut.Inputs), Right(result));
}

static void Check(string what, bool isSo)
{
    Console.WriteLine($"{(isSo ? "right" : "WRONG")}: {what}");
    Environment.ExitCode |= isSo ? 0 : 1;
}
