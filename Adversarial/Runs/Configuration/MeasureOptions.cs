using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Configuration.MeasureOptions>;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>How a generator is measured.</summary>
public sealed record MeasureOptions
{
    /// <summary>The fewest samples, or real examples, that every measure can do with.</summary>
    public const int Fewest = 100;

    /// <summary>The most samples that are kept at once.</summary>
    public const int Most = 1_000_000;

    /// <summary>Samples from the prior, and the most real examples that they are compared with.</summary>
    public int Samples { get; init; } = 10_000;

    /// <summary>The neighbour that the balls of precision, recall, density and coverage reach to.</summary>
    public int Neighbours { get; init; } = 5;

    /// <summary>The centres of k-means whose Parzen windows stand beside those of the samples.</summary>
    public int Centres { get; init; } = 1000;

    /// <summary>Labelled samples that a classifier is trained on; 0 leaves the transfer accuracy out.</summary>
    public int TransferSamples { get; init; } = 60_000;

    /// <summary>Passes over them.</summary>
    public int TransferEpochs { get; init; } = 10;

    /// <summary>Decides the samples, the choice of real examples and the error bars.</summary>
    public ulong Seed { get; init; }

    /// <summary>What the command line may set.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Number("--samples N", "How many samples to measure the generator by; 10000 by default.", o =>
            o.Samples, (o, v) => o with { Samples = v }, new(Fewest, Most)),
        Setting.Number(
            "--transfer-samples N",
            "How many labelled samples to train a classifier on; 60000 by default, 0 for none.",
            o => o.TransferSamples,
            (o, v) => o with { TransferSamples = v },
            new(0, Most)),
        Setting.InFile(o => o.Neighbours, new NumberRange(1, Fewest - 1)),
        Setting.InFile(o => o.Centres, NumberRange.FromOne),
        Setting.InFile(o => o.TransferEpochs, NumberRange.FromOne),
    ];

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate() => Setting.Check(Settings, this, "the measures");
}
