using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers;

/// <summary>One layer with all the memory that its two passes need, filled at random; what they overwrite holds NaN.</summary>
internal sealed class LayerRun
{
    private readonly Layer _layer;

    public LayerRun(Layer layer, int inputs, int batch)
    {
        _layer = layer;
        Parameters = new ParameterBuffer(layer.Parameters);
        Samples.FillParameters(Parameters, seed: 1);
        Input = Samples.AwayFromZero(batch, inputs, seed: 2);
        Output = Samples.Poisoned(batch, layer.OutputsFor(inputs));
        DOutput = Samples.AwayFromZero(batch, Output.Columns, seed: 3);
        DInput = Samples.Poisoned(batch, inputs);
    }

    /// <summary>The layers under test; a width is their number of inputs.</summary>
    public static IEnumerable<string> Kinds => ["Dense", "Dense from 784", "GaussianHeads", "Relu", "LeakyRelu", "Sigmoid", "Tanh"];

    public static IEnumerable<string> ElementWiseKinds => ["Relu", "LeakyRelu", "Sigmoid", "Tanh"];

    public ParameterBuffer Parameters { get; }

    public Matrix Input { get; }

    public Matrix Output { get; }

    public Matrix DOutput { get; }

    public Matrix DInput { get; }

    public static LayerRun Of(string kind, int width, int batch) => kind switch
    {
        "Dense" => new LayerRun(new Dense(width, 1 + (41 * width % 37)), width, batch), // wider, narrower, and odd
        "Dense from 784" => new LayerRun(new Dense(784, width), 784, batch),
        "GaussianHeads" => new LayerRun(new GaussianHeads(width, 3), width, batch),
        "Relu" => new LayerRun(new Relu(), width, batch),
        "LeakyRelu" => new LayerRun(new LeakyRelu(0.3f), width, batch),
        "Sigmoid" => new LayerRun(new Sigmoid(), width, batch),
        "Tanh" => new LayerRun(new Tanh(), width, batch),
        _ => throw new ArgumentException(kind),
    };

    public Layer Layer => _layer;

    public void Forward() => _layer.Forward(new Pass(Parameters.ValueViews, default), Input, Output);

    public void Backward() => Backward(DInput, Parameters.GradientViews);

    public void Backward(Matrix dInput, ReadOnlyMemory<Matrix> gradients) =>
        _layer.Backward(new Pass(Parameters.ValueViews, gradients), Input, Output, DOutput, dInput);
}
