using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers;

/// <summary>One layer with all the memory that its two passes need, filled at random; what they overwrite holds NaN.</summary>
internal sealed class LayerRun
{
    private readonly Matrix[] _saved;

    public LayerRun(Layer layer, int inputs, int batch, Mode mode = Mode.Train)
    {
        (Layer, Mode) = (layer, mode);
        Parameters = new ParameterBuffer(layer.Parameters);
        Samples.FillParameters(Parameters, seed: 1);
        State = new ParameterBuffer(layer.State);
        Samples.FillState(State, seed: 4);
        _saved = [.. layer.SavedFor(inputs).Select(s => Samples.Poisoned(s.IsPerExample ? batch * s.Rows : s.Rows, s.Columns))];
        Input = Samples.AwayFromZero(batch, inputs, seed: 2);
        Output = Samples.Poisoned(batch, layer.OutputsFor(inputs));
        DOutput = Samples.AwayFromZero(batch, Output.Columns, seed: 3);
        DInput = Samples.Poisoned(batch, inputs);
    }

    /// <summary>The layers under test; a width is about their number of inputs.</summary>
    public static IEnumerable<string> Kinds =>
    [
        "Dense", "Dense from 784", "GaussianHeads", "SpectralDense", "SpectralDense, evaluated", .. ElementWiseKinds, "Softmax",
        "LayerNormalisation", "BatchNormalisation", "BatchNormalisation, evaluated", "Dropout", "Dropout, evaluated",
        "GaussianNoise", "GaussianNoise, evaluated", "Standardisation",
    ];

    public static IEnumerable<string> ElementWiseKinds =>
        ["Relu", "LeakyRelu", "Elu", "Gelu", "GeluTanh", "Silu", "Softplus", "Sigmoid", "Tanh"];

    public Layer Layer { get; }

    public Mode Mode { get; }

    /// <summary>What a layer draws from in training.</summary>
    public static RandomStream Random { get; } = new(9);

    public ParameterBuffer Parameters { get; }

    public ParameterBuffer State { get; }

    public Matrix Input { get; }

    public Matrix Output { get; }

    public Matrix DOutput { get; }

    public Matrix DInput { get; }

    public static LayerRun Of(string kind, int width, int batch) => kind switch
    {
        "Dense" => new LayerRun(new Dense(width, 1 + (41 * width % 37)), width, batch), // wider, narrower, and odd
        "Dense from 784" => new LayerRun(new Dense(784, width), 784, batch),
        "GaussianHeads" => new LayerRun(new GaussianHeads(width, 3), width, batch),
        "SpectralDense" => new LayerRun(new SpectralDense(width, 1 + (41 * width % 37)), width, batch),
        "SpectralDense, evaluated" => EvaluatedAfterTraining(new SpectralDense(width, 1 + (41 * width % 37)), width, batch),
        "Relu" => new LayerRun(new Relu(), width, batch),
        "LeakyRelu" => new LayerRun(new LeakyRelu(0.3f), width, batch),
        "Elu" => new LayerRun(new Elu(0.7f), width, batch),
        "Gelu" => new LayerRun(new Gelu(), width, batch),
        "GeluTanh" => new LayerRun(new GeluTanh(), width, batch),
        "Silu" => new LayerRun(new Silu(), width, batch),
        "Softplus" => new LayerRun(new Softplus(), width, batch),
        "Sigmoid" => new LayerRun(new Sigmoid(), width, batch),
        "Tanh" => new LayerRun(new Tanh(), width, batch),
        "Softmax" => new LayerRun(new Softmax(), width, batch),
        "LayerNormalisation" => new LayerRun(new LayerNormalisation(width + 7), width + 7, batch), // of two numbers, the gradient is all rounding
        "BatchNormalisation" => new LayerRun(new BatchNormalisation(width), width, batch + 7), // of two examples, too
        "BatchNormalisation, evaluated" => new LayerRun(new BatchNormalisation(width), width, batch, Mode.Evaluate),
        "Dropout" => new LayerRun(new Dropout(0.4f), width, batch),
        "Dropout, evaluated" => new LayerRun(new Dropout(0.4f), width, batch, Mode.Evaluate),
        "GaussianNoise" => new LayerRun(new GaussianNoise(0.5f), width, batch),
        "GaussianNoise, evaluated" => new LayerRun(new GaussianNoise(0.5f), width, batch, Mode.Evaluate),
        "Standardisation" => new LayerRun(new Standardisation(width), width, batch),
        _ => throw new ArgumentException(kind),
    };

    public void Forward() => Layer.Forward(PassWith(default), Input, Output);

    public void Backward() => Backward(DInput, Parameters.GradientViews);

    public void Backward(Matrix dInput, ReadOnlyMemory<Matrix> gradients) =>
        Layer.Backward(PassWith(gradients), Input, Output, DOutput, dInput);

    /// <summary>Both tangents of a layer without parameters, for one that stands for those of the input and of dOutput.</summary>
    public void Tangents(Matrix tangent, Matrix outputTangent, Matrix dInputTangent)
    {
        var layer = (ITangentLayer)Layer;
        layer.ForwardTangent(PassWith(default), default, Input, Output, tangent, outputTangent);
        layer.BackwardTangent(PassWith(default), default, Input, Output, DOutput, tangent, tangent, dInputTangent);
    }

    /// <summary>
    /// With the state of one training pass: at u and v drawn at random σ = vᵀ W u may be nearly zero, and a float's rounding errors up to
    /// five hundred times as large in it. (The golden files have a case of that kind, a harmless one.)
    /// </summary>
    private static LayerRun EvaluatedAfterTraining(SpectralDense layer, int inputs, int batch)
    {
        var training = new LayerRun(layer, inputs, batch);
        training.Forward();
        var evaluated = new LayerRun(layer, inputs, batch, Mode.Evaluate);
        training.State.Values.CopyTo(evaluated.State.Values);
        return evaluated;
    }

    private Pass PassWith(ReadOnlyMemory<Matrix> gradients) =>
        new(Parameters.ValueViews, gradients) { State = State.ValueViews, Saved = _saved, Mode = Mode, Random = Random };
}
