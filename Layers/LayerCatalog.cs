using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Layers;

/// <summary>Every layer by its name in files.</summary>
public static class LayerCatalog
{
    /// <summary>The layers; those with a product first.</summary>
    public static IReadOnlyList<LayerKind> All { get; } =
    [
        new LayerKind<Dense>(
            "Dense", file => new(file.Size("in"), file.Size("out")), dense =>
                [LayerOption.Inputs("in", dense.Inputs), new("out", dense.Outputs)],
            (inputs, outputs) => new(inputs, outputs), (_, _) => new ReferenceDense()),
        new LayerKind<GaussianHeads>(
            "GaussianHeads", file => new(file.Size("in"), file.Size("latent")),
            heads => [LayerOption.Inputs("in", heads.Inputs), new("latent", heads.Latent)],
            // the two heads are the columns of one product
            (inputs, outputs) => new(inputs, outputs), (_, _) => new ReferenceDense()),
        new LayerKind<SpectralDense>(
            "SpectralDense", file => new(file.Size("in"), file.Size("out")),
            dense => [LayerOption.Inputs("in", dense.Inputs), new("out", dense.Outputs)],
            (inputs, outputs) => new(inputs, outputs), (_, pass) =>
                new ReferenceSpectralDense(pass.State[0], pass.State[1])) { EvaluatesOtherwise = true },
        Function("Relu", () => new Relu(), () => ReferenceElementWise.LeakyRelu(0), "relu"),
        new LayerKind<LeakyRelu>(
            "LeakyRelu", file => new(file.Constant("slope")), leaky => [LayerOption.Constant("slope", leaky.Slope)],
            (_, _) => new(0.3f), (leaky, _) => ReferenceElementWise.LeakyRelu(leaky.Slope))
            { Activation = "leaky-relu", AsInPyTorch = () => new(0.01f) },
        new LayerKind<Elu>(
            "Elu", file => new(file.Constant("alpha")), elu => [LayerOption.Constant("alpha", elu.Alpha)],
            (_, _) => new(0.7f), (elu, _) =>
                ReferenceElementWise.Elu(elu.Alpha)) { Activation = "elu", AsInPyTorch = () => new(1) },
        Function("Gelu", () => new Gelu(), ReferenceElementWise.Gelu, "gelu"),
        Function("GeluTanh", () => new GeluTanh(), ReferenceElementWise.GeluTanh),
        Function("Silu", () => new Silu(), ReferenceElementWise.Silu, "silu"),
        Function("Softplus", () => new Softplus(), ReferenceElementWise.Softplus, "softplus"),
        Function("Sigmoid", () => new Sigmoid(), ReferenceElementWise.Sigmoid, "sigmoid"),
        Function("Tanh", () => new Tanh(), ReferenceElementWise.Tanh, "tanh"),
        Function("Softmax", () => new Softmax(), () => new ReferenceSoftmax()),
        new LayerKind<LayerNormalisation>(
            "LayerNormalisation", file => new(file.Size("features"), file.Constant("epsilon")),
            layer => [LayerOption.Inputs("features", layer.Features), LayerOption.Constant("epsilon", layer.Epsilon)],
            (inputs, _) => new(inputs), (layer, _) => new ReferenceLayerNormalisation(layer.Epsilon)),
        new LayerKind<BatchNormalisation>(
            "BatchNormalisation", file =>
                new(file.Size("features"), file.Constant("momentum"), file.Constant("epsilon")),
            layer =>
            [
                LayerOption.Inputs("features", layer.Features), LayerOption.Constant("momentum", layer.Momentum),
                LayerOption.Constant("epsilon", layer.Epsilon),
            ],
            (inputs, _) => new(inputs),
            (layer, pass) => pass.Mode == Mode.Train
                ? new ReferenceBatchNormalisation(layer.Epsilon)
                : new ReferenceRunningNormalisation(pass.State[0], pass.State[1], layer.Epsilon)) { EvaluatesOtherwise =
                    true },
        new LayerKind<Dropout>(
            "Dropout", file => new(file.Constant("probability")), dropout =>
                [LayerOption.Constant("probability", dropout.Probability)],
            (_, _) => new(0.4f), (dropout, pass) =>
                new ReferenceDropout(pass.Mode == Mode.Train ? dropout.Probability : 0, pass.Random))
            { EvaluatesOtherwise = true },
        new LayerKind<GaussianNoise>(
            "GaussianNoise", file => new(file.Constant("deviation")), noise =>
                [LayerOption.Constant("deviation", noise.Deviation)],
            (_, _) => new(0.5f), (noise, pass) =>
                new ReferenceNoise(pass.Mode == Mode.Train ? noise.Deviation : 0, pass.Random))
            { EvaluatesOtherwise = true },
        new LayerKind<Standardisation>(
            "Standardisation", file => new(file.Size("features")), layer =>
                [LayerOption.Inputs("features", layer.Features)],
            (inputs, _) => new(inputs), (_, pass) => new ReferenceStandardisation(pass.State[0], pass.State[1])),
        new LayerKind<Frames>(
            "Frames", file => new(file.Size("in"), file.Size("frames"), file.Size("width")),
            frames =>
                [LayerOption.Inputs("in", frames.Inputs), new("frames", frames.Count), new("width", frames.Width)],
            (inputs, _) => new(Math.Max(4, inputs), 3, Math.Max(3, inputs / 2)),
            (frames, _) => new ReferenceFrames(frames.Count, frames.Width)),
        new LayerKind<PowerSpectrum>(
            "PowerSpectrum", file => new(file.Size("in"), file.Size("width"), file.Size("transform")),
            layer =>
                [LayerOption.Inputs("in", layer.Inputs), new("width", layer.Width), new("transform", layer.Transform)],
            (inputs, _) => new(Math.Max(2, inputs), Divisor(inputs, 2), Divisor(inputs, 2) + 3),
            (layer, _) => new ReferencePowerSpectrum(layer.Width, layer.Transform)),
        new LayerKind<MelBands>(
            "MelBands", file => new(file.Size("in"), file.Size("bins"), file.Size("bands"), file.Constant("low"),
                file.Constant("high"), file.Constant("rate")),
            layer =>
            [
                LayerOption.Inputs("in", layer.Inputs), new("bins", layer.Bins), new("bands", layer.Bands),
                LayerOption.Constant("low", layer.Low), LayerOption.Constant("high", layer.High),
                LayerOption.Constant("rate", layer.Rate),
            ],
            (inputs, _) => new(Math.Max(3, inputs), Divisor(inputs, 3), 2, 30, 900, 2000),
            (layer, _) => new ReferenceMelBands(layer.Bins, layer.Bands, layer.Low, layer.High, layer.Rate)),
        new LayerKind<RelativeLog>(
            "RelativeLog", file => new(file.Constant("share"), file.Constant("floor")),
            layer => [LayerOption.Constant("share", layer.Share), LayerOption.Constant("floor", layer.Floor)],
            (_, _) => new(0.2f, 0.05f), (layer, _) => new ReferenceRelativeLog(layer.Share, layer.Floor)),
        new LayerKind<MeanNormalisation>(
            "MeanNormalisation", file => new(file.Size("bands"), file.Constant("share")),
            layer => [new("bands", layer.Bands), LayerOption.Constant("share", layer.Share)],
            (inputs, _) => new(inputs % 3 == 0 ? inputs / 3 : 1, 0.7f),
            (layer, _) => new ReferenceMeanNormalisation(layer.Bands, layer.Share)),
    ];

