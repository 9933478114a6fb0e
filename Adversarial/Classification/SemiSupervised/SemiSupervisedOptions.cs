using static Scratch.Adversarial.Settings.NumberRange;
using Setting = Scratch.Adversarial.Settings.Setting<
    Scratch.Adversarial.Classification.SemiSupervised.SemiSupervisedOptions>;

namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>What learns from few labels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SemiSupervisedTrainer>))]
public enum SemiSupervisedTrainer
{
    /// <summary>The classifier itself: <see cref="SemiSupervisedStep"/>.</summary>
    [JsonStringEnumMemberName("classifier")]
    Classifier,

    /// <summary>
    /// An autoencoder whose encoder is the classifier: <see cref="SemiSupervisedAutoencoderStep"/>. Of the options it
    /// takes labels, labelledBatch and reconstructionWeight.
    /// </summary>
    [JsonStringEnumMemberName("autoencoder")]
    Autoencoder,
}

/// <summary>
/// How a classifier learns from data of which few examples have labels. What a weight of 0 switches off costs nothing.
/// </summary>
public sealed record SemiSupervisedOptions
{
    /// <summary>
    /// The labels that may be read, evenly over the classes and drawn by the seed: those of the validation part are
    /// among them.
    /// </summary>
    public int Labels { get; init; } = 1000;

    /// <summary>What learns.</summary>
    public SemiSupervisedTrainer Trainer { get; init; }

    /// <summary>
    /// Labelled examples in every batch, at least 1, beside the batch that all examples take part in without their
    /// labels.
    /// </summary>
    public int LabelledBatch { get; init; } = 64;

    /// <summary>The weight of guesses in place of labels: unlabelled examples in the mixture's forms.</summary>
    public float PseudoLabelWeight { get; init; } = 1;

    /// <summary>τ, in [0, 1]: a guess below this probability teaches nothing.</summary>
    public float Confidence { get; init; } = 0.95f;

    /// <summary>The weight of the entropy of what the classifier says of unlabelled examples.</summary>
    public float EntropyWeight { get; init; }

    /// <summary>
    /// The weight of how far the classifier's predictions, on average over a batch of unlabelled examples, are from
    /// equally common classes.
    /// </summary>
    public float BalanceWeight { get; init; }

    /// <summary>Virtual adversarial training: examples moved anywhere.</summary>
    public VirtualOptions Virtual { get; init; } = new() { Epsilon = 1.5f };

    /// <summary>Examples moved along the generator's samples.</summary>
    public VirtualOptions Tangent { get; init; } = new() { Epsilon = 1.5f };

    /// <summary>Examples moved normal to the generator's samples.</summary>
    public VirtualOptions Normal { get; init; } = new() { Epsilon = 1 };

    /// <summary>Iterations of the least squares that tell tangent from normal, at least 1.</summary>
    public int TangentIterations { get; init; } = 6;

    /// <summary>
    /// The weight of the autoencoder's reconstruction, a sum over the pixels, beside 1 for its games and for the
    /// labelled examples; at least 0.
    /// </summary>
    public float ReconstructionWeight { get; init; } = 0.01f;

    /// <summary>Whether the classifier learns from unlabelled examples at all.</summary>
    internal bool UsesUnlabelled =>
        PseudoLabelWeight > 0 || EntropyWeight > 0 || BalanceWeight > 0 || Virtual.Weight > 0 || NeedsManifold;

    /// <summary>Whether tangents of the generator are needed, and so prompts.</summary>
    internal bool NeedsManifold => Tangent.Weight > 0 || Normal.Weight > 0;

    /// <summary>How many terms add unlabelled examples to a batch.</summary>
    internal int CountTerms() =>
        new[] { PseudoLabelWeight, Virtual.Weight, Tangent.Weight, Normal.Weight }.Count(weight => weight > 0);

    /// <summary>The same labels and nothing but them.</summary>
    internal SemiSupervisedOptions LabelledOnly() =>
        new() { Labels = Labels, LabelledBatch = LabelledBatch, PseudoLabelWeight = 0 };

