using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Cli.Sounds;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch say</c>: words as a run's generator says them, in one WAV file.</summary>
internal static class SayCommand
{
    private const int MostWords = 1000;

    private static readonly Argument<string> RunArgument = OpenedWords.Run();

    private static readonly Argument<string[]> Words = new("WORD")
    {
        Description = "The classes to say, one after the other, with blanks between them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The sound: a WAV file of 16 bits at 8 kHz.",
        HelpName = "F.wav",
        Required = true,
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing file." };
    private static readonly Option<ulong?> Seed = CommonOptions.Seed();
    private static readonly Option<int?> Threads = CommonOptions.Threads();

    public static Command Create() => new ToolCommand(
        "say", "Words as the generator of a run on spoken words says them.", Execute, RunArgument, Words)
    {
        Groups = [new("Prompts", Seed), new("Output", Out, Overwrite, Threads)],
        Examples =
        [
            "scratch say runs/speech-fsdd-0 7 --out seven.wav # A word.",
            "scratch say runs/speech-fsdd-0 \"4 2\" --out number.wav # Two words with a pause between them.",
            "scratch say runs/speech-fsdd-0 7 --seed 5 --out other.wav # The same word said otherwise.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        string path = parsed.GetValue(Out)!;
        OutputFile file = Outputs.Settle(Out, path, parsed.GetValue(Overwrite), ".wav");
        SpeechRun run = OpenedWords.Open(parsed.GetValue(RunArgument)!);
        SpeechGenerator generator = run.CreateGenerator();
        int[] classes = [.. parsed.GetValue(Words)!.SelectMany(text => Find(text, run, generator))];
        if (classes.Length is 0 or > MostWords)
        {
            throw new UsageException($"there are {classes.Length} words to say; expected 1 to {MostWords}.");
        }
        float[] sound = generator.Say(classes, new RandomStream(parsed.GetValue(Seed) ?? 0));
        WavFile.Write(file.FullPath, new Sound(sound, ActivePart.Rate));
        parsed.InvocationConfiguration.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{classes.Length} {(classes.Length == 1 ? "word" : "words")}, "
                + $"{(double)sound.Length / ActivePart.Rate:0.00} s, in {path}."));
        return ExitCode.Done;
    }

    /// <summary>The classes of a text: it is the name of one, or names with blanks between them.</summary>
    private static IEnumerable<int> Find(string text, SpeechRun run, SpeechGenerator generator)
    {
        IReadOnlyList<string> names = run.Domain.Classes;
        int[] known = [.. Enumerable.Range(0, names.Count).Where(generator.CanSay)];
        return FindOne(text) is { } whole ? [whole]
            : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => FindOne(word)
                ?? throw new UsageException(
                    $"there is no class '{word}'; the run can say {string.Join(", ", known.Select(c => names[c]))}."));

        int? FindOne(string word)
        {
            int found = Array.Find([.. known.Append(-1)], c => c < 0 || names[c] == word);
            return found < 0 ? null : found;
        }
    }
}
