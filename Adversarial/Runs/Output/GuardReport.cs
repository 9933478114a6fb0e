namespace Scratch.Adversarial.Runs.Output;

/// <summary>How the generator stood at the end of an epoch: <see cref="SampleFigures"/>.</summary>
/// <param name="Step">Updates before.</param>
/// <param name="Diversity">Null if it was no number.</param>
/// <param name="Saturation">Null likewise, or if the discriminator sees more than samples.</param>
/// <param name="Modes">Null if no judge knows the data.</param>
public sealed record GuardedEpoch(long Step, double? Diversity, double? Saturation, int? Modes);

/// <summary>What the guard of stage 2 saw.</summary>
/// <param name="WasWell">Whether the generator ever was as it should be; if not, nothing was done.</param>
/// <param name="Collapses">Every fall from there, and what was done about it.</param>
public sealed record GuardReport(bool WasWell, IReadOnlyList<CollapseEvent> Collapses)
{
    private const string Stage = "gan";

    /// <summary>Its figures, epoch by epoch, those that were rolled back included.</summary>
    public IReadOnlyList<GuardedEpoch> Epochs { get; init; } = [];

    /// <summary>One line for people.</summary>
    [JsonIgnore]
    public string Summary => !WasWell
        ? "The generator's samples never became diverse enough."
        : Collapses.Count == 0
            ? "The generator did not collapse."
            : $"The generator collapsed {Collapses.Count} time{(Collapses.Count == 1 ? "" : "s")}: "
                + string.Join("; ", Collapses.Select(c => $"epoch {c.Epoch + 1}, {c.Figures}, {Describe(c.Action)}"))
                    + ".";

    /// <summary>How the last epoch ended, in one line for people; null if no figures of epochs are there.</summary>
    [JsonIgnore]
    public string? LastEpoch => Epochs.Count == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"At the end its samples have {Epochs[^1].Diversity:0.00} times the diversity of real "
            + $"examples{Modes(Epochs[^1])}{Saturation(Epochs[^1])}.");

    internal static GuardReport From(CollapseGuard guard) => new(guard.WasWell, [.. guard.Events]);

    /// <summary>The same with the figures of every epoch, which the metrics have.</summary>
    internal GuardReport With(IReadOnlyList<MetricsRow> metrics) => this with
    {
        Epochs = [.. metrics.Where(row => row.Stage == Stage).GroupBy(row => row.Step)
            .Where(rows => rows.Any(row => row.Name == SampleFigures.Diversity)).Select(From)],
    };

    private static GuardedEpoch From(IGrouping<long, MetricsRow> rows)
    {
        return new(rows.Key, Find(SampleFigures.Diversity), Find(SampleFigures.Saturation),
            (int?)Find(SampleFigures.Modes));

        double? Find(string name) => rows.Where(row => row.Name == name && double.IsFinite(row.Value))
            .Select(row => (double?)row.Value).FirstOrDefault();
    }

    private static string Modes(GuardedEpoch epoch) => epoch.Modes is { } modes ? $" and show {modes} classes" : "";

    private static string Saturation(GuardedEpoch epoch) => epoch.Saturation is { } told
        ? string.Create(CultureInfo.InvariantCulture,
            $"; the discriminator knows the real one of a pair {told:0%} of the time")
        : "";

    private static string Describe(CollapseAction action) => action switch
    {
        CollapseAction.Warn => "went on",
        CollapseAction.LowerRate => "lowered the rates",
        _ => "rolled back",
    };
}
