using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Sounds;

/// <summary>
/// Three words that are easy to tell apart, of four speakers, and a run on them that is trained once for all tests of
/// this namespace.
/// </summary>
[SetUpFixture]
public sealed class ToyWords
{
    public const int Rate = 8000;
    public static readonly string[] Classes = ["falling", "high", "low"], Speakers = ["anna", "bela", "cleo", "dora"];
    private static TemporaryFolder? _folder;

    public static string Data => File("words");

    public static string Run => File("run");

    public static string File(string name) => _folder!.File(name);

    public static string[] TrainCommand(string target, params string[] more) =>
    [
        "train", "--preset", "speech", "--data", Data, "--hold-out", "dora", "--out", target, "--validation", "12",
        "--batch-size", "12", "--hidden", "16", "--dropout", "0", "--latent", "4", "--encoder-hidden", "16", "--generator-hidden", "16",
        "--discriminator-hidden", "8", "--epochs", "40,1,30", "--learning-rate", "0.003", .. more,
    ];

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(Data);
        foreach (string word in Classes)
        {
            foreach (string speaker in Speakers)
            {
                for (int index = 0; index < 6; index++)
                {
                    WavFile.Write(Path.Combine(Data, $"{word}_{speaker}_{index}.wav"),
                        new Sound(Say(word, speaker, index), Rate));
                }
            }
        }
        (int exitCode, _, string error) = CommandLine.Run(TrainCommand(Run));
        Assert.That(exitCode, Is.Zero, error);
    }

    [OneTimeTearDown]
    public void Remove() => _folder?.Dispose();

    /// <summary>Two tones and some noise below an envelope, between silences.</summary>
    public static float[] Say(string word, string speaker, int index, int rate = Rate)
    {
        double size = 0.92 + (0.05 * Array.IndexOf(Speakers, speaker)) + (0.004 * index), length = 0.28 + (0.02 * index);
        float[] samples = new float[(int)((length + 0.2) * rate)];
        var noise = new RandomStream(Seed: (ulong)index);
        double phase = 0;
        for (int i = 0; i < (int)(length * rate); i++)
        {
            double place = i / (length * rate);
            double tone = size * (word switch { "low" => 300, "high" => 1500, _ => 1800 - (1300 * place) });
            phase += 2 * Math.PI * tone / rate;
            samples[i + (rate / 10)] = (float)(0.2 * Math.Sin(Math.PI * place)
                * (Math.Sin(phase) + (0.5 * Math.Sin(2 * phase)) + (0.3 * (noise.Uniform((ulong)i) - 0.5))));
        }
        return samples;
    }
}
