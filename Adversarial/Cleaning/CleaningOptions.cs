using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Cleaning.CleaningOptions>;

namespace Scratch.Adversarial.Cleaning;

/// <summary>By what outliers are told.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutlierScore>))]
public enum OutlierScore
{
    /// <summary><see cref="OutlierScores"/>.</summary>
    [JsonStringEnumMemberName("distance")]
    Distance,

    /// <summary><see cref="ReconstructionScores"/>.</summary>
    [JsonStringEnumMemberName("reconstruction")]
    Reconstruction,
}

/// <summary>What to look for in a data set, and from where on it is held to be wrong.</summary>
public sealed record CleaningOptions
{
    /// <summary>Whether duplicates and near duplicates are looked for.</summary>
    public bool Duplicates { get; init; } = true;

    /// <summary>Whether outliers are looked for.</summary>
    public bool Outliers { get; init; } = true;

    /// <summary>Whether wrong labels are looked for.</summary>
    public bool Labels { get; init; } = true;

    /// <summary>
    /// Whether examples with wrong labels stay, under the label that they should have; otherwise they are removed.
    /// </summary>
    public bool FixLabels { get; init; }

    /// <summary>
    /// The largest root mean square difference, in the unit of the features, between near duplicates; in [0, 0.1].
    /// </summary>
    public float NearDuplicate { get; init; } = 0.02f;

    /// <summary>
    /// By what outliers are told: their distance to the classes, or how badly an autoencoder makes them again.
    /// </summary>
    public OutlierScore OutlierScore { get; init; }

    /// <summary>How many deviations above the typical one the score of an outlier lies: x. Above 0.</summary>
    public double OutlierThreshold { get; init; } = 5.5;

    /// <summary>
    /// How clearly a label is wrong, as a share, in (0, 1], of how clearly labels are usually right: see
    /// <see cref="ConfidentLearning"/>.
    /// </summary>
    public double LabelThreshold { get; init; } = 0.6;

    /// <summary>
    /// The share of the labels that classifiers disagree with that must be clearly wrong, in [0, 1], for any to be held
    /// to be wrong.
    /// </summary>
    public double LabelEvidence { get; init; } = 0.25;

    /// <summary>
    /// Parts of the cross-validation, at least 2: a classifier judges the labels that it has not seen.
    /// </summary>
    public int Folds { get; init; } = 5;

    /// <summary>Epochs of each of its trainings, at least 1.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>
    /// What is done to the examples that they learn from; not to those that they judge. It must not change what class
    /// an example shows; null for the safe one of the domain.
    /// </summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>
    /// The most passes over the data, at least 1. The last one finds nothing, unless there are more than so many.
    /// </summary>
    public int MaxPasses { get; init; } = 20;

    /// <summary>The seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>What the command line may set.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Value(
            "--find NAMES",
            "What to look for, with commas between; all of them by default. Broken and constant rows are always found.",
            o => (IReadOnlyList<string>)[.. Checks.Where(check => check.Get(o)).Select(check => check.Name)],
            (o, names) => o with { Duplicates = names.Contains(Checks[0].Name),
                Outliers = names.Contains(Checks[1].Name), Labels = names.Contains(Checks[2].Name) },
            new Lists<string>(Words.Of(Checks.Select(check => check.Name))),
            "o => o.Find"),
        Setting.Switch(
            "--fix-labels", "Give examples with wrong labels the suggested ones, rather than remove them.", o =>
                o.FixLabels, o => o with { FixLabels = true }) with { Unless = For("labels", o => o.Labels) },
        Setting.Number(
            "--near-duplicate X",
            "The largest root mean square difference of near duplicates, pixels in [0, 1]; 0.02 by default.",
            o => o.NearDuplicate,
            (o, v) => o with { NearDuplicate = v },
            new(0, 0.1f)) with { Unless = For("duplicates", o => o.Duplicates) },
        Setting.Choice(
            "--outlier-score NAME",
            "By what outliers are told: their distance to the classes, or how badly an autoencoder makes them again.",
            o => o.OutlierScore,
            (o, v) => o with { OutlierScore = v }) with { Unless = For("outliers", o => o.Outliers) },
        Setting.Number(
            "--outlier-threshold X",
            "How many deviations above the typical score an outlier lies; 5.5 by default.",
            o => o.OutlierThreshold,
            (o, v) => o with { OutlierThreshold = v },
            NumberRange.Positive) with { Unless = For("outliers", o => o.Outliers) },
        Setting.Number(
            "--label-threshold X",
            "How clearly a label is wrong, as a share of how clearly labels are usually right; 0.6 by default.",
            o => o.LabelThreshold,
            (o, v) => o with { LabelThreshold = v },
            NumberRange.ShareAboveZero) with { Unless = For("labels", o => o.Labels) },
        Setting.Number(
            "--label-evidence X",
            "The share of the labels that classifiers disagree with that must be that clearly wrong, for any to be; "
                + "0.25 by default.",
            o => o.LabelEvidence,
            (o, v) => o with { LabelEvidence = v },
            NumberRange.Share) with { Unless = For("labels", o => o.Labels) },
        Setting.Number("--folds N", "Parts of the cross-validation by which labels are judged; 5 by default.", o =>
            o.Folds, (o, v) => o with { Folds = v }, new(2, 1000)) with { Unless = For("labels", o => o.Labels) },
        Setting.Number("--epochs N", "Epochs of each of its trainings; 12 by default.", o => o.Epochs, (o, v) =>
            o with { Epochs = v }, NumberRange.FromOne) with { Unless = For("labels", o => o.Labels) },
        Setting.Number("--seed N", "The seed of everything random; 0 by default.", o => o.Seed, (o, v) =>
            o with { Seed = v }, NumberRange.NotNegative),
        Setting.InFile(o => o.MaxPasses, NumberRange.FromOne),
    ];

    private static Func<CleaningOptions, string?> For(string check, Func<CleaningOptions, bool> isAsked) => options =>
        isAsked(options) ? null : $"is for {check}; expected --find {check} or none";

    private static IReadOnlyList<(string Name, Func<CleaningOptions, bool> Get)> Checks =>
        [("duplicates", o => o.Duplicates), ("outliers", o => o.Outliers), ("labels", o => o.Labels)];

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Setting.Check(Settings, this, "cleaning");
        Augmentation?.Validate();
    }
}
