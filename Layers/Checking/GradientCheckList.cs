using Scratch.Engine;

namespace Scratch.Layers.Checking;

/// <summary>The checks of <see cref="GradientCheck.RunAll"/>. A new layer or loss is added here.</summary>
internal static class GradientCheckList
{
    private const int Batch = 8; // of 3, some feature is nearly the same, and normalising it makes rounding errors as large as numbers
    private const int Inputs = 7, Outputs = 5;

    private static readonly Layer[] Layers =
    [
        new Dense(Inputs, Outputs), new GaussianHeads(Inputs, latent: 4), new SpectralDense(Inputs, Outputs),
        new Relu(), new LeakyRelu(), new Elu(0.8f), new Gelu(), new GeluTanh(), new Silu(), new Softplus(), new Sigmoid(), new Tanh(), new Softmax(),
        new LayerNormalisation(Inputs), new BatchNormalisation(Inputs), new Dropout(0.4f), new GaussianNoise(0.5f),
    ];

    private static readonly Loss[] Losses =
    [
        new SoftmaxCrossEntropy(), new BinaryCrossEntropy(), new MeanSquaredError(), new MeanAbsoluteError(), new Huber(0.5f), new Hinge(),
        new CategoricalDivergence(), new GaussianDivergence(), new ArticleEncoderLoss(), new ArticleGeneratorLoss(),
        new MinimaxGeneratorLoss(), new CriticLoss(),
    ];

    private static readonly (string Name, Func<RandomStream, IEnumerable<GradientCheckResult>> Run)[] Checks =
    [
        .. Layers.Select(layer => (layer.Type, (Func<RandomStream, IEnumerable<GradientCheckResult>>)(random => OfLayer(layer, random)))),
        ("reparameterisation", random => GradientCheck.RunReparameterisation(Inputs, Batch, random)),
        .. Losses.Select(loss => (loss.Name, (Func<RandomStream, IEnumerable<GradientCheckResult>>)(random => OfLoss(loss, random)))),
        ("network", OfNetworks),
        ("intervals", OfIntervals),
        ("crown", OfCrown),
        ("Standardisation", random => OfLayer(new Standardisation(Inputs), random)), // at the end: a check draws from the stream of its place
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Checks.Select(check => check.Name)];

    public static IReadOnlyList<GradientCheckResult> Run(string name, RandomStream random)
    {
        int index = Array.FindIndex(Checks, check => string.Equals(check.Name, name, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? [.. Checks[index].Run(random.Fork(index))]
            : throw new ArgumentException($"There is no check of '{name}'; expected one of {string.Join(", ", Names)}.");
    }

    /// <summary>In training; a layer with state, which has another formula there, also in evaluation.</summary>
    private static IEnumerable<GradientCheckResult> OfLayer(Layer layer, RandomStream random)
    {
        IReadOnlyList<GradientCheckResult> training = GradientCheck.Run(layer, Inputs, Batch, random, Mode.Train);
        return layer.State.Count == 0 ? training : [.. training, .. GradientCheck.Run(layer, Inputs, Batch, random, Mode.Evaluate)];
    }

    private static IReadOnlyList<GradientCheckResult> OfLoss(Loss loss, RandomStream random) =>
        GradientCheck.Run(loss, loss is GaussianDivergence ? 2 * Inputs : Inputs, Batch, random); // two halves: an even width

    private static IEnumerable<GradientCheckResult> OfIntervals(RandomStream random)
    {
        var steep = new Network(Inputs, new Dense(Inputs, 6), new LeakyRelu(), new Dense(6, 4), new Relu(), new Dense(4, Outputs));
        var smooth = new Network(Inputs, new Dense(Inputs, 6), new Tanh(), new Dense(6, 4), new Dense(4, 6), new Softplus(), new Dense(6, Outputs));
        return [.. GradientCheck.RunIntervals(steep, Batch, random.Fork(0)), .. GradientCheck.RunIntervals(smooth, Batch, random.Fork(1))];
    }

    private static IEnumerable<GradientCheckResult> OfCrown(RandomStream random)
    {
        var shallow = new Network(Inputs, new Dense(Inputs, 6), new Relu(), new Dense(6, Outputs));
        var deep = new Network(Inputs, new Dense(Inputs, 6), new LeakyRelu(0.1f), new Dense(6, 4), new Relu(), new Dense(4, 3));
        return [.. GradientCheck.RunCrown(shallow, Batch, random.Fork(0)), .. GradientCheck.RunCrown(deep, Batch, random.Fork(1))];
    }

    private static IEnumerable<GradientCheckResult> OfNetworks(RandomStream random)
    {
        var classifier = new Network(Inputs, new Dense(Inputs, 6), new LeakyRelu(), new Dense(6, 4), new Tanh(), new Dense(4, Outputs));
        var decoder = new Network(Outputs, new Dense(Outputs, 6), new Relu(), new Dense(6, Inputs), new Sigmoid());
        var deep = new Network(
            Inputs, new BatchNormalisation(Inputs), new SpectralDense(Inputs, 6), new Gelu(), new Dropout(0.3f), new Dense(6, 8),
            new LayerNormalisation(8), new Silu(), new GaussianNoise(0.1f), new Dense(8, Outputs));
        (Network Network, Loss Loss)[] cases =
            [(classifier, new SoftmaxCrossEntropy()), (decoder, new BinaryCrossEntropy()), (deep, new Huber())];
        for (int i = 0; i < cases.Length; i++)
        {
            RandomInputs.FillParameters(cases[i].Network, random.Fork(i));
            RandomInputs.FillState(cases[i].Network, random.Fork(i).Fork(0));
        }
        return cases.SelectMany((c, i) => GradientCheck.Run(c.Network, c.Loss, Batch, random.Fork(10 + i)));
    }
}
