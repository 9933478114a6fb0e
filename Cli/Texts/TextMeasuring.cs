using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Edits;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Texts;

/// <summary>
/// What <c>scratch evaluate</c> and <c>scratch attack --attack edits</c> do with a detector of texts.
/// </summary>
internal static class TextMeasuring
{
    /// <summary>What --attack calls edits of texts.</summary>
    public const string Edits = "edits";

    /// <summary>What stands for every kind of edits.</summary>
    public const string AllKinds = "all";

    /// <summary>The option for kinds of edits.</summary>
    public static Option<IReadOnlyList<string>?> Kinds() => Kinds(
        "Of texts: the edits, with commas between; all of them by default where edits are asked for.",
        [.. TextEditCatalog.All.Select(kind => kind.Name)]);

    /// <summary>The option for kinds of edits.</summary>
    /// <param name="help">Its help.</param>
    /// <param name="names">The kinds that there are.</param>
    public static Option<IReadOnlyList<string>?> Kinds(string help, IEnumerable<string> names) =>
        Usage.Several("--kinds NAMES", help, Scratch.Adversarial.Settings.Words.Of([AllKinds, .. names.Distinct()]));

    /// <summary>The edits that an option names.</summary>
    public static EditOptions Chosen(IReadOnlyList<string>? kinds, int tries = 1) =>
        (kinds is null || kinds.Contains(AllKinds) ? EditOptions.All : new EditOptions(kinds)) with { Tries = tries };

    /// <summary>Throws if an option is given that is not for texts.</summary>
    /// <exception cref="UsageException">One is.</exception>
    public static void RequireOnly(ParseResult parsed, params IReadOnlyList<Option> taken)
    {
        if (parsed.CommandResult.Command.Options.FirstOrDefault(
            option => parsed.IsGiven(option) && !taken.Contains(option)) is { } other)
        {
            throw new UsageException($"{other.Name} is not for texts; expected "
                + $"{string.Join(", ", taken.Select(option => option.Name))}.");
        }
    }

    /// <summary>Throws if an option of texts is given where none are, or a detector where none can be.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The options of texts.</param>
    /// <param name="run">What the argument RUN is.</param>
    /// <param name="missing">What goes with a detector and isn't there; null if the detector is missing.</param>
    /// <exception cref="UsageException">One is.</exception>
    public static void RequireNone(ParseResult parsed, IEnumerable<Option> options, string? run, string? missing)
    {
        if (missing is not null && OpenedDetector.Is(run))
        {
            throw new UsageException($"{run} is a detector of texts; expected {missing}.");
        }
        if (options.FirstOrDefault(parsed.IsGiven) is { } given)
        {
            throw new UsageException($"{given.Name} is for texts; expected "
                + (missing is null ? $"a run on texts, or {OpenedDetector.Guard}." : $"{missing} beside it."));
        }
    }

    /// <summary>The figures of a detector on texts.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="threshold">The logit above which a text is flagged.</param>
    public static TextFigures Measure(TextDetector detector, LabelledTexts texts, float threshold) => TextFigures.From(
        texts.Items, DetectorScores.Of(detector, [.. texts.Items.Select(item => item.Text)]), threshold, threshold);

    /// <summary>The texts under edits.</summary>
    public static EditSweep Sweep(
        ParseResult parsed, TextDetector detector, LabelledTexts texts, EditOptions options, ulong seed) =>
        ProgressView.Show(parsed.InvocationConfiguration.Error, Edits, progress => EditSweep.Run(
            detector, texts, options, new RandomStream(seed), progress.Part(Edits, 0, 1), parsed.Cancellation()));

    /// <summary>The edited texts that a detector no longer flags, one JSON object a line.</summary>
    public static byte[] Escaped(EditSweep sweep, float threshold)
    {
        using var bytes = new MemoryStream();
        foreach ((LabelledText text, EditOutcome outcome) in sweep.Escaped(threshold))
        {
            using (var json = new Utf8JsonWriter(bytes))
            {
                json.WriteStartObject();
                json.WriteString("text", outcome.Text);
                json.WriteString("label", sweep.Texts.ClassNames[text.Label]);
                json.WriteString("source", text.Source);
                json.WriteString("kind", outcome.Kind);
                json.WriteNumber("score", TextDetector.ScoreOf(outcome.Logit));
                json.WriteEndObject();
            }
            bytes.Write("\n"u8);
        }
        return bytes.ToArray();
    }
}
