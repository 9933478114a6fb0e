using NUnit.Framework;
using Scratch.Adversarial.Training;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Training;

public class TrainingLoopTests
{
    private const int Examples = 23, BatchSize = 5, Epochs = 3, Batches = 5;

    [Test]
    public void Every_epoch_has_every_example_once_and_a_last_batch_of_what_is_left()
    {
        RecordingStep step = Run();
        Assert.That(step.Batches, Has.Count.EqualTo(Epochs * Batches));
        foreach (int[][] epoch in step.Batches.Chunk(Batches))
        {
            Assert.That(epoch.Select(b => b.Length), Is.EqualTo([5, 5, 5, 5, 3]));
            Assert.That(epoch.SelectMany(b => b), Is.EquivalentTo(Enumerable.Range(0, Examples)));
        }
    }

    [Test]
    public void Epochs_are_shuffled_differently_and_the_same_seed_shuffles_alike()
    {
        int[][] first = Orders(Run(seed: 1)), again = Orders(Run(seed: 1)), other = Orders(Run(seed: 2));
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
        Assert.That(first.Append([.. Enumerable.Range(0, Examples)]).Select(o => string.Join(' ', o)), Is.Unique);
    }

    [Test]
    public void A_step_knows_where_it_stands_and_has_a_stream_of_its_own()
    {
        RecordingStep step = Run();
        Assert.That(step.Contexts.Select(c => c.Step), Is.EqualTo(Enumerable.Range(0, 15)));
        Assert.That(step.Contexts.Select(c => c.Epoch), Is.EqualTo(Enumerable.Range(0, 15).Select(i => i / Batches)));
        Assert.That(step.Contexts.Select(c => c.TotalSteps), Is.All.EqualTo(15));
        Assert.That(step.Contexts.Select(c => c.Random), Is.Unique);
    }

    [Test]
    public void Callbacks_hear_of_everything_in_order()
    {
        var log = new List<string>();
        var step = new RecordingStep(s => [s, 2 * s], "one", "two");
        TrainingLoop.Run(step, 7, 4, 2, new RandomStream(1), [new Log("a", log), new Log("b", log)]);
        string[] expected =
        [
            "start recording one,two 2x2",
            "step 0 [0, 0]", "step 1 [1, 2]", "epoch 0 [0.42857142857142855, 0.8571428571428571]", // 4 examples, and 3
            "step 2 [2, 4]", "step 3 [3, 6]", "epoch 1 [2.4285714285714284, 4.857142857142857]",
            "end",
        ];
        Assert.That(log, Is.EqualTo(expected.SelectMany(line => new[] { $"a {line}", $"b {line}" })));
    }

    [Test]
    public void No_epochs_are_a_start_and_an_end()
    {
        var log = new List<string>();
        TrainingLoop.Run(new RecordingStep(_ => [0], "one"), 7, 4, 0, new RandomStream(1), [new Log("a", log)]);
        Assert.That(log, Is.EqualTo(["a start recording one 0x2", "a end"]));
    }

    [Test]
    public void Cancellation_is_heard_before_the_next_step()
    {
        using var source = new CancellationTokenSource();
        var step = new RecordingStep(
            s =>
            {
                if (s == 6)
                {
                    source.Cancel();
                }
                return [0];
            },
            "one");
        Assert.That(
            () => TrainingLoop.Run(step, Examples, BatchSize, Epochs, new RandomStream(1), [], source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(step.Batches, Has.Count.EqualTo(7));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void A_figure_that_is_no_number_ends_the_training_and_says_where(float figure)
    {
        var step = new RecordingStep(s => [1, s == 7 ? figure : 1], "one", "two");
        Assert.That(
            () => TrainingLoop.Run(step, Examples, BatchSize, Epochs, new RandomStream(1), []),
            Throws.TypeOf<NonFiniteException>()
                .With.Message.StartsWith($"Stage recording: two became {figure} in epoch 2, batch 3, step 8."));
    }

    [TestCase(0, 1, 1)]
    [TestCase(1, 0, 1)]
    [TestCase(1, -1, 1)]
    [TestCase(1, 1, -1)]
    public void Numbers_out_of_range_are_refused(int examples, int batchSize, int epochs) => Assert.That(
        () => TrainingLoop.Run(new RecordingStep(_ => []), examples, batchSize, epochs, default, []),
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static RecordingStep Run(ulong seed = 1)
    {
        var step = new RecordingStep(_ => [0], "one");
        TrainingLoop.Run(step, Examples, BatchSize, Epochs, new RandomStream(seed), []);
        return step;
    }

    private static int[][] Orders(RecordingStep step) =>
        [.. step.Batches.Chunk(Batches).Select(epoch => epoch.SelectMany(b => b).ToArray())];

    private sealed class Log(string name, List<string> lines) : TrainingCallback
    {
        public override void OnStart(TrainingPlan plan) =>
            lines.Add($"{name} start {plan.Stage} {string.Join(',', plan.Metrics)} {plan.Epochs}x{plan.StepsPerEpoch}");

        public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics) =>
            lines.Add($"{name} step {context.Step} [{string.Join(", ", metrics.ToArray())}]");

        public override void OnEpoch(int epoch, ReadOnlySpan<double> means) =>
            lines.Add($"{name} epoch {epoch} [{string.Join(", ", means.ToArray())}]");

        public override void OnEnd() => lines.Add($"{name} end");
    }
}
