using NUnit.Framework;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Runs.Output;

namespace Scratch.Tests.Cli.Runs;

/// <summary>All four stages on a table, and what can be done with the run afterwards.</summary>
public class TableRunTests
{
    private TemporaryFolder _folder = null!;

    private string RunPath => _folder.File("run");

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        (int exitCode, string output, string error) =
            CommandLine.Run("train", "--data", "penguins", "--out", RunPath, "--epochs", "5,3,15");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("How far the attack moves each column").And.Contain("Body Mass (g)"));
    }

    [OneTimeTearDown]
    public void RemoveRun() => _folder.Dispose();

    [Test]
    public void The_bits_are_those_that_are_written_down() => GoldenBits.Require(RunPath, "64cbe430d28ea1a9");

    [Test]
    public void The_page_and_the_report_say_which_columns_an_attack_moves()
    {
        string page = File.ReadAllText(Path.Combine(RunPath, RunFolder.PageFile)),
            report = File.ReadAllText(Path.Combine(RunPath, RunFolder.ReportFile));
        Assert.That(page, Does.Contain("Columns under attack").And.Contain("Beak Depth (mm)"));
        Assert.That(report, Does.Contain("\"moves\"").And.Contain("\"deviations\""));
    }

    [Test]
    public void The_saved_classifier_predicts_from_raw_values()
    {
        TableModel model = TableModel.Load(Path.Combine(RunPath, "classifier.safetensors"));
        Assert.That(model.PredictClass("Biscoe", "46.1", "13.2", "211", "4500", "FEMALE"), Is.EqualTo("Gentoo"));
        Assert.That(model.PredictClass("Torgersen", "39.1", "18.7", "181", "3750", "MALE"), Is.EqualTo("Adelie"));
    }

    [Test]
    public void A_finished_run_is_evaluated_attacked_and_sampled()
    {
        (int exitCode, string output, string error) = CommandLine.Run("evaluate", RunPath);
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("missing values").And.Contain("rounding"));
        (exitCode, output, error) = CommandLine.Run("attack", RunPath, "--attack", "pgd", "--epsilon", "0.3");
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        (exitCode, output, error) = CommandLine.Run("generate", RunPath, "--count", "4");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output.Trim().Split('\n'), Has.Length.EqualTo(5).And.ItemAt(0)
            .EqualTo("Island,Beak Length (mm),Beak Depth (mm),Flipper Length (mm),Body Mass (g),Sex"));
        (exitCode, output, error) = CommandLine.Run("prompts", RunPath, "--out", _folder.File("p.npz"));
        Assert.That(exitCode, Is.Zero, error);
    }

    [Test]
    public void Another_file_is_read_with_the_columns_of_the_run()
    {
        string other = _folder.File("other.csv");
        File.WriteAllText(other,
            "Sex,Island,Beak Length (mm),Beak Depth (mm),Flipper Length (mm),Body Mass "
            + "(g),Species\nFEMALE,Biscoe,46.1,13.2,211,4500,Gentoo\nMALE,Torgersen,39.1,18.7,181,3750,Adelie\n");
        (int exitCode, string output, string error) = CommandLine.Run("evaluate", RunPath, "--data", other);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("2 of 2"));
        File.AppendAllText(other, "MALE,Torgersen,39.1,18.7,181,3750,Puffin\n");
        (exitCode, output, error) = CommandLine.Run("evaluate", RunPath, "--data", other);
        Assert.That((exitCode, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.Contain("other.csv: line 4, column 7 (Species): there is no class 'Puffin'"));
    }

    [Test]
    public void What_is_for_images_says_so_and_options_of_tables_too()
    {
        Assert.That(CommandLine.Run("defend", RunPath).Error, Does.Contain("the defences are those of images"));
        Assert.That(CommandLine.Run("train", "--data", "mnist", "--label", "a").Error,
            Does.Contain("--label is for tables"));
        Assert.That(CommandLine.Run("train", "--data", "a.csv").Error, Does.Contain("--label is missing"));
    }
}
