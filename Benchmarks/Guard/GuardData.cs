using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Benchmarks.Guard;

/// <summary>Prompts of many sources: what a guard is trained on, chosen by, and tried on.</summary>
internal sealed class GuardData
{
    private const int LongestEdited = 1500; // characters; what is edited stays a text that people would send
    private const int Edited = 400;
    private const int ShortestHarmless = 60;
    private const string Triggers = "notinject"; // harmless texts full of words that attacks have

    private GuardData(LabelledTexts training, LabelledTexts validation, IReadOnlyList<LabelledText> test)
    {
        (Training, Validation) = (training, validation);
        Core = [.. test.Where(text => text.Source != Triggers)];
        TriggerWords = [.. test.Where(text => text.Source == Triggers)];
        LabelledText[] brief = [.. Core.Where(text => text.Text.Length < LongestEdited)];
        Attacks = [.. brief.Where(text => text.Label == 1).Take(Edited)];
        LabelledText[] harmless = [.. brief.Where(text => text.Label == 0)];
        int step = Math.Max(1, harmless.Length / Edited);
        Harmless = [.. harmless.Where((_, i) => i % step == 0).Take(Edited)];
        Filling =
        [
            .. validation.Items.Where(text => text.Label == 0 && text.Text.Length >= ShortestHarmless)
                .Select(text => text.Text),
        ];
    }

    /// <summary>What is trained on.</summary>
    public LabelledTexts Training { get; private init; }

    /// <summary>What thresholds are chosen by.</summary>
    public LabelledTexts Validation { get; }

    /// <summary>What figures are of, without the texts of trigger words.</summary>
    public IReadOnlyList<LabelledText> Core { get; }

    /// <summary>Harmless texts full of words that attacks have.</summary>
    public IReadOnlyList<LabelledText> TriggerWords { get; }

    /// <summary>Attacks that are edited.</summary>
    public IReadOnlyList<LabelledText> Attacks { get; }

    /// <summary>Harmless texts that are edited likewise.</summary>
    public IReadOnlyList<LabelledText> Harmless { get; }

    /// <summary>Harmless texts, none of them trained on, that attacks are put among.</summary>
    public IReadOnlyList<string> Filling { get; }

    /// <summary>Reads train, valid and test, each .jsonl or .jsonl.gz, from a folder.</summary>
    public static GuardData Read(string folder)
    {
        LabelledTexts Read(string name)
        {
            string path = Path.Combine(folder, $"{name}.jsonl");
            return LabelledTextReader.Read(File.Exists(path) ? path : $"{path}.gz", new TextColumns(Source: "source"));
        }
        return new GuardData(Read("train"), Read("valid"), Read("test").Items);
    }

    /// <summary>The same, but of what is trained on only the texts of some sources.</summary>
    public GuardData TrainOn(Func<string, bool> takes) => new(
        new LabelledTexts(
            Training.Name, [.. Training.Items.Where(text => takes(text.Source))], Training.ClassNames),
        Validation, [.. Core, .. TriggerWords]);
}
