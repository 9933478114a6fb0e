using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Sounds;

/// <summary>The run on spoken words that a command is given.</summary>
internal static class OpenedWords
{
    /// <summary>The argument of commands that are for sounds alone.</summary>
    public static Argument<string> Run() => new("RUN")
    {
        Description = "The folder of a finished run on spoken words.",
    };

    /// <summary>Whether an argument RUN is a run on spoken words.</summary>
    public static bool Is(string? run) => run is not null && Directory.Exists(run) && !TextRunFolder.Is(run)
        && !BehaviourRunFolder.Is(run)
        && File.Exists(Path.Combine(run, RunFolder.ConfigurationFile)) && SpeechRun.Is(RunFolder.Open(run));

    /// <summary>Opens it.</summary>
    /// <exception cref="IOException">There is no such run.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="UsageException">It is a run on other data.</exception>
    public static SpeechRun Open(string path)
    {
        RunFolder folder = TextRunFolder.Is(path) ? throw Other(path, "texts") : CommonOptions.OpenRun(path);
        return SpeechRun.Is(folder) ? SpeechRun.From(folder)
            : throw Other(path, TableSource.Takes(folder.Configuration.Data) ? "a table" : "images");
    }

    private static UsageException Other(string path, string of) => new(
        $"{path} is a run on {of}; expected one on spoken words, such as 'scratch train --preset speech' writes.");
}
