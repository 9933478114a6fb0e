using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Runs.Text;
using Scratch.Guard;

namespace Scratch.Cli.Texts;

/// <summary>The detector that a command reads texts with.</summary>
/// <param name="Detector">The detector.</param>
/// <param name="Name">What it was asked for by.</param>
/// <param name="Options">Those of its run; null if it is no run's.</param>
internal sealed record OpenedDetector(TextDetector Detector, string Name, TextRunOptions? Options)
{
    /// <summary>What the detector that comes with the tool is asked for by.</summary>
    public const string Guard = "guard";

    private const string Ending = ".safetensors";

    /// <summary>The argument of commands that are for texts alone.</summary>
    public static Argument<string> Run() => new("RUN|guard")
    {
        Description = "The folder of a finished run on texts, a file of a detector, or guard: the embedded detector of "
            + "malicious prompts.",
    };

    /// <summary>Whether an argument RUN is a detector of texts.</summary>
    public static bool Is(string? run) => run == Guard || (run is not null && TextRunFolder.Is(run));

    /// <summary>Opens it.</summary>
    /// <exception cref="IOException">There is no such run or file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or of another kind.</exception>
    public static OpenedDetector Open(string run)
    {
        if (run == Guard)
        {
            return new OpenedDetector(PromptGuard.Detector, run, null);
        }
        if (File.Exists(run) && run.EndsWith(Ending, StringComparison.Ordinal))
        {
            return new OpenedDetector(TextDetectorFile.Read(run), run, null);
        }
        TextRunFolder folder = TextRunFolder.Open(run);
        return new OpenedDetector(folder.ReadDetector(), run, folder.Options);
    }

    /// <summary>Reads labelled texts for it: other ones, or those that its run was tested on.</summary>
    /// <param name="data">What --data said; null for the run's own.</param>
    /// <param name="columns">Changes what columns are called.</param>
    /// <param name="count">How many at random; null for all.</param>
    /// <exception cref="UsageException">There are none.</exception>
    public LabelledTexts ReadTexts(string? data, Func<TextColumns, TextColumns> columns, int? count)
    {
        IReadOnlyList<string>? classes = Options is null ? null : Detector.ClassNames;
        LabelledTexts texts = data is not null
            ? TextData.Read(data, columns(Options?.Columns ?? new()), classes)
            : Options is not null ? TextData.Open(Options with { Columns = columns(Options.Columns) }).Judged
            : throw new UsageException(
                $"--data is missing; expected labelled texts, which {Name} has none of its own.");
        return texts.ClassNames.Count != 2
            ? throw new InvalidDataException(
                $"{texts.Name}: the texts are of {texts.ClassNames.Count} classes; expected two.")
            : texts.Take(count ?? texts.Items.Count, default);
    }
}
