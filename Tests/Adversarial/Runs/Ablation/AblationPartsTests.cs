using NUnit.Framework;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Ablation;
using Scratch.Adversarial.Sharding;
using Scratch.Tests.Cli;

namespace Scratch.Tests.Adversarial.Runs.Ablation;

/// <summary>An ablation whose classifiers several processes share.</summary>
public class AblationPartsTests
{
    [Test]
    public void What_is_joined_of_shards_is_the_whole_ablation()
    {
        using TemporaryFolder data = new(), runs = new();
        SmallDigits.Write(data.Path);
        AblationOptions options = AblationStudyTests.Options with { Data = data.Path, Rates = [1e-3f] };
        var source = ImageSource.Parse(data.Path);
        string digest = source.OpenTraining().Digest();
        AblationReport whole = Study(runs.File("whole"), null).Run(source);
        foreach (int shards in new[] { 1, 3, 7 })
        {
            string[] parts = [.. Enumerable.Range(1, shards).Select(i => runs.File($"{i}-of-{shards}"))];
            for (int i = 0; i < shards; i++)
            {
                Study(parts[i], new Shard(i + 1, shards)).Train(source, new Shard(i + 1, shards));
            }
            string joined = runs.File($"joined-{shards}");
            AblationParts opened = AblationParts.Open([.. parts.Reverse()]);
            AblationFolder folder = opened.Join(joined, digest);
            int trainings = 0;
            AblationReport report = new AblationStudy(opened.Configuration, opened.Options, folder,
                [new Scratch.Adversarial.Training.LambdaCallback { Start = _ => trainings++ }]).Run(source);
            Assert.That(trainings, Is.Zero, "all were trained in the parts");
            Assert.That(Files(joined), Is.EqualTo(Files(runs.File("whole"))), $"{shards} shards");
            Assert.That(report.Steps, Is.EqualTo(whole.Steps));
        }

        AblationStudy Study(string folder, Shard? shard) => new(
            AblationStudyTests.Configuration, options,
            new AblationFolder(folder, options, AblationStudyTests.Configuration, digest, shard), []);
    }

    [Test]
    public void Folders_that_do_not_belong_together_are_refused()
    {
        using TemporaryFolder runs = new();
        string first = Begin("first", new Shard(1, 2)), whole = Begin("whole", null);
        Refused("it is shard 1/2, as ", first, Begin("again", new Shard(1, 2)));
        Refused("it is shard 2/3, but ", first, Begin("third", new Shard(2, 3)));
        Refused("an ablation with other options than ", first, Begin("options", new Shard(2, 2), epochs: 2));
        Refused("an ablation with other data than ", first, Begin("data", new Shard(2, 2), digest: "2-00000000"));
        Refused("of its 2 shards, 2 is missing", first);
        Refused("this is no part of an ablation", first, whole);
        Refused("this is no part of an ablation", runs.Path);
        string second = Begin("second", new Shard(2, 2));
        AblationParts parts = AblationParts.Open([first, second]);
        Assert.That(() => parts.Join(runs.File("joined"), "1-00000000"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected the part to be finished"));
        Assert.That(() => parts.Join(runs.File("joined"), "3-00000000"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("its data is 1-00000000, but that of"));
        Assert.That(Directory.Exists(runs.File("joined")), Is.False);
        Assert.That(() => Begin("first", null), Throws.InstanceOf<IOException>().With.Message.Contains("other shard"));
        Assert.That(() => Begin("whole", new Shard(1, 2)),
            Throws.InstanceOf<IOException>().With.Message.Contains("other shard"));

        string Begin(string name, Shard? shard, int epochs = 1, string digest = "1-00000000")
        {
            _ = new AblationFolder(runs.File(name), AblationStudyTests.Options with { Epochs = epochs },
                AblationStudyTests.Configuration, digest, shard);
            return runs.File(name);
        }

        static void Refused(string message, params string[] folders) => Assert.That(
            () => AblationParts.Open(folders),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(folders[^1]).And.Message.Contains(message));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(14)]
    [TestCase(20)]
    public void Shards_have_each_classifier_once(int shards)
    {
        IReadOnlyList<AblationArm> arms = AblationArm.All(AblationStudyTests.Configuration.Classifier.Mixture);
        (ulong Seed, AblationArm Arm)[][] own = [.. Enumerable.Range(1, shards)
            .Select(i => AblationParts.Own(AblationStudyTests.Options, arms, new Shard(i, shards)))];
        Assert.That(own.SelectMany(one => one),
            Is.EqualTo(AblationStudyTests.Options.Seeds.SelectMany(seed => arms.Select(arm => (seed, arm)))));
        Assert.That(own.Max(one => one.Length) - own.Min(one => one.Length), Is.LessThanOrEqualTo(1));
    }

    private static (string Name, string Content)[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(folder, file), Convert.ToHexString(File.ReadAllBytes(file))))];
}
