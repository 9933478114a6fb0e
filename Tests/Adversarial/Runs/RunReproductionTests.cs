using NUnit.Framework;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Engine;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Runs;

/// <summary>The same seed and data give the same bytes, on any number of threads.</summary>
[NonParallelizable]
public class RunReproductionTests
{
    private static IEnumerable<TestCaseData<RunConfiguration>> Configurations =>
    [
        new TestCaseData<RunConfiguration>(SmallRun.Configuration).SetArgDisplayNames("standard"),
        new TestCaseData<RunConfiguration>(SmallRun.Article).SetArgDisplayNames("article"),
        .. Enum.GetValues<GanVariant>().Select(
            game => new TestCaseData<RunConfiguration>(SmallRun.Playing(game)).SetArgDisplayNames(game.ToString())),
        new TestCaseData<RunConfiguration>(SmallRun.SemiSupervised).SetArgDisplayNames("few labels"),
    ];

    [TestCaseSource(nameof(Configurations))]
    public void Every_model_and_metric_is_the_same_to_the_last_byte(RunConfiguration configuration)
    {
        using var threads = new PoolThreads(1);
        using var data = new TemporaryFolder();
        ImageSource source = SmallRun.WriteData(data);
        Dictionary<string, string> expected = Run(configuration, source);
        Assert.That(expected, Has.Count.EqualTo(configuration.Stages.Contains(RunStage.Classifier) ? 6 : 5));
        foreach (int count in new[] { 1, 2, 3 })
        {
            WorkerPool.Threads = count;
            Dictionary<string, string> actual = Run(configuration, source);
            foreach (string name in expected.Keys)
            {
                Assert.That(actual[name], Is.EqualTo(expected[name]), $"{name} on {count} threads");
            }
        }
    }

    [Test]
    public void Another_seed_gives_other_bytes_everywhere()
    {
        using var data = new TemporaryFolder();
        ImageSource source = SmallRun.WriteData(data);
        Dictionary<string, string> first = Run(SmallRun.Configuration, source),
            second = Run(SmallRun.Configuration with { Seed = 1 }, source);
        foreach (string name in first.Keys)
        {
            Assert.That(second[name], Is.Not.EqualTo(first[name]), name);
        }
    }

    /// <summary>The files that must not differ, as text.</summary>
    private static Dictionary<string, string> Run(RunConfiguration configuration, ImageSource source)
    {
        using var folder = new TemporaryFolder();
        SmallRun.Execute(configuration, source, folder.Path);
        return folder.Names()
            .Where(name => name.EndsWith(".safetensors", StringComparison.Ordinal) || name == RunFolder.MetricsFile)
            .ToDictionary(name => name, name => Convert.ToHexString(File.ReadAllBytes(folder.File(name))));
    }
}
