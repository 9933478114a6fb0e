using NUnit.Framework;

namespace Scratch.Tests.Cli;

/// <summary>What the tool says of options and files that it can't use: one line, the right exit code, no stack trace.</summary>
public class UsageTests
{
    [TestCase("train --epochs x", "--epochs is 'x'")]
    [TestCase("train --epochs 0", "--epochs is '0'")]
    [TestCase("train --epochs 1,2", "--epochs is '1,2'")]
    [TestCase("train --preset nonsense", "expected default, gan, article")]
    [TestCase("train --stages prompts,nonsense", "--stages: there is no 'nonsense'; expected prompts, samples, classifier, baseline")]
    [TestCase("train --stages samples", "expected the stage prompts, or a run to start from")]
    [TestCase("train --threads 0", "--threads is 0; expected 1 to 256")]
    [TestCase("train --threads many", "many")]
    [TestCase("train --seed -1", "-1")]
    [TestCase("train --learning-rate 0", "--learning-rate is 0")]
    [TestCase("train --learning-rate NaN", "--learning-rate is NaN")]
    [TestCase("train --optimizer newton", "expected adam or sgd")]
    [TestCase("train --schedule never", "expected constant or inverse-sqrt or cosine")]
    [TestCase("train --prompt-loss mine", "expected standard or article")]
    [TestCase("train --generator-loss mine", "expected nonsaturating or minimax or article")]
    [TestCase("train --nonsense", "--nonsense")]
    [TestCase("train --checkpoint-steps 0", "--checkpoint-steps is 0")]
    [TestCase("train --checkpoint-minutes 0", "--checkpoint-minutes is 0")]
    [TestCase("train --resume x --epochs 2", "--epochs can't be changed by --resume")]
    [TestCase("train --resume x --out y", "--out can't be changed by --resume")]
    [TestCase("generate x --count 0", "--count is 0")]
    [TestCase("evaluate", "argument missing")]
    [TestCase("dance", "dance")]
    public void BadUsageIsNamedAndExitsWith2(string line, string expected)
    {
        (int exitCode, string output, string error) = CommandLine.Run(line.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(exitCode, Is.EqualTo(2), error);
            Assert.That(error, Does.StartWith("scratch: ").And.Contains(expected).And.Not.Contains("   at "));
            Assert.That(output, Is.Empty);
        });
    }

    [TestCase("evaluate /nonexistent-run", "/nonexistent-run")]
    [TestCase("generate /nonexistent-run", "/nonexistent-run")]
    [TestCase("prompts /nonexistent-run", "/nonexistent-run")]
    [TestCase("train --data /nonexistent-data", "/nonexistent-data: no such folder")]
    [TestCase("train --out /dev/null/run", "/dev/null/run")]
    [TestCase("train --out /proc/run", "/proc/run")]
    public void AFailureIsOneLineAndExitsWith1(string line, string expected)
    {
        (int exitCode, string output, string error) = CommandLine.Run(line.Split(' '));
        AssertOneLine(exitCode, error, expected);
        Assert.That(output, Is.Empty);
    }

    [Test]
    public void DamagedDataIsNamedWithThePlace()
    {
        using TemporaryFolder folder = new();
        SmallDigits.Write(folder.Path);
        string images = folder.File("train-images-idx3-ubyte");
        File.WriteAllBytes(images, File.ReadAllBytes(images)[..5000]);
        (int exitCode, _, string error) = CommandLine.Run("train", "--data", folder.Path, "--out", folder.File("run"));
        AssertOneLine(exitCode, error, "train-images-idx3-ubyte");
        Assert.That(folder.Names().Where(name => name.StartsWith("run", StringComparison.Ordinal)), Is.Empty, "a failed run left something");
    }

    [Test]
    public void AnExistingRunIsRefusedAndLeftAlone()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("run"));
        File.WriteAllText(folder.File("run/config.json"), "mine");
        (int exitCode, _, string error) = CommandLine.Run("train", "--out", folder.File("run"));
        AssertOneLine(exitCode, error, "--overwrite");
        Assert.That(File.ReadAllText(folder.File("run/config.json")), Is.EqualTo("mine"));
    }

    [Test]
    public void AFolderThatIsNoRunIsNotOverwritten()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("letter.txt"), "dear");
        (int exitCode, _, string error) = CommandLine.Run("train", "--out", folder.Path, "--overwrite");
        AssertOneLine(exitCode, error, "no run");
        Assert.That(folder.Names(), Is.EqualTo(new[] { "letter.txt" }));
    }

    [Test]
    public void HelpListsEveryCommandAndExitsWith0()
    {
        (int exitCode, string output, _) = CommandLine.Run("--help");
        Assert.That(exitCode, Is.Zero);
        foreach (string command in new[] { "train", "evaluate", "generate", "prompts", "gradcheck" })
        {
            Assert.That(output, Does.Contain(command));
        }
    }

    [Test]
    public void GradCheckPassesAndPrintsATable()
    {
        (int exitCode, string output, _) = CommandLine.Run("gradcheck");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("Dense").And.Contains("0 failed"));
    }

    [Test]
    public void GradCheckTakesOneLayer()
    {
        (int exitCode, string output, _) = CommandLine.Run("gradcheck", "--layer", "batchnormalisation");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("BatchNormalisation").And.Contains("6 passed, 0 failed").And.Not.Contains("Dense"));
        (exitCode, _, string error) = CommandLine.Run("gradcheck", "--layer", "Conv");
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain("Conv").And.Contains("Gelu"));
    }

    private static void AssertOneLine(int exitCode, string error, string expected) => Assert.Multiple(() =>
    {
        Assert.That(exitCode, Is.EqualTo(1), error);
        Assert.That(error, Does.Contain(expected).And.Not.Contains("   at "));
        Assert.That(error.TrimEnd('\n').Split('\n')[^1], Does.StartWith("scratch: "));
    });
}