    /// <summary>
    /// What may be set, from a file or on the command line. The number of labels makes a run one that reads few, and is
    /// set there.
    /// </summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Choice(
            "--semi-supervised-trainer NAME",
            "What learns from few labels: the classifier, or an adversarial autoencoder whose encoder it is.",
            o => o.Trainer,
            (o, v) => o with { Trainer = v }),
        Setting.Number("--pseudo-label-weight WEIGHT", "Of the classifier's guesses in place of labels; 0 for none.",
            o => o.PseudoLabelWeight, (o, v) => o with { PseudoLabelWeight = v }, NotNegative),
        Setting.Number(
            "--confidence P",
            "The least probability of a guess that is trained on.",
            o => o.Confidence,
            (o, v) => o with { Confidence = v },
            Share) with { Unless = o => WithoutWeight(o.PseudoLabelWeight, "--pseudo-label-weight") },
        Setting.Number("--entropy-weight WEIGHT", "Of the entropy of what the classifier says of unlabelled examples.",
            o => o.EntropyWeight, (o, v) => o with { EntropyWeight = v }, NotNegative),
        Setting.Number("--balance-weight WEIGHT",
            "Of how far these are, on average over a batch, from equally common classes.", o =>
            o.BalanceWeight, (o, v) => o with { BalanceWeight = v }, NotNegative),
        .. VirtualOptions.Settings("virtual", "in any direction")
            .Select(setting => setting.In<SemiSupervisedOptions>(o => o.Virtual, (o, v) => o with { Virtual = v })),
        .. VirtualOptions.Settings("tangent", "along the generator's samples")
            .Select(setting => setting.In<SemiSupervisedOptions>(o => o.Tangent, (o, v) => o with { Tangent = v })),
        .. VirtualOptions.Settings("normal", "normal to the generator's samples")
            .Select(setting => setting.In<SemiSupervisedOptions>(o => o.Normal, (o, v) => o with { Normal = v })),
        Setting.InFile(o => o.Labels, FromOne),
        Setting.InFile(o => o.LabelledBatch, FromOne),
        Setting.InFile(o => o.TangentIterations, FromOne),
        Setting.InFile(o => o.ReconstructionWeight, NotNegative),
    ];

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate() => Setting.Check(Settings, this, "semi-supervised training");

    internal static string? WithoutWeight(float weight, string flag) =>
        weight == 0 ? $"is for a weight that is not 0; expected {flag} beside it" : null;
}

/// <summary>
/// A direction that changes most what the classifier says: how it is found, how far it is followed, and what that
/// weighs.
/// </summary>
public sealed record VirtualOptions
{
    /// <summary>The weight of the term; 0 for none.</summary>
    public float Weight { get; init; }

    /// <summary>ε, the Euclidean length of the way.</summary>
    public float Epsilon { get; init; }

    /// <summary>
    /// ξ, the length at which the gradient is taken: small beside the example, large beside rounding.
    /// </summary>
    public float Probe { get; init; } = 0.1f;

    /// <summary>Power iterations; with 0 the direction stays random.</summary>
    public int Iterations { get; init; } = 1;

    /// <summary>What may be set of one such term.</summary>
    /// <param name="name">What the command line calls it.</param>
    /// <param name="way">Where examples are moved.</param>
    internal static IEnumerable<Setting<VirtualOptions>> Settings(string name, string way) =>
    [
        Setting<VirtualOptions>.Number(
            $"--{name}-weight WEIGHT", $"Of virtual adversarial training, {way}.", o => o.Weight, (o, v) =>
                o with { Weight = v }, NotNegative),
        Setting<VirtualOptions>.Number(
            $"--{name}-epsilon LENGTH", "How far it moves an example.", o => o.Epsilon, (o, v) =>
                o with { Epsilon = v }, NotNegative) with
        {
            Unless = o => SemiSupervisedOptions.WithoutWeight(o.Weight, $"--{name}-weight"),
        },
        Setting<VirtualOptions>.InFile(o => o.Probe, Positive),
        Setting<VirtualOptions>.InFile(o => o.Iterations, NotNegative),
    ];
}
