using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Runs.Speech;

namespace Scratch.Tests.Cli.Sounds;

/// <summary>Words are recognised in files and in streams.</summary>
[NonParallelizable]
public class RecogniseTests
{
    [Test]
    public void Each_file_is_a_line_at_any_rate()
    {
        string high = Write("high.wav", ToyWords.Say("high", "dora", 2, 22_050), 22_050),
            low = Write("low.wav", ToyWords.Say("low", "anna", 1), ToyWords.Rate);
        (int exitCode, string output, string error) = CommandLine.Run("recognise", ToyWords.Run, high, low);
        Assert.That(exitCode, Is.Zero, error);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.That(lines[0], Does.Match($"^{high}: high \\(\\d+\\.\\d %\\), 0\\.1\\d s to 0\\.\\d\\d s$"));
        Assert.That(lines[1], Does.StartWith($"{low}: low ("));
    }

    [Test]
    public void With_json_a_line_has_class_confidence_and_where_the_word_is()
    {
        string file = Write("falling.wav", ToyWords.Say("falling", "dora", 3), ToyWords.Rate);
        JsonElement word = JsonDocument.Parse(
            CommandLine.Run("recognise", ToyWords.Run, file, "--json", "--threads", "1").Output).RootElement;
        Assert.That(word.GetProperty("file").GetString(), Is.EqualTo(file));
        Assert.That(word.GetProperty("class").GetString(), Is.EqualTo("falling"));
        Assert.That(word.GetProperty("confidence").GetSingle(), Is.InRange(0.34, 1));
        Assert.That(word.GetProperty("start").GetDouble(), Is.EqualTo(0.1).Within(0.03));
        Assert.That(word.GetProperty("milliseconds").GetDouble(), Is.EqualTo(340).Within(50));
        Assert.That(word.GetProperty("end").GetDouble() - word.GetProperty("start").GetDouble(),
            Is.EqualTo(word.GetProperty("milliseconds").GetDouble() / 1000).Within(1e-6));
        JsonElement all = word.GetProperty("probabilities");
        Assert.That(ToyWords.Classes.Sum(name => all.GetProperty(name).GetDouble()), Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void What_is_wrong_with_a_file_is_a_line_and_the_others_are_still_recognised()
    {
        string silent = Write("silent.wav", new float[4000], ToyWords.Rate),
            brief = Write("brief.wav", [.. Enumerable.Repeat(0.1f, 100)], ToyWords.Rate),
            text = ToyWords.File("text.wav"), good = Write("good.wav", ToyWords.Say("low", "dora", 0), ToyWords.Rate);
        File.WriteAllText(text, "ID3 is no sound");
        (int exitCode, string output, string error) = CommandLine.Run(
            "recognise", ToyWords.Run, silent, brief, text, ToyWords.File("none.wav"), good);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.StartWith($"{good}: low"));
        string[] lines = error.TrimEnd().Split('\n');
        Assert.That(lines, Has.Length.EqualTo(4));
        Assert.That(lines, Has.All.StartsWith("scratch: ").And.None.Contains("   at "));
        Assert.That(lines[0], Does.EndWith($"{silent}: silence; expected a word."));
        Assert.That(lines[1], Does.EndWith($"{brief}: 12.5 ms of sound; expected at least 25 ms."));
        Assert.That(lines[3], Does.Contain("there is no such file"));
    }

    [TestCase(8000)]
    [TestCase(16_000)]
    [TestCase(44_100)]
    public void In_a_stream_word_after_word_is_recognised_as_it_ends(int rate)
    {
        string[] said = ["low", "high", "falling", "low"];
        float[] sound = [.. said.SelectMany((word, i) => new float[rate / 2].Concat(ToyWords.Say(word, "bela", i, rate)))];
        var stream = new SpeechStream(SpeechRecogniser.Load(ToyWords.Run), rate);
        var heard = new List<(RecognisedWord Word, double At)>();
        for (int start = 0; start < sound.Length; start += rate / 100)
        {
            stream.Add(sound.AsSpan(start, Math.Min(rate / 100, sound.Length - start)));
            Take((double)(start + (rate / 100)) / rate);
        }
        stream.Finish();
        Take((double)sound.Length / rate);
        Assert.That(heard.Select(one => ToyWords.Classes[one.Word.Class]), Is.EqualTo(said));
        double place = 0;
        for (int i = 0; i < said.Length; i++)
        {
            double length = 0.28 + (0.02 * i);
            Assert.That(heard[i].Word.Start, Is.EqualTo(place + 0.6).Within(0.05));
            Assert.That(heard[i].Word.Seconds, Is.EqualTo(length).Within(0.06));
            Assert.That(heard[i].At - (heard[i].Word.Start + heard[i].Word.Seconds), Is.LessThanOrEqualTo(0.2));
            place += 0.5 + length + 0.2;
        }

        void Take(double at)
        {
            while (stream.TryTake(out RecognisedWord word))
            {
                heard.Add((word, at));
            }
        }
    }

    [TestCase("")]
    [TestCase("--raw 8000")]
    public void A_stream_comes_from_stdin_with_a_header_or_without(string raw)
    {
        float[] sound = [.. ToyWords.Say("high", "anna", 0), .. new float[2000], .. ToyWords.Say("low", "anna", 1),
            .. new float[2000]];
        string file = Write("stream.wav", sound, ToyWords.Rate);
        byte[] bytes = File.ReadAllBytes(file);
        string tool = typeof(Scratch.Cli.Program).Assembly.Location;
        using Process process = Process.Start(new ProcessStartInfo("dotnet",
            [tool, "recognise", ToyWords.Run, "-", .. raw.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using (Stream input = process.StandardInput.BaseStream)
        {
            input.Write(bytes.AsSpan(raw.Length > 0 ? 44 : 0));
        }
        string[] lines = process.StandardOutput.ReadToEnd().TrimEnd().Split('\n');
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.StartWith("stdin: high ("));
        Assert.That(lines[1], Does.StartWith("stdin: low ("));
    }

    [Test]
    public void A_recogniser_allocates_nothing_once_it_is_warm()
    {
        SpeechRecogniser recogniser = SpeechRecogniser.Load(ToyWords.Run);
        float[] at16 = ToyWords.Say("high", "dora", 4, 16_000);
        RecognisedWord word = default;
        for (int i = 0; i < 100; i++)
        {
            Assert.That(recogniser.TryRecognise(at16, 16_000, out word));
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            recogniser.TryRecognise(at16, 16_000, out word);
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(recogniser.Classes[word.Class], Is.EqualTo("high"));
    }

    [Test]
    public void What_the_test_was_measured_on_is_heard_as_it_was_measured()
    {
        SpeechRun run = SpeechRun.Open(ToyWords.Run);
        SpeechRecogniser recogniser = run.CreateRecogniser();
        string report = File.ReadAllText(Path.Combine(ToyWords.Run, "report.json"));
        string[] files = Directory.GetFiles(ToyWords.Data, "*_dora_*.wav");
        int correct = files.Count(file => recogniser.TryRecognise(
            WavFile.Read(file).Samples.Span, ToyWords.Rate, out RecognisedWord word)
            && Path.GetFileName(file).StartsWith(run.Domain.Classes[word.Class] + "_", StringComparison.Ordinal));
        Assert.That(JsonDocument.Parse(report).RootElement.GetProperty("classifier").GetProperty("correct").GetInt32(),
            Is.EqualTo(correct));
    }

    [Test]
    public void Another_run_is_refused_and_so_is_what_goes_with_stdin_alone()
    {
        Assert.That(CommandLine.Run("recognise", ToyWords.File("nowhere"), "a.wav").Error, Does.Contain("there is no such folder"));
        string file = Write("x.wav", ToyWords.Say("low", "dora", 0), ToyWords.Rate);
        (int exitCode, _, string error) = CommandLine.Run("recognise", ToyWords.Run, file, "--raw", "8000");
        Assert.That((exitCode, error.Trim()), Is.EqualTo((2, "scratch: --raw is for stdin; expected - among the files.")));
        using var other = new TemporaryFolder();
        string table = other.File("table");
        Assert.That(CommandLine.Run("train", "--data", "penguins", "--out", table, "--stages", "prompts", "--epochs", "1").ExitCode, Is.Zero);
        (exitCode, _, error) = CommandLine.Run("recognise", table, file);
        Assert.That((exitCode, error), Is.EqualTo((2, error)));
        Assert.That(error, Does.Contain("is a run on a table; expected one on spoken words"));
        Assert.That(CommandLine.Run("say", table, "low", "--out", other.File("x.wav")).ExitCode, Is.EqualTo(2));
        Assert.That(CommandLine.Run("attack", table, "--attack", "pgd", "--snr", "30").Error, Does.Contain("--snr is for sounds"));
        Assert.That(CommandLine.Run("evaluate", table, "--noise", "20").Error, Does.Contain("--noise is for sounds"));
        Assert.That(CommandLine.Run("evaluate", table, "--snr", "20").Error, Does.Contain("--snr is for sounds"));
    }

    private static string Write(string name, float[] samples, int rate)
    {
        string file = ToyWords.File(name);
        WavFile.Write(file, new Sound(samples, rate));
        return file;
    }
}
