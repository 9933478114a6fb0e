using NUnit.Framework;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;

namespace Scratch.Tests.Adversarial.Training.Callbacks;

/// <summary>
/// A training with every callback that remembers something, broken off after any update, ends as one that was not.
/// </summary>
public class CallbackResumeTests
{
    private static readonly double[] Values = [5, 4, 4.5, 3, 3.5, 2.9, 3.6, 3.7, 3.8, 3.9];

    [Test]
    public void Broken_off_after_any_update_all_callbacks_go_on_as_if_nothing_had_been()
    {
        using TemporaryFolder straight = new();
        Outcome expected = Run(straight, cancelAt: -1, resume: false);
        Assert.That(expected.Steps, Is.EqualTo(16),
            "early stopping ends it in the eighth epoch, or the test shows less than it should");
        Assert.That(expected.Rates, Does.Contain(5 * 0.5f), "the fifth epoch has half of its rate");
        for (int cancelAt = 1; cancelAt < expected.Steps; cancelAt++)
        {
            using TemporaryFolder folder = new();
            Outcome before = Run(folder, cancelAt, resume: false), after = Run(folder, cancelAt: -1, resume: true);
            string where = $"broken off after {cancelAt} updates";
            Assert.That(after.Files, Is.EqualTo(expected.Files), where);
            Assert.That(after.History, Is.EqualTo(expected.History), where);
            Assert.That((after.Weight, after.Stopped, after.Best),
                Is.EqualTo((expected.Weight, expected.Stopped, expected.Best)), where);
            Assert.That(before.Rates.Concat(after.Rates), Is.EqualTo(expected.Rates), where);
        }
    }

    private static Outcome Run(TemporaryFolder folder, int cancelAt, bool resume)
    {
        using var cancellation = new CancellationTokenSource();
        using FileStream csv = Open("csv"), json = Open("json"), events = Open("events");
        var step = new GivenStep();
        var history = new History();
        var stopping = new EarlyStopping { Patience = 2, RestoreBestWeights = true };
        var options = new CheckpointOptions();
        TrainingCallback[] callbacks =
        [
            new WeightAveraging(0.5f), history, stopping, new RateByEpoch(epoch => 1 + epoch),
                new ReduceOnPlateau { Patience = 1, Factor = 0.5f },
            new ModelCheckpoint((_, epoch) => folder.File($"model{epoch}")) { BestOf = "val_loss" },
            new MetricsWriter(csv, stepsOfWindow: 3), new JsonLinesWriter(json) { EverySteps = 3 },
            new TensorBoardWriter(events, new Clock()) { EverySteps = 3 },
            new LambdaCallback { Step = (in StepContext context, ReadOnlySpan<float> _) => CancelAt(context.Step + 1) },
        ];
        var loop = new TrainingLoop(step, 2, new()
        {
            BatchSize = 1,
            Epochs = Values.Length,
            Callbacks = callbacks,
            Validation = new GivenByEpoch(step),
            Checkpoints = resume ? CheckpointFolder.Resume(folder.Path, options, warning => Assert.Fail(warning))
                : new(folder.Path, options),
        });
        if (cancelAt > 0)
        {
            Assert.That(() => loop.Run(cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        }
        else
        {
            loop.Run();
        }
        string[] epochs = [.. history.Epochs.Select(e => $"{e.Stage} {e.Epoch} {string.Join(' ', e.Metrics)}")];
        csv.Flush();
        json.Flush();
        events.Flush();
        string[] files = [.. folder.Names()
            .Where(name => !name.StartsWith("checkpoint", StringComparison.Ordinal))
            .Select(name => $"{name} {Convert.ToHexString(ReadShared(folder.File(name)))}")];
        return new Outcome(files, epochs, step.Weight, stopping.StoppedEpoch, stopping.BestEpoch, step.Rates,
            step.Learners[0].Optimizer.Steps);

        FileStream Open(string name) =>
            new(folder.File(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

        void CancelAt(long done)
        {
            if (done == cancelAt)
            {
                cancellation.Cancel();
            }
        }
    }

    private static byte[] ReadShared(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed record Outcome(
        string[] Files, string[] History, float Weight, int Stopped, int Best, List<float> Rates, long Steps);

    /// <summary>The figure of an epoch by the optimizer's count of updates, which a resume gives back.</summary>
    private sealed class GivenByEpoch(GivenStep step) : IValidation
    {
        public IReadOnlyList<string> Metrics { get; } = ["val_loss"];

        public void Run(Span<double> metrics) => metrics[0] = Values[(int)(step.Learners[0].Optimizer.Steps / 2) - 1];
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
