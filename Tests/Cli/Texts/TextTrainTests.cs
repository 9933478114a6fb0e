using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Tests.Cli.Texts;

/// <summary>A detector of texts is trained, and its run read again.</summary>
public class TextTrainTests
{
    private ToyTexts _toy = null!;
    private string _output = "";

    [OneTimeSetUp]
    public void Train()
    {
        _toy = new ToyTexts();
        (int exitCode, _output, string error) = CommandLine.Run(_toy.TrainCommand(_toy.Run));
        Assert.That(exitCode, Is.Zero, error);
    }

    [OneTimeTearDown]
    public void Remove() => _toy.Dispose();

    [Test]
    public void The_run_has_its_files_and_its_figures()
    {
        Assert.That(Directory.GetFiles(_toy.Run).Select(Path.GetFileName), Is.EquivalentTo(new[]
        {
            "config.json", "detector.safetensors", "metrics.csv", "report.html", "report.json",
        }));
        Assert.That(_output, Does.Contain("recall at 1 % false positives").And.Contain("By source").And.Contain("typos"));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_toy.Run, "report.json")));
        JsonElement test = report.RootElement.GetProperty("test");
        Assert.That(test.GetProperty("rocAuc").GetDouble(), Is.GreaterThan(0.99));
        Assert.That(test.GetProperty("texts").GetInt32(), Is.EqualTo(60));
        Assert.That(test.GetProperty("sources").GetArrayLength(), Is.EqualTo(2));
        Assert.That(File.ReadLines(Path.Combine(_toy.Run, "metrics.csv")), Has.Some.Contains("adversarial loss"));
    }

    [Test]
    public void The_page_has_its_pictures_and_no_text_is_markup()
    {
        string page = File.ReadAllText(Path.Combine(_toy.Run, "report.html"));
        Assert.That(page, Does.Contain("ROC: recall over the rate of false positives").And.Contain("Precision over recall")
            .And.Contain("Recall by source").And.Contain("class=\"for\"").And.Contain("the largest score of the windows"));
        XDocumentOf(page);

        static void XDocumentOf(string html) => System.Xml.Linq.XDocument.Parse(html["<!DOCTYPE html>".Length..].Trim()
            .Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal), System.Xml.Linq.LoadOptions.None);
    }

    [Test]
    public void Parts_share_no_thread_and_the_options_are_read_again()
    {
        TextRunOptions options = TextRunFolder.Open(_toy.Run).Options;
        Assert.That(options.Detector.Shape.Scales, Is.EqualTo(new WindowScale[] { new(8, 2) }));
        Assert.That(options.Detector.Edits, Is.EqualTo(new DetectorOptions().Edits));
        TextData data = TextData.Open(options);
        HashSet<string> Threads(LabelledTexts texts) => [.. texts.Items.Select(item => item.Group!)];
        Assert.That(Threads(data.Training).Intersect(Threads(data.Validation)), Is.Empty);
        Assert.That(Threads(data.Training).Intersect(Threads(data.Test!)), Is.Empty);
    }

    [Test]
    public void The_same_seed_gives_the_same_bytes()
    {
        string again = _toy.File("again");
        Assert.That(CommandLine.Run(_toy.TrainCommand(again, "--threads", "2")).ExitCode, Is.Zero);
        foreach (string name in (string[])["detector.safetensors", "metrics.csv", "config.json"])
        {
            Assert.That(File.ReadAllBytes(Path.Combine(again, name)),
                Is.EqualTo(File.ReadAllBytes(Path.Combine(_toy.Run, name))), name);
        }
        Assert.That(CommandLine.Run(_toy.TrainCommand(again)).Error, Does.Contain("--overwrite"));
    }

    [TestCase("--quick", "--quick is not for texts")]
    [TestCase("--features 1000", "power of two")]
    [TestCase("--epochs 1,2,3", "--epochs is '1,2,3'; expected a whole number")]
    [TestCase("--edits nonsense", "--edits is 'nonsense'")]
    [TestCase("--validation 10 --validation-file x", "expected one of them")]
    public void What_texts_can_t_use_is_refused_in_a_line(string options, string message)
    {
        (int exitCode, _, string error) = CommandLine.Run(
            ["train", "--preset", "text", "--out", _toy.File("refused"), .. options.Split(' ')]);
        Assert.That((exitCode, error.Trim().Split('\n').Length), Is.EqualTo((2, 1)).Or.EqualTo((2, 2)));
        Assert.That(error, Does.Contain(message));
        Assert.That(Directory.Exists(_toy.File("refused")), Is.False);
    }

    [Test]
    public void Options_of_texts_go_with_texts_alone()
    {
        Assert.That(CommandLine.Run("train", "--edits", "typos").Error, Does.Contain("--edits is for texts"));
        Assert.That(CommandLine.Run("generate", _toy.Run).Error, Does.Contain("a run on texts"));
        Assert.That(CommandLine.Run("train", "--data", _toy.File("none.jsonl")).Error, Does.Contain("no such file"));
        Assert.That(CommandLine.Run("train", "--resume", _toy.Run).Error, Does.Contain("finished"));
    }

    [TestCase("{\"preset\": \"text\"}", null)]
    [TestCase("{\"preset\": \"text\", \"detector\": {\"epochs\": 3}}", null)]
    [TestCase("{\"preset\": \"text\", \"detector\": {\"epochs\": 0}}", "The detector.epochs of run is 0; expected")]
    [TestCase("{\"preset\": \"text\", \"detector\": null}", "config.json")]
    [TestCase("{\"preset\": \"text\", \"detector\": {\"shape\": {\"hidden\": []}}}", "hidden layers")]
    [TestCase("{\"preset\": \"text\", \"more\": 1}", "more")]
    [TestCase("{\"preset\": \"table\"}", "not a run on texts")]
    public void Options_in_a_file_are_whole_or_in_part_or_refused(string json, string? message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("config.json"), json);
        Assert.That(() => TextRunFolder.Open(folder.Path), message is null ? Throws.Nothing
            : Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    [Test]
    public void The_embedded_mails_lie_in_two_parts_by_thread()
    {
        (LabelledTexts training, LabelledTexts test) = SpamTexts.Read();
        Assert.That((training.Items.Count, test.Items.Count), Is.EqualTo((4635, 1165)));
        Assert.That(training.Items.Concat(test.Items).Count(text => text.Label == 1), Is.EqualTo(1712));
        Assert.That(training.Items.Select(text => text.Group).Intersect(test.Items.Select(text => text.Group)), Is.Empty);
        Assert.That(test.Items.Select(text => text.Source).Distinct(), Has.Exactly(5).Items);
    }

    [Test]
    [NonParallelizable]
    public void The_page_fits_a_desk_and_a_telephone()
    {
        Chromium.Require();
        string page = File.ReadAllText(Path.Combine(_toy.Run, "report.html"));
        Assert.That(Chromium.FindTooWide(page, 1280, 400), Is.Empty);
    }
}
