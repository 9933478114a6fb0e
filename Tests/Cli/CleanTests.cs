using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;

namespace Scratch.Tests.Cli;

public class CleanTests
{
    private const string Labels = "train-labels-idx1-ubyte";
    private static readonly string[] Quick = ["--find", "duplicates,labels", "--epochs", "2", "--folds", "2"];

    [Test]
    public void A_cleaned_set_is_a_data_set_and_says_what_was_found()
    {
        using var folder = new TemporaryFolder();
        string dirty = folder.File("dirty"), clean = folder.File("clean");
        WriteDirty(dirty);
        Dictionary<string, byte[]> before = Read(dirty);
        (int exitCode, string output, string error) =
            CommandLine.Run(["data", "clean", dirty, "--out", clean, .. Quick]);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("duplicate").And.Contain("wrong-label"));
        Assert.That(Read(dirty), Is.EqualTo(before), "nothing is changed in place");

        string[] list = File.ReadAllLines(Path.Combine(clean, "removed.csv"));
        Assert.That(list[0], Is.EqualTo("row,reason,score,label,suggested,twin,action,pass"));
        Assert.That(list, Has.Some.Matches("^10,duplicate,0,\\d,,9,removed,1$"));
        Assert.That(list, Has.Some.StartsWith("3,constant,"));
        Dataset read = ImageSource.Parse(clean).OpenTraining();
        Assert.That(read.Count, Is.EqualTo(SmallDigits.TrainingCount - (list.Length - 1)));
        Assert.That(Read(clean)["t10k-images-idx3-ubyte"], Is.EqualTo(before["t10k-images-idx3-ubyte"]));
        Assert.That(File.ReadAllText(Path.Combine(clean, "report.html")),
            Does.Contain("Duplicates").And.Contain("data:image/png"));

        string again = folder.File("again");
        Assert.That(CommandLine.Run(["data", "clean", clean, "--out", again, .. Quick]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllLines(Path.Combine(again, "removed.csv")), Has.Length.EqualTo(1),
            "cleaning twice changes nothing more");
        Assert.That(Read(again)[Labels], Is.EqualTo(Read(clean)[Labels]));
    }

    [Test]
    public void A_folder_with_files_is_refused_and_so_is_the_data_set_itself()
    {
        using var folder = new TemporaryFolder();
        string dirty = folder.File("dirty");
        WriteDirty(dirty);
        (int exitCode, _, string error) = CommandLine.Run("data", "clean", dirty, "--out", folder.Path);
        Assert.That((exitCode, error), Is.EqualTo(
            (2, $"scratch: --out: {folder.Path}: the folder has files but is no cleaned set (no removed.csv of one); it is "
                + $"not overwritten.{Environment.NewLine}")));
        Assert.That(CommandLine.Run("data", "clean", dirty, "--out", dirty, "--overwrite").ExitCode, Is.EqualTo(2));
        Assert.That(CommandLine.Run("data", "clean", dirty, "--out", folder.File("x"), "--find", "typos").Error,
            Does.Contain("typos"));
        Assert.That(CommandLine.Run("data", "clean", dirty, "--out", folder.File("x"), "--outlier-threshold", "0")
            .ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void The_report_is_one_document_on_the_standard_output()
    {
        using var folder = new TemporaryFolder();
        string dirty = folder.File("dirty");
        WriteDirty(dirty);
        (_, string output, _) =
            CommandLine.Run("data", "clean", dirty, "--out", folder.File("clean"), "--find", "duplicates", "--json");
        using JsonDocument report = JsonDocument.Parse(output);
        Assert.That(report.RootElement.GetProperty("trainingExamples").GetInt32(), Is.EqualTo(SmallDigits.TrainingCount));
        JsonElement first = report.RootElement.GetProperty("findings")[0];
        Assert.That((first.GetProperty("row").GetInt32(), first.GetProperty("reason").GetString()),
            Is.EqualTo((3, "constant")));
    }

    /// <summary>Digits, of which one is blank and one is there twice.</summary>
    private static void WriteDirty(string folder)
    {
        Directory.CreateDirectory(folder);
        SmallDigits.Write(folder);
        string file = Path.Combine(folder, "train-images-idx3-ubyte");
        byte[] bytes = File.ReadAllBytes(file);
        const int Start = 16, Size = 28 * 28;
        bytes.AsSpan(Start + (3 * Size), Size).Clear();
        bytes.AsSpan(Start + (9 * Size), Size).CopyTo(bytes.AsSpan(Start + (10 * Size), Size));
        File.WriteAllBytes(file, bytes);
    }

    private static Dictionary<string, byte[]> Read(string folder) =>
        Directory.EnumerateFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
}
