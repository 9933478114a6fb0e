using Scratch.Adversarial.Cleaning;

namespace Scratch.Cli.Settings;

/// <summary>The options of <c>scratch data clean</c> that decide what is found.</summary>
internal static class CleanFlags
{
    private const string Duplicates = "duplicates", Outliers = "outliers", Labels = "labels";
    private static readonly string[] Checks = [Duplicates, Outliers, Labels];
    private static readonly CleaningOptions Defaults = new();

    private static readonly Option<string?> Find = new("--find")
    {
        Description = $"What to look for, with commas between: {string.Join(", ", Checks)}; all of them by default. Broken and constant rows are always found.",
        HelpName = "NAMES",
    };

    private static readonly Option<bool> FixLabels = new("--fix-labels") { Description = "Give examples with wrong labels the suggested ones, rather than remove them." };

    private static readonly Option<float?> NearDuplicate = new("--near-duplicate")
    {
        Description = FormattableString.Invariant($"The largest root mean square difference of near duplicates, pixels in [0, 1]; {Defaults.NearDuplicate} by default."),
        HelpName = "X",
    };

    private static readonly Option<OutlierScore?> Score = Choice.Option(
        "--outlier-score",
        "By what outliers are told: their distance to the classes, or how badly an autoencoder makes them again.",
        ("distance", OutlierScore.Distance),
        ("reconstruction", OutlierScore.Reconstruction));

    private static readonly Option<double?> OutlierThreshold = new("--outlier-threshold")
    {
        Description = FormattableString.Invariant($"How many deviations above the typical score an outlier lies; {Defaults.OutlierThreshold} by default."),
        HelpName = "X",
    };

    private static readonly Option<double?> LabelThreshold = new("--label-threshold")
    {
        Description = FormattableString.Invariant(
            $"How clearly a label is wrong, as a share of how clearly labels are usually right; {Defaults.LabelThreshold} by default."),
        HelpName = "X",
    };

    private static readonly Option<double?> LabelEvidence = new("--label-evidence")
    {
        Description = FormattableString.Invariant(
            $"The share of the labels that classifiers disagree with that must be that clearly wrong, for any to be; {Defaults.LabelEvidence} by default."),
        HelpName = "X",
    };

    private static readonly Option<int?> Folds = new("--folds")
    {
        Description = $"Parts of the cross-validation by which labels are judged; {Defaults.Folds} by default.",
        HelpName = "N",
    };

    private static readonly Option<int?> Epochs = new("--epochs")
    {
        Description = $"Epochs of each of its trainings; {Defaults.Epochs} by default.",
        HelpName = "N",
    };

    private static readonly Option<ulong> Seed = CommonOptions.Seed();

    /// <summary>The options.</summary>
    public static IEnumerable<Option> All => [Find, FixLabels, NearDuplicate, Score, OutlierThreshold, LabelThreshold, LabelEvidence, Folds, Epochs, Seed];

    /// <summary>What the command line says.</summary>
    /// <exception cref="UsageException">An option's value can't be used.</exception>
    public static CleaningOptions Read(ParseResult parsed)
    {
        string[] find = parsed.GetValue(Find)?.Split(',') ?? Checks;
        if (Array.Find(find, name => !Checks.Contains(name)) is { } unknown)
        {
            throw new UsageException($"--find: there is no '{unknown}'; expected {string.Join(", ", Checks)}, with commas between.");
        }
        var options = new CleaningOptions
        {
            Duplicates = find.Contains(Duplicates),
            Outliers = find.Contains(Outliers),
            Labels = find.Contains(Labels),
            FixLabels = parsed.GetValue(FixLabels),
            NearDuplicate = parsed.GetValue(NearDuplicate) ?? Defaults.NearDuplicate,
            OutlierScore = parsed.GetValue(Score) ?? Defaults.OutlierScore,
            OutlierThreshold = parsed.GetValue(OutlierThreshold) ?? Defaults.OutlierThreshold,
            LabelThreshold = parsed.GetValue(LabelThreshold) ?? Defaults.LabelThreshold,
            LabelEvidence = parsed.GetValue(LabelEvidence) ?? Defaults.LabelEvidence,
            Folds = parsed.GetValue(Folds) ?? Defaults.Folds,
            Epochs = parsed.GetValue(Epochs) ?? Defaults.Epochs,
            Seed = parsed.GetValue(Seed),
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message, error);
        }
        return options;
    }
}
