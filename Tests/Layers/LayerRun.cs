using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers;

/// <summary>
/// One layer with all the memory that its two passes need, filled at random; what they overwrite holds NaN.
/// </summary>
internal sealed class LayerRun
{
    private const string DenseOfImages = "Dense from 784", Evaluated = ", evaluated";

    private readonly Matrix[] _saved;

    public LayerRun(Layer layer, int inputs, int batch, Mode mode = Mode.Train)
    {
        (Layer, Mode) = (layer, mode);
        Parameters = new ParameterBuffer(layer.Parameters);
        Samples.FillParameters(Parameters, seed: 1);
        State = new ParameterBuffer(layer.State);
        Samples.FillState(State, seed: 4);
        _saved = [.. layer.SavedFor(inputs)
            .Select(s => Samples.Poisoned(s.IsPerExample ? batch * s.Rows : s.Rows, s.Columns))];
        Input = Samples.AwayFromZero(batch, inputs, seed: 2);
        Output = Samples.Poisoned(batch, layer.OutputsFor(inputs));
        DOutput = Samples.AwayFromZero(batch, Output.Columns, seed: 3);
        DInput = Samples.Poisoned(batch, inputs);
    }

    /// <summary>
    /// The layers under test, in both modes where they differ; a width is about their number of inputs.
    /// </summary>
    public static IEnumerable<string> Kinds =>
        [DenseOfImages, .. LayerCatalog.All.SelectMany(
            kind => kind.EvaluatesOtherwise ? new[] { kind.Name, kind.Name + Evaluated } : [kind.Name])];

    public static IEnumerable<string> ElementWiseKinds =>
        LayerCatalog.All.Where(kind => kind.Example(1, 1) is ElementWise).Select(kind => kind.Name);

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

    public static LayerRun Of(string kind, int width, int batch)
    {
        if (kind == DenseOfImages)
        {
            return new LayerRun(new Dense(784, width), 784, batch);
        }
        Mode mode = kind.EndsWith(Evaluated, StringComparison.Ordinal) ? Mode.Evaluate : Mode.Train;
        // of two numbers, the gradient of a normalisation is all rounding, and a sound needs a few samples
        int inputs = kind is "LayerNormalisation" or "Frames" or "PowerSpectrum" or "MelBands" ? width + 7 : width;
        int rows = kind == "BatchNormalisation" ? batch + 7 : batch;   // of two examples, too
        Layer layer = LayerCatalog.Find(kind.Replace(Evaluated, "", StringComparison.Ordinal))
            .Example(inputs, outputs: 1 + (41 * width % 37)); // wider, narrower, and odd
        return layer is SpectralDense spectral && mode == Mode.Evaluate
            ? EvaluatedAfterTraining(spectral, inputs, rows)
            : new LayerRun(layer, inputs, rows, mode);
    }

    public void Forward() => Layer.Forward(PassWith(default), Input, Output);

    public void Backward() => Backward(DInput, Parameters.GradientViews);

    public void Backward(Matrix dInput, ReadOnlyMemory<Matrix> gradients) =>
        Layer.Backward(PassWith(gradients), Input, Output, DOutput, dInput);

    /// <summary>
    /// Both tangents of a layer without parameters, for one that stands for those of the input and of dOutput.
    /// </summary>
    public void Tangents(Matrix tangent, Matrix outputTangent, Matrix dInputTangent)
    {
        var layer = (ITangentLayer)Layer;
        layer.ForwardTangent(PassWith(default), default, Input, Output, tangent, outputTangent);
        layer.BackwardTangent(PassWith(default), default, Input, Output, DOutput, tangent, tangent, dInputTangent);
    }

    /// <summary>
    /// With the state of one training pass: at u and v drawn at random σ = vᵀ W u may be nearly zero, and a float's
    /// rounding errors up to five hundred times as large in it. (The golden files have a case of that kind, a harmless
    /// one.)
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
        new(Parameters.ValueViews, gradients)
        {
            State = State.ValueViews,
            Saved = _saved,
            Mode = Mode,
            Random = Random
        };
}
