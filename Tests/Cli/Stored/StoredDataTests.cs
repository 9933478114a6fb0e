using System.Globalization;
using System.IO.Compression;
using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Stored;

/// <summary>Runs on data that are larger than the memory that they may take.</summary>
[NonParallelizable]
public class StoredDataTests
{
    private static readonly string[] Alone = ["--stages", "classifier,baseline", "--without-prompts"];

    [TearDown]
    public void Forget() => (DataMemory.Limit, DataMemory.CacheFolder) = (null, null);

    [TestCase(true)]
    [TestCase(false)]
    public void Images_that_do_not_fit_are_trained_on_to_the_same_bytes(bool allStages)
    {
        using TemporaryFolder folder = new();
        SmallDigits.Write(folder.Path);
        string[] command =
            ["train", "--data", folder.Path, "--epochs", "1", "--hidden", "16", "--validation", "300", .. allStages ? [] : Alone];
        string[] files = ["classifier.safetensors", .. allStages ? ["generator.safetensors"] : Array.Empty<string>()];
        RequireSameRuns(folder, command, allStages ? "2MB" : "300kB", files);
    }

    [TestCase("")]
    [TestCase("--group who --no-header")]
    public void A_table_that_does_not_fit_is_trained_on_to_the_same_bytes(string options)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("table.csv");
        bool hasHeader = !options.Contains("--no-header", StringComparison.Ordinal);
        WriteTable(file, 4000, hasHeader);
        string[] columns = hasHeader ? ["--label", "colour"] : ["--label", "5", "--group", "4"];
        string[] command =
        [
            "train", "--data", file, "--impute", .. columns, .. hasHeader ? [] : new[] { "--no-header" },
            "--epochs", "1", "--hidden", "16", "--validation", "300", .. Alone,
        ];
        RequireSameRuns(folder, command, "20kB", "classifier.safetensors", "table.json");
        Assert.That(folder.Names(), Has.None.EndsWith(".rows"), "nothing is left of the values");
    }

    [Test]
    public void An_evaluation_on_a_test_set_that_does_not_fit_comes_to_the_same()
    {
        using TemporaryFolder folder = new();
        SmallDigits.Write(folder.Path);
        string run = folder.File("run");
        Assert.That(CommandLine.Run(["train", "--data", folder.Path, "--epochs", "1", "--hidden", "16", "--validation",
            "300", "--out", run, "--stages", "classifier", "--without-prompts"]).ExitCode, Is.Zero);
        (_, string whole, string error) = CommandLine.Run("evaluate", run);
        (int exitCode, string stored, error) = CommandLine.Run("evaluate", run, "--memory", "100kB");
        Assert.That((exitCode, stored), Is.EqualTo((0, whole)), error);
    }

    [Test]
    public void What_is_compressed_or_cut_off_or_has_too_many_prompts_is_refused_in_a_line()
    {
        using TemporaryFolder folder = new();
        SmallDigits.Write(folder.Path);
        string images = folder.File("train-images-idx3-ubyte");
        Refused("the prompts of 2100 examples take 537.6 kB of memory, more than the 400 kB", "400kB");
        byte[] content = File.ReadAllBytes(images);
        File.WriteAllBytes(images, content[..^1]);
        Refused("at byte 16: 1881599 bytes follow, expected 1881600", "400kB");
        File.Delete(images);
        using (var packed = new GZipStream(File.Create($"{images}.gz"), CompressionLevel.Fastest))
        {
            packed.Write(content);
        }
        Refused("2400 images of 28 x 28 take 9.4 MB of memory, more than the 400 kB that data may take, and what is "
            + "compressed can't be read from the middle", "400kB");
        Refused("--memory is '1'; expected a size such as 500MB or 1.5GB", "1");
        Refused("--memory is '9'; expected a size", "9");

        void Refused(string message, string memory)
        {
            (int exitCode, _, string error) = CommandLine.Run("train", "--data", folder.Path, "--epochs", "1",
                "--hidden", "16", "--validation", "300", "--out", folder.File("run"), "--overwrite", "--memory", memory);
            Assert.That(exitCode, Is.Not.Zero);
            Assert.That(error, Does.Contain(message));
        }
    }

    private static void RequireSameRuns(
        TemporaryFolder folder, string[] command, string memory, params string[] files)
    {
        string whole = folder.File("whole"), stored = folder.File("stored");
        (int exitCode, string output, string error) = CommandLine.Run([.. command, "--out", whole]);
        Assert.That(exitCode, Is.Zero, error);
        (exitCode, string other, error) = CommandLine.Run([.. command, "--out", stored, "--memory", memory]);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(error, Does.Match("examples of \\d+ numbers are read from .* as they are needed; data may take"));
        Assert.That(Table(other), Is.EqualTo(Table(output)));
        foreach (string file in files.Append("metrics.csv").Append("examples.json"))
        {
            Assert.That(File.ReadAllBytes(Path.Combine(stored, file)),
                Is.EqualTo(File.ReadAllBytes(Path.Combine(whole, file))), file);
        }
    }

    /// <summary>What is printed but for times and the folder.</summary>
    private static string[] Table(string output) =>
        [.. output.Split('\n').Where(line => !line.Contains(" s in all") && !line.StartsWith("The run is in"))];

    private static void WriteTable(string file, int rows, bool hasHeader)
    {
        var random = new RandomStream(5);
        var lines = new List<string>(hasHeader ? ["x,y,kind,who,colour,z"] : []);
        string[] colours = ["red", "blue", "green"], kinds = ["b", "a", "10", ""];
        for (int i = 0; i < rows; i++)
        {
            RandomStream one = random.Fork(i);
            int colour = one.Below(3, 0), kind = i == 0 ? 0 : one.Below(i % 7 == 0 ? 4 : 3, 1);
            string x = one.Below(30, 2) == 0 ? "NA" : Text(one.Uniform(3) + colour), z = Text(1e6f * one.Uniform(4));
            lines.Add($"{x},{one.Below(9, 5) - 4},{kinds[kind]},{one.Below(200, 6)},{colours[colour]},{z}");
        }
        File.WriteAllLines(file, lines);

        static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
    }
}
