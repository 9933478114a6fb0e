using NUnit.Framework;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Adversarial.Training;

namespace Scratch.Tests.Adversarial.Runs;

/// <summary>A run that was broken off, anywhere, and resumed ends with the bytes of one that never stopped.</summary>
public class ResumeTests
{
    private static IEnumerable<TestCaseData<RunConfiguration>> Configurations =>
    [
        new TestCaseData<RunConfiguration>(SmallRun.Configuration).SetArgDisplayNames("standard"),
        new TestCaseData<RunConfiguration>(SmallRun.Article).SetArgDisplayNames("article"),
        new TestCaseData<RunConfiguration>(SmallRun.Guarded).SetArgDisplayNames("guarded"),
        new TestCaseData<RunConfiguration>(SmallRun.Probed).SetArgDisplayNames("probed"),
        .. Enum.GetValues<GanVariant>().Select(
            game => new TestCaseData<RunConfiguration>(SmallRun.Playing(game)).SetArgDisplayNames(game.ToString())),
        new TestCaseData<RunConfiguration>(SmallRun.SemiSupervised).SetArgDisplayNames("few labels"),
        new TestCaseData<RunConfiguration>(SmallRun.FewLabelsAutoencoder).SetArgDisplayNames("few labels, autoencoder"),
    ];

    [TestCaseSource(nameof(Configurations))]
    public void Broken_off_after_any_update_and_resumed_it_ends_with_the_same_bytes(RunConfiguration configuration)
    {
        using TemporaryFolder data = new(), whole = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(configuration, source, whole.Path);
        string[] expected = Contents(whole);
        string[] trainings =
        [
            "prompts",
            "gan",
            .. configuration.Gan.EncoderEpochs > 0 ? ["encoder"] : (string[])[],
            .. configuration.Stages.Contains(RunStage.Classifier) ? ["classifier", "baseline"] : (string[])[],
        ];
        for (int updates = 1; updates <= 7 * trainings.Length; updates += 3) // 7 updates in each of the trainings
        {
            using var folder = new TemporaryFolder();
            BreakOff(configuration, source, folder.Path, new(folder.Path, new CheckpointOptions(Steps: 2)), updates);
            RunResult result = Resume(configuration, source, folder.Path);
            Assert.That(Contents(folder), Is.EqualTo(expected), $"broken off after {updates} updates");
            Assert.That(result.Report.Stages.Select(s => (s.Stage, s.Steps)),
                Is.EqualTo(trainings.Select(training => (training, 7L))));
            Assert.That(result.Report.Guard?.Epochs.Count, Is.EqualTo(configuration.Gan.Guard is null ? null : 1));
            Assert.That(result.Metrics,
                Has.Count.EqualTo(File.ReadAllLines(folder.File(RunFolder.MetricsFile)).Length - 1));
        }
    }

    [Test]
    public void Broken_off_again_and_again_it_ends_with_the_same_bytes()
    {
        using TemporaryFolder data = new(), whole = new(), folder = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(SmallRun.Configuration, source, whole.Path);
        BreakOff(SmallRun.Configuration, source, folder.Path, new(folder.Path, new CheckpointOptions()), updates: 4);
        for (int again = 0; again < 5; again++)
        {
            BreakOff(SmallRun.Configuration, source, folder.Path, Checkpoints(folder.Path), updates: 4);
        }
        Resume(SmallRun.Configuration, source, folder.Path);
        Assert.That(Contents(folder), Is.EqualTo(Contents(whole)));
    }

    [Test]
    public void A_run_broken_off_while_it_evaluates_trains_nothing_again()
    {
        using TemporaryFolder data = new(), whole = new(), folder = new();
        ImageSource source = SmallRun.WriteData(data, withTest: false);
        Assert.That(
            () => Run.Execute(SmallRun.Configuration, source, folder.Path, "", [],
                new CheckpointFolder(folder.Path, new CheckpointOptions())),
            Throws.TypeOf<FileNotFoundException>());
        SmallRun.WriteData(data);
        SmallRun.Execute(SmallRun.Configuration, source, whole.Path);
        var counter = new CancelAfter(int.MaxValue, new CancellationTokenSource());
        Run.Execute(SmallRun.Configuration, source, folder.Path, "", [counter], Checkpoints(folder.Path));
        Assert.That(counter.Updates, Is.Zero);
        Assert.That(Contents(folder), Is.EqualTo(Contents(whole)));
    }

    private static void BreakOff(
        RunConfiguration configuration, ImageSource source, string folder, CheckpointFolder checkpoints, int updates)
    {
        using var cancellation = new CancellationTokenSource();
        var cancel = new CancelAfter(updates, cancellation);
        Assert.That(
            () => Run.Execute(configuration, source, folder, "", [cancel], checkpoints,
                cancellation: cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static RunResult Resume(RunConfiguration configuration, ImageSource source, string folder) =>
        Run.Execute(configuration, source, folder, "", [], Checkpoints(folder));

    private static CheckpointFolder Checkpoints(string folder) =>
        CheckpointFolder.Resume(folder, new CheckpointOptions(), warning => Assert.Fail(warning));

    private static string[] Contents(TemporaryFolder folder) =>
        [.. folder.Names()
            .Where(name => name is RunFolder.MetricsFile
                || (name.EndsWith(".safetensors", StringComparison.Ordinal)
                && !name.StartsWith("checkpoint", StringComparison.Ordinal)))
            .Select(name => $"{name} {Convert.ToHexString(File.ReadAllBytes(folder.File(name)))}")];

    private sealed class CancelAfter(int updates, CancellationTokenSource source) : TrainingCallback
    {
        public int Updates { get; private set; }

        public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
        {
            if (++Updates == updates)
            {
                source.Cancel();
            }
        }
    }
}
