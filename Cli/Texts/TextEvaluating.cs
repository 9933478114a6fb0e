using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Texts;

/// <summary><c>scratch evaluate</c> with a detector of texts.</summary>
internal static class TextEvaluating
{
    private const int MostCertified = 20; // edits: nothing is left long before

    private static readonly TextColumnFlags Columns = new();

    private static readonly Option<string?> By = new("--by")
    {
        Description = "Of texts: the column that figures are given apart for.",
        HelpName = "COLUMN",
    };

    private static readonly Option<IReadOnlyList<string>?> Kinds = TextMeasuring.Kinds();
    private static readonly Option<string?> Threshold = DetectorThreshold.Create();

    private static readonly Option<int?> Certified = Usage.Number<int>(
        "--certified N", "Of texts: how many stay flagged, as is proved, whatever is inserted around them, and "
            + "whatever up to N characters are edited.", new(0, MostCertified));

    /// <summary>The options that go with texts alone.</summary>
    public static IEnumerable<Option> All => [.. Columns.All, By, Kinds, Threshold, Certified];

    /// <summary>Measures and prints.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">The detector.</param>
    /// <param name="others">The other options that it takes: --data, --count, --seed, --json, --threads.</param>
    public static int Execute(ParseResult parsed, string run, params IReadOnlyList<Option> others)
    {
        TextMeasuring.RequireOnly(parsed, [.. All, .. others]);
        OpenedDetector opened = OpenedDetector.Open(run);
        float threshold = DetectorThreshold.Read(parsed, Threshold, opened.Detector);
        string? data = parsed.GetValue<string?>("--data");
        LabelledTexts texts = opened.ReadTexts(data, Change, parsed.GetValue<int?>("--count"));
        string name = data ?? opened.Options!.Data;
        EditOptions? edits = parsed.IsGiven(Kinds) ? TextMeasuring.Chosen(parsed.GetValue(Kinds)) : null;
        var evaluation = new TextEvaluation
        {
            Data = name,
            Threshold = TextDetector.ScoreOf(threshold),
            Figures = TextMeasuring.Measure(opened.Detector, texts, threshold),
            Edits = edits is null ? null : TextMeasuring.Sweep(
                parsed, opened.Detector, texts, edits, parsed.GetValue<ulong?>("--seed") ?? 0).At(threshold, name),
            Certified = parsed.GetValue(Certified) is not { } most ? null : ProgressView.Show(
                parsed.InvocationConfiguration.Error, "certificates", progress => CertifiedTexts.From(
                    opened.Detector, texts.Items, threshold, most, progress.Part("certificates", 0, 1),
                    parsed.Cancellation())),
        };
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue<bool>("--json"))
        {
            output.WriteLine(JsonSerializer.Serialize(evaluation, TextRunJson.Default.TextEvaluation));
            return ExitCode.Done;
        }
        TextTables.Write(output, $"{run} on {name}", evaluation.Threshold, evaluation.Figures);
        TextTables.WriteSources(output, evaluation.Figures.Sources);
        if (evaluation.Edits is { } report)
        {
            TextTables.Write(output, report);
        }
        if (evaluation.Certified is { } certified)
        {
            TextTables.Write(output, certified);
        }
        return ExitCode.Done;

        TextColumns Change(TextColumns columns) => Columns.Change(parsed, columns) is var changed
            && parsed.GetValue(By) is { } by ? changed with { Source = by } : changed;
    }
}
