using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Layers.Networks;

/// <summary>A classifier, a batch, and everything that one step of training needs.</summary>
internal sealed class TrainingStep
{
    private readonly Loss _loss = new SoftmaxCrossEntropy();
    private readonly Workspace _workspace;
    private readonly Matrix _input;
    private readonly Matrix _target;
    private readonly Adam _adam;

    public TrainingStep(int batch, int inputs, int hidden, int classes)
    {
        Network = new Network(
            inputs, new Dense(inputs, hidden), new Relu(), new Dense(hidden, hidden), new LeakyRelu(),
                new Dense(hidden, hidden),
            new Tanh(), new Dense(hidden, classes), new Sigmoid());
        Network.Initialise(new RandomStream(1));
        _workspace = new Workspace(Network, batch);
        _input = Samples.Uniform(batch, inputs, seed: 2);
        _target = Samples.OneHot(batch, classes);
        _adam = new Adam(Network.Parameters);
        PerExample = Matrix.Allocate(1, batch);
        DInput = Matrix.Allocate(batch, inputs);
    }

    public Network Network { get; }

    public Matrix PerExample { get; }

    public Matrix DInput { get; }

    /// <summary>Forward, loss and backward; the gradients stay for the caller to see.</summary>
    public void ForwardAndBackward()
    {
        Matrix logits = Network.ForwardToLogits(_workspace, _input);
        _loss.Compute(logits, _target, PerExample, 1f / _input.Rows, _workspace.DLogits);
        Network.BackwardFromLogits(_workspace, _workspace.DLogits, DInput, ParameterGradients.Accumulate);
    }

    /// <summary>One update.</summary>
    public void Run(float learningRate = 1e-3f)
    {
        ForwardAndBackward();
        _adam.Step(learningRate);
    }

    /// <summary>Forward through the final sigmoid, and back.</summary>
    public void RunThroughOutput()
    {
        Matrix output = Network.Forward(_workspace, _input);
        Network.Backward(_workspace, output, DInput, ParameterGradients.Accumulate);
    }
}
