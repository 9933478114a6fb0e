using Scratch.Engine;

namespace Scratch.Layers.Checking;

/// <summary>
/// The checks of <see cref="GradientCheck.RunAll"/>. Layers come from <see cref="LayerCatalog"/>; a new loss is added
/// here.
/// </summary>
internal static class GradientCheckList
{
    // of 3, some feature is nearly the same, and normalising it makes rounding errors as large as numbers
    private const int Batch = 8;
    private const int Inputs = 7, Outputs = 5;
    private const int FirstOther = 17; // the stream of the first check of no layer, however many layers there are

    private static readonly Loss[] Losses =
    [
        new SoftmaxCrossEntropy(), new BinaryCrossEntropy(), new MeanSquaredError(), new MeanAbsoluteError(),
            new Huber(0.5f), new Hinge(),
        new CategoricalDivergence(), new GaussianDivergence(), new ArticleEncoderLoss(), new ArticleGeneratorLoss(),
        new MinimaxGeneratorLoss(), new CriticLoss(),
    ];

    private static readonly (string Name, Func<RandomStream, IEnumerable<GradientCheckResult>> Run)[] Checks =
    [
        .. LayerCatalog.All.Select(kind =>
            (kind.Name, (Func<RandomStream, IEnumerable<GradientCheckResult>>)(random => OfLayer(kind, random)))),
        ("reparameterisation", random => GradientCheck.RunReparameterisation(Inputs, Batch, random)),
        .. Losses.Select(loss =>
            (loss.Name, (Func<RandomStream, IEnumerable<GradientCheckResult>>)(random => OfLoss(loss, random)))),
        ("network", OfNetworks),
        ("intervals", OfIntervals),
        ("crown", OfCrown),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Checks.Select(check => check.Name)];

    public static IReadOnlyList<GradientCheckResult> Run(string name, RandomStream random)
    {
        int index = Array.FindIndex(
            Checks, check => string.Equals(check.Name, name, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? [.. Checks[index].Run(
                random.Fork(index < LayerCatalog.All.Count ? index : FirstOther + index - LayerCatalog.All.Count))]
            : throw new ArgumentException(
                $"There is no check of '{name}'; expected one of {string.Join(", ", Names)}.");
    }

    /// <summary>In training; a layer that has another formula in evaluation, there too.</summary>
    private static IEnumerable<GradientCheckResult> OfLayer(LayerKind kind, RandomStream random)
    {
        Layer layer = kind.Example(Inputs, Outputs);
        IReadOnlyList<GradientCheckResult> training = GradientCheck.Run(layer, Inputs, Batch, random, Mode.Train);
        return kind.EvaluatesOtherwise
            ? [.. training, .. GradientCheck.Run(layer, Inputs, Batch, random, Mode.Evaluate)] : training;
    }

    private static IReadOnlyList<GradientCheckResult> OfLoss(Loss loss, RandomStream random) =>
        // two halves: an even width
        GradientCheck.Run(loss, loss is GaussianDivergence ? 2 * Inputs : Inputs, Batch, random);

    private static IEnumerable<GradientCheckResult> OfIntervals(RandomStream random)
    {
        var steep = new Network(
            Inputs, new Dense(Inputs, 6), new LeakyRelu(), new Dense(6, 4), new Relu(), new Dense(4, Outputs));
        var smooth = new Network(
            Inputs, new Dense(Inputs, 6), new Tanh(), new Dense(6, 4), new Dense(4, 6), new Softplus(),
            new Dense(6, Outputs));
        return [.. GradientCheck.RunIntervals(steep, Batch, random.Fork(0)),
            .. GradientCheck.RunIntervals(smooth, Batch, random.Fork(1))];
    }

    private static IEnumerable<GradientCheckResult> OfCrown(RandomStream random)
    {
        var shallow = new Network(Inputs, new Dense(Inputs, 6), new Relu(), new Dense(6, Outputs));
        var deep = new Network(
            Inputs, new Dense(Inputs, 6), new LeakyRelu(0.1f), new Dense(6, 4), new Relu(), new Dense(4, 3));
        return [.. GradientCheck.RunCrown(shallow, Batch, random.Fork(0)),
            .. GradientCheck.RunCrown(deep, Batch, random.Fork(1))];
    }

    private static IEnumerable<GradientCheckResult> OfNetworks(RandomStream random)
    {
        var classifier = new Network(
            Inputs, new Dense(Inputs, 6), new LeakyRelu(), new Dense(6, 4), new Tanh(), new Dense(4, Outputs));
        var decoder = new Network(Outputs, new Dense(Outputs, 6), new Relu(), new Dense(6, Inputs), new Sigmoid());
        var deep = new Network(
            Inputs, new BatchNormalisation(Inputs), new SpectralDense(Inputs, 6), new Gelu(), new Dropout(0.3f),
                new Dense(6, 8),
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
