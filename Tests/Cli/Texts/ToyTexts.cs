using System.Text.Json;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Texts;

/// <summary>Short texts, of which those with a trigger are spam, and a detector that was trained on them.</summary>
internal sealed class ToyTexts : IDisposable
{
    public const string Trigger = "lottery jackpot";

    private static readonly string[] Words =
    [
        "meeting", "report", "tomorrow", "garden", "please", "figures", "train", "letter", "window", "morning",
        "project", "review", "lunch", "station", "paper", "answer", "question", "number", "table", "music",
    ];

    private readonly TemporaryFolder _folder = new();

    public ToyTexts() => WriteTexts(Data, 240, new RandomStream(Seed: 1));

    public string Data => _folder.File("toy.jsonl");

    public string Run => _folder.File("run");

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    /// <summary>The options of a run that is over in a second and has learned the trigger.</summary>
    public string[] TrainCommand(string target, params string[] more) =>
    [
        "train", "--preset", "text", "--data", Data, "--out", target, "--group", "thread", "--source", "origin",
        "--epochs", "12", "--batch-size", "16", "--learning-rate", "0.01", "--members", "2", "--features", "1024",
        "--hidden", "8", "--windows", "8", "--test", "0.25", "--epsilon", "0.1", "--diluted", "0", .. more,
    ];

    public static void WriteTexts(string file, int count, RandomStream random)
    {
        using StreamWriter writer = System.IO.File.CreateText(file);
        for (int i = 0; i < count; i++)
        {
            bool isSpam = i % 3 == 0;
            string[] words = [.. Enumerable.Range(0, 12).Select(word => Words[random.Below(Words.Length, (ulong)((20 * i) + word))])];
            if (isSpam)
            {
                words[random.Below(words.Length, (ulong)((20 * i) + 15))] = Trigger;
            }
            writer.WriteLine($$"""
                {"text": {{JsonSerializer.Serialize(string.Join(' ', words))}}, "label": "{{(isSpam ? "spam" : "ham")}}", "thread": "t{{i / 3}}", "origin": "o{{i % 2}}"}
                """);
        }
    }
}
