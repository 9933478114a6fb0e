using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Texts;

/// <summary><c>scratch attack --attack edits</c>: a detector of texts under edits.</summary>
internal static class TextAttacking
{
    private static readonly TextColumnFlags Columns = new();
    private static readonly Option<IReadOnlyList<string>?> Kinds = TextMeasuring.Kinds();
    private static readonly Option<string?> Threshold = DetectorThreshold.Create();

    private static readonly Option<int?> Search = Usage.Number<int>(
        "--search N",
        "Of texts: how often each one is edited by each kind, of which the worst counts; once by default.",
        new(1, 10_000));

    /// <summary>The options that go with texts alone.</summary>
    public static IEnumerable<Option> All => [.. Columns.All, Kinds, Search, Threshold];

    /// <summary>Edits, prints what it comes to, and keeps the texts that are no longer flagged.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">The detector.</param>
    /// <param name="save">The option for the file.</param>
    /// <param name="others">The other options that it takes.</param>
    public static int Execute(
        ParseResult parsed, string? run, Option<string?> save, params IReadOnlyList<Option> others)
    {
        TextMeasuring.RequireOnly(parsed, [.. All, save, .. others]);
        if (run is null)
        {
            throw new UsageException(
                $"argument missing: expected a detector of texts: a run on texts, or {OpenedDetector.Guard}.");
        }
        OutputFile? file = parsed.GetValue(save) is { } path
            ? Outputs.Settle(save, path, parsed.GetValue<bool>("--overwrite"), ".jsonl") : null;
        OpenedDetector opened = OpenedDetector.Open(run);
        float threshold = DetectorThreshold.Read(parsed, Threshold, opened.Detector);
        string? data = parsed.GetValue<string?>("--data");
        LabelledTexts texts = opened.ReadTexts(
            data, columns => Columns.Change(parsed, columns), parsed.GetValue<int?>("--count"));
        EditOptions options = TextMeasuring.Chosen(parsed.GetValue(Kinds), parsed.GetValue(Search) ?? 1);
        EditSweep sweep = TextMeasuring.Sweep(
            parsed, opened.Detector, texts, options, parsed.GetValue<ulong?>("--seed") ?? 0);
        EditReport report = sweep.At(threshold, data ?? opened.Options!.Data) with { Tries = options.Tries };
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue<bool>("--json"))
        {
            output.WriteLine(JsonSerializer.Serialize(report, TextRunJson.Default.EditReport));
        }
        else
        {
            TextTables.Write(output, report);
        }
        file?.Write(TextMeasuring.Escaped(sweep, threshold)); // last: the figures are there whatever becomes of it
        return ExitCode.Done;
    }
}
