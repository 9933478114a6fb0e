#:project ../../Adversarial/Adversarial.csproj
// Lesson 2, one step of a network: the worked example of docs/backprop.md, by the engine's own layers.
// Exercises: 1. Work dW1 out with a pencil before you run it. 2. Give unit 2 a bias of 0.8: what does it learn now?
//            3. Call BackwardFromLogits twice before the update: what happens to the gradients, and why is that useful?
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

var network = new Network(2, new Dense(2, 3), new Relu(), new Dense(3, 2));
float[][] first =
    [[0.2f, -0.4f, 0.6f, -0.3f, 0.5f, -0.1f], [0.1f, 0.2f, -0.1f], [0.7f, -0.2f, 0.4f, 0.1f, -0.5f, 0.8f], [0.05f, -0.05f]];
for (int i = 0; i < first.Length; i++)
{
    first[i].CopyTo(network.Parameters.ValueViews.Span[i].Span); // W1, b1, W2, b2
}
Matrix input = Matrix.FromRows([0.5f, -1f]), target = Matrix.FromRows([0f, 1f]);
var loss = new SoftmaxCrossEntropy();
var workspace = new Workspace(network, capacity: 1);
Matrix perExample = Matrix.Allocate(1, 1), dInput = Matrix.Allocate(1, 2);

// Forward.
Matrix logits = network.ForwardToLogits(workspace, input);
Print("logits", logits);
loss.Compute(logits, target, perExample, scale: 1, workspace.DLogits);
Print("loss", perExample);
Check("loss", perExample[0, 0], 0.776344);

// Backward.
Print("dLogits", workspace.DLogits);
network.BackwardFromLogits(workspace, workspace.DLogits, dInput, ParameterGradients.Accumulate);
string[] names = ["W1", "b1", "W2", "b2"];
for (int i = 0; i < names.Length; i++)
{
    Print($"d{names[i]}", network.Parameters.GradientViews.Span[i]);
}
Print("dInput", dInput);
Check("dW1, from input 1 to unit 1", network.Parameters.GradientViews.Span[0][0, 0], 0.242962);
Check("dW1, from input 2 to unit 3", network.Parameters.GradientViews.Span[0][1, 2], 0.701889);

// Update: every number goes against its gradient.
new Sgd(network.Parameters).Step(learningRate: 0.1f);
Print("W1.updated", network.Parameters.ValueViews.Span[0]);
loss.Compute(network.ForwardToLogits(workspace, input), target, perExample, 1, default);
Check("loss.updated", perExample[0, 0], 0.559646);

static void Print(string name, Matrix matrix) => Console.WriteLine($"{name} = " + string.Join(" | ",
    Enumerable.Range(0, matrix.Rows).Select(r => string.Join(' ', matrix.Row(r).ToArray().Select(x => $"{(double)x:0.000000}")))));

static void Check(string what, double value, double expected)
{
    bool right = Math.Abs(value - expected) < 1e-6;
    Console.WriteLine($"{(right ? "right" : "WRONG")}: {what} is {value:0.000000}, expected {expected:0.000000}");
    Environment.ExitCode |= right ? 0 : 1;
}