    /// <summary>The words of the activations that can be chosen: see <see cref="FindActivation"/>.</summary>
    public static IReadOnlyList<string> Activations { get; } =
        [.. All.Select(kind => kind.Activation).OfType<string>()];

    /// <summary>The kind of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static LayerKind Find(string? name) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException(
            $"There is no layer type '{name}'; expected {string.Join(", ", All.Select(kind => kind.Name))}.");

    /// <summary>The kind of a layer; null if it is of none.</summary>
    public static LayerKind? KindOf(Layer layer) => All.FirstOrDefault(kind => kind.Describes(layer));

    /// <summary>The kind of activation of that word, such as <c>leaky-relu</c>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the words.</exception>
    public static LayerKind FindActivation(string word) =>
        All.FirstOrDefault(kind => kind.Activation == word)
        ?? throw new ArgumentException($"There is no activation '{word}'; expected {string.Join(", ", Activations)}.");

    /// <summary>The smallest divisor of a number of inputs that is not below <paramref name="least"/>.</summary>
    private static int Divisor(int inputs, int least)
    {
        int divisor = least;
        while (divisor < inputs && inputs % divisor != 0)
        {
            divisor++;
        }
        return divisor;
    }

    /// <summary>A layer without options.</summary>
    private static LayerKind<TLayer> Function<TLayer>(
        string name, Func<TLayer> create, Func<ReferenceLayer> reference, string? activation = null)
        where TLayer : Layer =>
        new(name, _ => create(), _ => [], (_, _) => create(), (_, _) => reference()) { Activation = activation };
}
