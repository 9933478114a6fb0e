using System.Text.RegularExpressions;
using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Cli.Sharding;

/// <summary>Measurements whose examples several processes share, and the reports that are merged of them.</summary>
public sealed partial class ShardTests
{
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Write()
    {
        _folder = new();
        SmallDigits.Write(_folder.Path);
        WriteModel("model", seed: 1);
        WriteModel("other", seed: 2);
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [TestCase(1, "attack --attack pgd --steps 5 --seed 3")]
    [TestCase(3, "attack --attack pgd --steps 5 --seed 3")]
    [TestCase(7, "attack --attack pgd --steps 5 --seed 3")]
    [TestCase(3, "attack --attack deepfool --targeted 2 --count 50")]
    [TestCase(70, "attack --attack square --queries 20 --count 50")]
    [TestCase(3, "evaluate")]
    [TestCase(2, "evaluate --attacks pgd,deepfool,square,pgd --epsilons 0.02,0.1 --steps 3 --count 40")]
    public void What_is_merged_of_shards_is_what_the_whole_command_prints(int shards, string line)
    {
        string[] command = Command(line);
        string[] parts = [.. Enumerable.Range(1, shards).Select(i => Part(command, i, shards))];
        string[] inAnyOrder = [.. parts.Reverse()];
        foreach (string[] form in new[] { [], new[] { "--json" } })
        {
            (int exitCode, string whole, string error) = CommandLine.Run([.. command, .. form]);
            Assert.That(exitCode, Is.Zero, error);
            (exitCode, string merged, error) = CommandLine.Run(["merge", .. inAnyOrder, .. form]);
            Assert.That(exitCode, Is.Zero, error);
            Assert.That(WithoutTimes(merged), Is.EqualTo(WithoutTimes(whole)));
        }
    }

    [Test]
    public void Moved_examples_are_merged_too_and_the_report_goes_into_a_file()
    {
        string saved = _folder.File("moved.npz"), report = _folder.File("report.json"), text = _folder.File("r.txt");
        string[] command = [.. Command("attack --attack fgsm --count 40"), "--save", saved];
        (_, string whole, string error) = CommandLine.Run([.. command, "--json"]);
        byte[] moved = File.ReadAllBytes(saved);
        File.Delete(saved);
        string[] parts = [Part(command, 1, 2), Part(command, 2, 2)];
        Assert.That(File.Exists(saved), Is.False, "a part has them");
        Assert.That(CommandLine.Run(["merge", .. parts, "--out", report]).ExitCode, Is.Zero, error);
        Assert.That(File.ReadAllText(report), Is.EqualTo(whole));
        Assert.That(File.ReadAllBytes(saved), Is.EqualTo(moved));
        Assert.That(CommandLine.Run(["merge", .. parts, "--out", text]).ExitCode, Is.EqualTo(2), "moved.npz is there");
        Assert.That(File.Exists(text), Is.False);
        Assert.That(CommandLine.Run(["merge", .. parts, "--out", text, "--overwrite"]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(text), Does.StartWith("fgsm"));
        File.Delete(saved);
    }

    [TestCase("attack --attack pgd --steps 2 --seed 4", "model", 2, 2, "it is of 'attack --attack pgd --count 30 ")]
    [TestCase("attack --attack pgd --steps 2", "other", 2, 2, "it is of 'attack ")]
    [TestCase("attack --attack pgd --steps 2", "model", 2, 3, "it is shard 2/3, but ")]
    [TestCase("attack --attack pgd --steps 2", "model", 1, 2, "it is shard 1/2, as ")]
    public void Parts_that_do_not_belong_together_are_refused(
        string line, string model, int shard, int shards, string difference)
    {
        string first = Part(Command("attack --attack pgd --steps 2 --count 30"), 1, 2, "first"),
            second = Part(Command($"{line} --count 30", model), shard, shards, "second");
        (int exitCode, string output, string error) = CommandLine.Run("merge", first, second);
        Assert.That((exitCode, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.StartWith($"scratch: {second}: {difference}").And.Contain(first));
        Assert.That(error.Split('\n'), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_missing_part_another_file_and_a_model_that_has_changed_are_refused()
    {
        string changing = _folder.File("changing.safetensors");
        WriteModel("changing", seed: 5);
        string[] command = Command("attack --attack fgsm --count 30", "changing");
        string[] parts = [Part(command, 1, 3), Part(command, 3, 3)];
        Refused($"{parts[0]}: of its 3 shards, 2 is missing; expected all.", parts);
        Refused($"{changing}: no readable zip archive", changing);
        string npz = _folder.File("foreign.npz");
        NpzFile.Write(npz, new NpyArray("label", new[] { 1 }));
        Refused($"{npz}: this is no part of a measurement; expected one that --shard wrote.", npz);
        Refused("nowhere.npz", _folder.File("nowhere.npz"));
        string whole = Part(command, 1, 1);
        byte[] content = File.ReadAllBytes(whole);
        File.WriteAllBytes(whole, content[..^100]);
        Refused($"{whole}: ", whole);
        File.WriteAllBytes(whole, content);
        WriteModel("changing", seed: 6);
        Refused($"{whole}: its model is ", whole);

        static void Refused(string message, params string[] parts)
        {
            (int exitCode, string output, string error) = CommandLine.Run(["merge", .. parts]);
            Assert.That((exitCode, output), Is.EqualTo((1, "")));
            Assert.That(error, Does.Contain(message));
            Assert.That(error.Split('\n'), Has.Length.EqualTo(2));
        }
    }

    [TestCase("--shard 2", "--shard is '2'; expected I/N, such as 2/7, the second of seven shards")]
    [TestCase("--shard 0/3", "--shard is 0/3; expected I/N")]
    [TestCase("--shard 4/3", "--shard is 4/3; expected I/N")]
    [TestCase("--shard 2/3", "--shard makes a part; expected --out with a file .npz beside it")]
    [TestCase("--out x.npz", "--out is for a part; expected --shard beside it")]
    [TestCase("--shard 2/3 --out x.json", "--out: x.json: expected a file .npz")]
    public void A_shard_that_there_is_not_is_refused(string options, string message)
    {
        (int exitCode, _, string error) =
            CommandLine.Run([.. Command("attack --attack fgsm"), .. options.Split(' ')]);
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain(message));
    }

    private string Part(string[] command, int shard, int shards, string name = "part")
    {
        string part = _folder.File($"{name}-{shard}-{shards}.npz");
        (int exitCode, string output, string error) =
            CommandLine.Run([.. command, "--shard", $"{shard}/{shards}", "--out", part]);
        Assert.That((exitCode, output), Is.EqualTo((0, "")), error);
        return part;
    }

    private string[] Command(string line, string model = "model") =>
        [.. line.Split(' '), "--model", _folder.File($"{model}.safetensors"), "--data", _folder.Path];

    private void WriteModel(string name, ulong seed)
    {
        var network = new Network(784, new Dense(784, 24, Initialisers.HeNormal), new Relu(), new Dense(24, 10));
        network.Initialise(new RandomStream(seed));
        ModelFile.Write(_folder.File($"{name}.safetensors"), network);
    }

    /// <summary>Wall-clock times are those of the machines.</summary>
    private static string WithoutTimes(string report) => Times().Replace(report, "$1");

    [GeneratedRegex("(\"seconds\": )[^,\n]*")]
    private static partial Regex Times();
}
