using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Text;
using Scratch.Cli.Texts;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Texts;

/// <summary>Texts are scanned: forms, verdicts, places, exit codes.</summary>
public class ScanTests
{
    private const string Harmless = "please answer letter number meeting tomorrow review garden music train window paper";
    private ToyTexts _toy = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _toy = new ToyTexts();
        Assert.That(CommandLine.Run(_toy.TrainCommand(_toy.Run)).ExitCode, Is.Zero);
    }

    [OneTimeTearDown]
    public void Remove() => _toy.Dispose();

    [Test]
    public void A_harmless_text_ends_with_0_and_one_with_the_trigger_with_3_and_its_place()
    {
        string good = Write("good.txt", Harmless), bad = Write("bad.txt", $"{Harmless}\n{Harmless}\n{ToyTexts.Trigger} today");
        (int exitCode, string output, string error) = CommandLine.Run("scan", _toy.Run, good, "--threshold", "0.5");
        Assert.That((exitCode, error), Is.EqualTo((0, "")), output);
        Assert.That(output, Does.StartWith($"{good}: not flagged, score 0."));
        (exitCode, output, error) = CommandLine.Run("scan", _toy.Run, good, bad, "--threshold", "0.5");
        Assert.That((exitCode, error), Is.EqualTo((3, "")), output);
        Assert.That(output, Does.Contain($"{bad}: flagged").And.Match("  [23]:\\d+ \\(0\\.\\d+\\): .*jackpot"));
    }

    [Test]
    public void With_json_each_text_is_a_line()
    {
        string file = Write("lines.txt", $"{Harmless}\r\n\n{Harmless} {ToyTexts.Trigger}");
        (int exitCode, string output, _) = CommandLine.Run("scan", _toy.Run, file, "--lines", "--json", "--threshold", "0.5");
        Assert.That(exitCode, Is.EqualTo(3));
        JsonElement[] texts = [.. output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.That(texts.Select(text => text.GetProperty("line").GetInt32()), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(texts.Select(text => text.GetProperty("flagged").GetBoolean()), Is.EqualTo(new[] { false, false, true }));
        Assert.That(texts[1].GetProperty("empty").GetBoolean());
        Assert.That(texts[1].GetProperty("score").GetSingle(), Is.Zero);
        JsonElement window = texts[2].GetProperty("windows")[0];
        string text = $"{Harmless} {ToyTexts.Trigger}";
        Assert.That(text.Substring(window.GetProperty("start").GetInt32(), window.GetProperty("length").GetInt32()),
            Does.Contain("jackpot"));
        Assert.That(window.GetProperty("hidden").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void What_is_hidden_is_found_and_said_to_be()
    {
        string hidden = Convert.ToBase64String(Encoding.UTF8.GetBytes($"the {ToyTexts.Trigger} {ToyTexts.Trigger} is here now"));
        string file = Write("hidden.txt", $"{Harmless} {hidden} {Harmless}");
        (_, string output, _) = CommandLine.Run("scan", _toy.Run, file, "--json", "--threshold", "0.2");
        JsonElement window = JsonDocument.Parse(output).RootElement.GetProperty("windows")[0];
        Assert.That(window.GetProperty("hidden").GetString(), Is.EqualTo("base64"), output);
    }

    [Test]
    public void Objects_need_a_text_alone_and_halves_of_surrogate_pairs_are_replaced()
    {
        string file = Write("t.jsonl", $$"""
            {"text": "{{ToyTexts.Trigger}} \ud800", "id": 5}

            {"label": 1}
            """);
        (int exitCode, string output, string error) = CommandLine.Run("scan", _toy.Run, file);
        Assert.That(output, Does.StartWith($"{file}:1: "));
        Assert.That((exitCode, error.Trim()), Is.EqualTo(
            (1, $"scratch: {file}: line 3: no object with a text; expected an object such as {{\"text\": \"…\"}}.")));
    }

    [Test]
    public void Bytes_that_are_no_text_are_told_and_an_empty_file_is_empty()
    {
        string file = _toy.File("bytes.txt");
        File.WriteAllBytes(file, [.. "a train "u8, 0xFF, 0xFE, .. " now"u8]);
        (int exitCode, _, string error) = CommandLine.Run("scan", _toy.Run, file);
        Assert.That(exitCode, Is.Zero.Or.EqualTo(3));
        Assert.That(error, Does.Contain("2 sequences of bytes are no UTF-8, the first at byte 8"));
        (exitCode, string output, _) = CommandLine.Run("scan", _toy.Run, Write("empty.txt", ""), "--json");
        Assert.That((exitCode, output), Is.EqualTo((0, output)));
        Assert.That(output, Does.Contain("\"score\":0,").And.Contain("\"empty\":true"));
    }

    [TestCase("--threshold 2", "--threshold is 2; expected a number in [0, 1]")]
    [TestCase("--threshold fpr:0.5", "expected a number in [0, 0.1]")]
    public void A_threshold_is_a_score_or_a_rate(string option, string message)
    {
        string file = Write("some.txt", Harmless);
        (int exitCode, _, string error) = CommandLine.Run(["scan", _toy.Run, file, .. option.Split(' ')]);
        Assert.That((exitCode, error), Is.EqualTo((2, error)));
        Assert.That(error, Does.Contain(message));
        Assert.That(CommandLine.Run("scan", _toy.Run, file, "--threshold", "1").ExitCode, Is.Zero);
        Assert.That(CommandLine.Run("scan", _toy.Run, file, "--threshold", "0").ExitCode, Is.EqualTo(3));
    }

    [Test]
    public void What_isn_t_there_or_is_no_detector_is_said_in_a_line()
    {
        Assert.That(CommandLine.Run("scan", _toy.Run, _toy.File("none")).Error, Does.Contain("there is no such file"));
        Assert.That(CommandLine.Run("scan", _toy.File("none"), _toy.Data).Error, Does.Contain("there is no such folder"));
        string file = Path.Combine(_toy.Run, "detector.safetensors");
        Assert.That(CommandLine.Run("scan", file, Write("x.txt", Harmless), "--threshold", "0.9").ExitCode, Is.Zero, "a file of a detector will do");
    }

    [Test]
    public void Of_many_windows_the_worst_stay_and_none_overlaps_another()
    {
        var kept = new WorstWindows(most: 4);
        var random = new RandomStream(Seed: 3);
        FoundWindow[] all = [.. Enumerable.Range(0, 500).Select(i =>
            new FoundWindow(random.Below(1000, (ulong)i), 8, random.Uniform((ulong)(1000 + i)), 1, null))];
        foreach (FoundWindow window in all)
        {
            kept.Add(window);
        }
        Assert.That(kept, Has.Count.EqualTo(4));
        Assert.That(kept[0].Logit, Is.EqualTo(all.Max(window => window.Logit)));
        Assert.That(kept.Select(window => window.Logit), Is.Ordered.Descending);
        int[] starts = [.. kept.Select(window => window.Start).Order()];
        Assert.That(Enumerable.Range(1, 3).Select(i => starts[i] - starts[i - 1]), Is.All.GreaterThanOrEqualTo(8));
    }

    private string Write(string name, string text)
    {
        string file = _toy.File(name);
        File.WriteAllText(file, text);
        return file;
    }
}
