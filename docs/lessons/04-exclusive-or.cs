#:project ../../Adversarial/Adversarial.csproj
// Lesson 4, why there are hidden units: exclusive or, which no single neuron can learn.
// Exercises: 1. Train with 2 hidden units and ten seeds: how often does it get stuck? 2. Leave out the Tanh: why is
//            the accuracy 0.5 or 0.75 then? 3. Print what each hidden unit says of the four points.
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

Matrix inputs = Matrix.FromRows([0, 0], [0, 1], [1, 0], [1, 1]);
Matrix targets = Matrix.FromRows([1, 0], [0, 1], [0, 1], [1, 0]); // one-hot: equal, different

Check("a line through the plane has at most 3 of 4 right", Train(hidden: 0) <= 0.75 ? 1 : 0, 1);
Check("with hidden units all are right", Train(hidden: 8), 1);

double Train(int hidden)
{
    Network network = hidden == 0
        ? new Network(2, new Dense(2, 2))
        : new Network(2, new Dense(2, hidden), new Tanh(), new Dense(hidden, 2));
    network.Initialise(new RandomStream(Seed: 0));
    var loss = new SoftmaxCrossEntropy();
    var optimizer = new Adam(network.Parameters);
    var workspace = new Workspace(network, inputs.Rows);
    Matrix losses = Matrix.Allocate(1, inputs.Rows);
    for (int step = 0; step <= 500; step++)
    {
        Matrix logits = network.ForwardToLogits(workspace, inputs);
        loss.Compute(logits, targets, losses, scale: 1f / inputs.Rows, workspace.DLogits);
        if (step % 100 == 0)
        {
            Console.WriteLine($"{hidden} hidden units, step {step,3}: loss {losses.Span.ToArray().Average():0.000000}");
        }
        network.BackwardFromLogits(workspace, workspace.DLogits, default, ParameterGradients.Accumulate);
        optimizer.Step(0.05f);
    }
    Matrix output = network.ForwardToLogits(workspace, inputs);
    return Enumerable.Range(0, 4).Average(i => (output[i, 1] > output[i, 0]) == (targets[i, 1] == 1) ? 1.0 : 0);
}

static void Check(string what, double value, double expected)
{
    Console.WriteLine($"{(value == expected ? "right" : "WRONG")}: {what}: {value}, expected {expected}");
    Environment.ExitCode |= value == expected ? 0 : 1;
}
