namespace Scratch.Adversarial.Runs.Output;

/// <summary>What the judge's features say of some images beside those of the test set.</summary>
/// <param name="FrechetDistance">See <see cref="Quality.FrechetDistance"/>.</param>
/// <param name="KernelDistance">See <see cref="Quality.KernelDistance"/>.</param>
/// <param name="Precision">See <see cref="PrecisionRecall"/>.</param>
/// <param name="Recall">See <see cref="PrecisionRecall"/>.</param>
/// <param name="Density">See <see cref="DensityCoverage"/>.</param>
/// <param name="Coverage">See <see cref="DensityCoverage"/>.</param>
public sealed record FeatureReport(
    Estimate FrechetDistance, Estimate KernelDistance, Estimate Precision, Estimate Recall, Estimate Density,
        Estimate Coverage);

/// <summary>The Parzen windows around some images, on the test set: <see cref="ParzenWindow"/>.</summary>
/// <param name="Generated">Around samples.</param>
/// <param name="Training">Around training images.</param>
/// <param name="Centres">Around the centres of k-means over those.</param>
public sealed record ParzenReport(ParzenWindow Generated, ParzenWindow Training, ParzenWindow Centres);

/// <summary>
/// The measures of a generator. Each has its number of samples and its error bar; docs/generative.md says what each
/// can't see.
/// </summary>
public sealed record GeneratorReport
{
    /// <summary>
    /// The name of the network that judges, with the start of its file's hash: figures of another can't be compared.
    /// </summary>
    public required string Judge { get; init; }

    /// <summary>How much of the test set the judge gets right.</summary>
    public required Estimate JudgeAccuracy { get; init; }

    /// <summary>Images of the test set that samples are compared with.</summary>
    public required int TestExamples { get; init; }

    /// <summary>Samples from the prior.</summary>
    public required FeatureReport Generated { get; init; }

    /// <summary>Training images in the place of samples: what a perfect generator would get.</summary>
    public required FeatureReport Training { get; init; }

    /// <summary>What the judge takes the samples for.</summary>
    public required ModeCoverage Modes { get; init; }

    /// <summary>See <see cref="Quality.Memorisation"/>.</summary>
    public required Estimate Memorisation { get; init; }

    /// <summary>The training images, and as many of the test set, that memorisation was measured against.</summary>
    public required int MemorisationExamples { get; init; }

    /// <summary>The log-likelihood of the test set.</summary>
    public required ParzenReport Parzen { get; init; }

    /// <summary>
    /// The share of samples of a class's prompts that the judge puts into that class; null without prompts by class.
    /// </summary>
    public Estimate? ClassAgreement { get; init; }

    /// <summary>Training on labelled samples; null if it was left out, or there are no prompts by class.</summary>
    public TransferAccuracy? Transfer { get; init; }
}
