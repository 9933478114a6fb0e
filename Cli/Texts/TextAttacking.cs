using System.Text.Json.Serialization.Metadata;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Edits;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Domains.Text.Search;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Texts;

/// <summary><c>scratch attack --attack edits</c>: a detector of texts under edits.</summary>
internal static class TextAttacking
{
    private static readonly TextColumnFlags Columns = new();

    private static readonly Option<IReadOnlyList<string>?> Kinds = TextMeasuring.Kinds(
        "Of texts: the edits, with commas between, all by default. With --budget "
        + $"{string.Join(", ", CharacterEditCatalog.All.Select(kind => kind.Name))}; without",
        [.. TextEditCatalog.All.Select(kind => kind.Name), .. CharacterEditCatalog.All.Select(kind => kind.Name)]);

    private static readonly Option<string?> Threshold = DetectorThreshold.Create();

    private static readonly Option<int?> Search = Usage.Number<int>(
        "--search N",
        "Of texts: how often each one is edited by each kind, of which the worst counts; once by default.",
        new(1, 10_000));

    private static readonly Option<int?> Budget = Usage.Number<int>(
        "--budget K",
        "Of texts: search for the fewest edits of single characters, at most K, that make the detector wrong.",
        new(1, 1000));

    private static readonly Option<int?> Beam = Usage.Number<int>(
        "--beam B", "Of texts, with --budget: how many texts are kept after each edit; 1, greedy, by default.",
        new(1, 1000));

    /// <summary>The options that go with texts alone.</summary>
    public static IEnumerable<Option> All => [.. Columns.All, Kinds, Search, Budget, Beam, Threshold];

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
        RequireTogether(parsed);
        OutputFile? file = parsed.GetValue(save) is { } path
            ? Outputs.Settle(save, path, parsed.GetValue<bool>("--overwrite"), ".jsonl") : null;
        OpenedDetector opened = OpenedDetector.Open(run);
        float threshold = DetectorThreshold.Read(parsed, Threshold, opened.Detector);
        string? data = parsed.GetValue<string?>("--data");
        LabelledTexts texts = opened.ReadTexts(
            data, columns => Columns.Change(parsed, columns), parsed.GetValue<int?>("--count"));
        string name = data ?? opened.Options!.Data;
        if (parsed.IsGiven(Budget))
        {
            Seek(parsed, opened.Detector, texts, threshold, name, file);
        }
        else
        {
            Sweep(parsed, opened.Detector, texts, threshold, name, file);
        }
        return ExitCode.Done;
    }

    /// <summary>Every kind of edit, at random.</summary>
    private static void Sweep(
        ParseResult parsed, TextDetector detector, LabelledTexts texts, float threshold, string name, OutputFile? file)
    {
        EditOptions options = TextMeasuring.Chosen(parsed.GetValue(Kinds), parsed.GetValue(Search) ?? 1);
        EditSweep sweep = TextMeasuring.Sweep(
            parsed, detector, texts, options, parsed.GetValue<ulong?>("--seed") ?? 0);
        EditReport report = sweep.At(threshold, name) with { Tries = options.Tries };
        Write(parsed, report, TextRunJson.Default.EditReport, TextTables.Write);
        file?.Write(TextMeasuring.Escaped(sweep, threshold)); // last: the figures are there whatever becomes of it
    }

    /// <summary>Edits of single characters, found by a search.</summary>
    private static void Seek(
        ParseResult parsed, TextDetector detector, LabelledTexts texts, float threshold, string name, OutputFile? file)
    {
        EditSearchOptions options = new()
        {
            Budget = parsed.GetValue(Budget)!.Value,
            Beam = parsed.GetValue(Beam) ?? 1,
        };
        if (parsed.GetValue(Kinds) is { } kinds && !kinds.Contains(TextMeasuring.AllKinds))
        {
            options = options with { Kinds = kinds };
        }
        EditSearchSweep sweep = ProgressView.Show(
            parsed.InvocationConfiguration.Error, TextMeasuring.Edits, progress => EditSearchSweep.Run(
                detector, texts, threshold, options, new RandomStream(parsed.GetValue<ulong?>("--seed") ?? 0),
                progress.Part(TextMeasuring.Edits, 0, 1), parsed.Cancellation()));
        Write(parsed, sweep.Report(name), TextRunJson.Default.EditSearchReport, TextTables.Write);
        file?.Write(FooledTexts.ToJson(sweep));
    }

    private static void Write<TReport>(
        ParseResult parsed, TReport report, JsonTypeInfo<TReport> json, Action<TextWriter, TReport> write)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue<bool>("--json"))
        {
            output.WriteLine(JsonSerializer.Serialize(report, json));
        }
        else
        {
            write(output, report);
        }
    }

    /// <summary>Throws if options don't go together.</summary>
    private static void RequireTogether(ParseResult parsed)
    {
        bool isSearched = parsed.IsGiven(Budget);
        if (isSearched && parsed.IsGiven(Search))
        {
            throw new UsageException("--search is for edits at random, --budget searches; expected one of them.");
        }
        if (!isSearched && parsed.IsGiven(Beam))
        {
            throw new UsageException("--beam is for a search; expected --budget beside it.");
        }
        string[] known = [TextMeasuring.AllKinds, .. isSearched
            ? CharacterEditCatalog.All.Select(kind => kind.Name) : TextEditCatalog.All.Select(kind => kind.Name)];
        if (parsed.GetValue(Kinds)?.FirstOrDefault(kind => !known.Contains(kind)) is { } other)
        {
            throw new UsageException($"--kinds has '{other}', which goes {(isSearched ? "without" : "with")} --budget; "
                + $"expected {string.Join(", ", known)}.");
        }
    }
}
