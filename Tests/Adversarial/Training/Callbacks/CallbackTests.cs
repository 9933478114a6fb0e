using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Training.Callbacks;

/// <summary>Callbacks over a training whose figures are given, so that what they should do can be counted on fingers.</summary>
public class CallbackTests
{
    [Test]
    public void History_has_the_figures_of_every_epoch()
    {
        var history = new History();
        Run([3, 1, 2], history);
        Assert.That(history["val_loss"], Is.EqualTo([3.0, 1.0, 2.0]));
        Assert.That(history.Epochs.Select(e => (e.Stage, e.Epoch, e.Metrics["index"])),
            Is.EqualTo([("given", 0, 0.5), ("given", 1, 2.5), ("given", 2, 4.5)]));
    }

    // Worked by hand: the first figure is always better; the training ends after so many epochs without a better one.
    [TestCase(new double[] { 5, 4, 4, 4, 4, 1 }, 2, 0, 3, 1)]
    [TestCase(new double[] { 5, 4, 4, 4, 4, 1 }, 0, 0, 2, 1)]
    [TestCase(new double[] { 5, 4, 4, 4, 4, 1 }, 1, 0, 2, 1)]
    [TestCase(new double[] { 5, 4, 3.5, 3.2, 3, 2 }, 2, 1, 4, 2)]
    [TestCase(new double[] { 5, 4, 3, 2, 1, 0 }, 1, 0, -1, 5)]
    public void Early_stopping_ends_a_training_that_gets_no_better(
        double[] values, int patience, double minDelta, int stopped, int best)
    {
        var stopping = new EarlyStopping { Patience = patience, MinDelta = minDelta, RestoreBestWeights = true };
        GivenStep step = Run(values, stopping);
        Assert.That((stopping.StoppedEpoch, stopping.BestEpoch), Is.EqualTo((stopped, best)));
        Assert.That(step.Updates, Is.EqualTo(2 * (stopped < 0 ? values.Length : stopped + 1)));
        Assert.That(step.Weight, Is.EqualTo(2 * (best + 1)),
            "the weights of the best epoch: one more for every update");
    }

    [Test]
    public void Early_stopping_looks_at_the_baseline_the_goal_and_the_first_epoch()
    {
        var baseline = new EarlyStopping { Patience = 2, Baseline = 2 };
        Run([5, 4, 3, 2], baseline);
        Assert.That(baseline.StoppedEpoch, Is.EqualTo(1), "better than before, but not than the baseline");
        var highest = new EarlyStopping { Patience = 1, Goal = Goal.Highest };
        Run([1, 2, 1], highest);
        Assert.That((highest.BestEpoch, highest.StoppedEpoch), Is.EqualTo((1, 2)));
        var late = new EarlyStopping { Patience = 1, StartFromEpoch = 2 };
        Run([1, 5, 4, 3, 3], late);
        Assert.That((late.BestEpoch, late.StoppedEpoch), Is.EqualTo((3, 4)));
        Assert.That(() => Run([1], new EarlyStopping("val_los")),
            Throws.ArgumentException.With.Message.Contains("val_los").And.Message.Contains("val_loss"));
    }

    [Test]
    public void Accuracies_are_better_when_higher_and_losses_when_lower()
    {
        var accuracy = new EarlyStopping("val_accuracy") { Patience = 1 };
        new TrainingLoop(new GivenStep(), 2,
            new()
            {
                BatchSize = 1,
                Epochs = 3,
                Callbacks = [accuracy],
                Validation = new Given([1, 2, 3], "val_accuracy")
            }).Run();
        Assert.That(accuracy.BestEpoch, Is.EqualTo(2));
    }

    [Test]
    public void Model_checkpoints_are_written_every_so_often_or_for_the_best()
    {
        using var folder = new TemporaryFolder();
        Run([5, 4, 6, 3], Saver("every") with { EveryEpochs = 2 });
        Run([5, 4, 6, 3], Saver("best") with { BestOf = "val_loss" });
        Run([5, 4, 6, 3], Saver("below") with { BestOf = "val_loss", InitialThreshold = 4 });
        Run([5, 4], Saver("steps") with { EverySteps = 3 });
        Assert.That(folder.Names(), Is.EqualTo(
            ["below-given-3", "best-given-0", "best-given-1", "best-given-3", "every-given-1", "every-given-3",
                "steps-given-1"]));
        Assert.That(ModelFile.Read(folder.File("best-given-1")).Parameters.Values[0], Is.EqualTo(4),
            "after two epochs of two updates");

        Options Saver(string name) => new(folder, name);
    }

    [Test]
    public void A_rate_by_the_epoch_multiplies_the_schedules()
    {
        GivenStep step = Run([0, 0, 0], new RateByEpoch(epoch => epoch + 1), new RateByEpoch(_ => 10));
        Assert.That(step.Rates, Is.EqualTo([10f, 10, 20, 20, 30, 30]));
    }

    [Test]
    public void On_a_plateau_the_rate_falls_and_not_below_its_least()
    {
        // Two epochs without a better figure: a tenth; one epoch of cooling; then two again, and the floor.
        var reduce = new ReduceOnPlateau { Patience = 2, Cooldown = 1, MinFactor = 0.05f };
        GivenStep step = Run([5, 5, 5, 5, 5, 5, 5], reduce);
        Assert.That(step.Rates.Where((_, i) => i % 2 == 0), Is.EqualTo([1f, 1, 1, 0.1f, 0.1f, 0.1f, 0.05f]));
        GivenStep better = Run([5, 4, 3, 2, 1], new ReduceOnPlateau { Patience = 1 });
        Assert.That(better.Rates, Is.All.EqualTo(1));
    }

    [Test]
    public void Averaged_weights_stand_in_while_figures_are_taken_and_at_the_end()
    {
        // w = 1, 2, 3, 4 after the updates; average from the first on with β = 1/2: 1, 3/2, 9/4, 25/8.
        var seen = new List<float>();
        GivenStep step = new();
        var look = new LambdaCallback { Epoch = (_, _) => seen.Add(step.Weight) };
        new TrainingLoop(step, 2, new() { BatchSize = 1, Epochs = 2, Callbacks = [new WeightAveraging(0.5f), look] })
            .Run();
        Assert.That(seen, Is.EqualTo([3 / 2f, 25 / 8f]));
        Assert.That(step.Weight, Is.EqualTo(25 / 8f));
        GivenStep apart = new();
        new TrainingLoop(apart, 2,
            new() { BatchSize = 1, Epochs = 2, Callbacks = [new WeightAveraging(0.5f) { SwapAtEnd = false }] }).Run();
        Assert.That(apart.Weight, Is.EqualTo(4));
    }

    [Test]
    public void Running_statistics_belong_to_the_best_weights_and_to_the_average()
    {
        // Figures that get worse from the second epoch on, so that the best weights are those of the first.
        Network network = Normalised(out Model model);
        float[] best = [];
        var states = new List<float[]>();
        var look = new LambdaCallback
        {
            Epoch = (epoch, _) =>
                best = epoch == 0 ? [.. network.State.Values.ToArray(), .. network.Parameters.Values.ToArray()] : best,
            Step = (in StepContext _, ReadOnlySpan<float> _) => states.Add(network.State.Values.ToArray()),
        };
        var options = new FitOptions { BatchSize = 20, Epochs = 3 };
        model.Fit(Toys.Images(40),
            options with
            {
                Callbacks =
            [new EarlyStopping("loss") { Goal = Goal.Highest, Patience = 9, RestoreBestWeights = true }, look]
            });
        Assert.That(network.State.Values.ToArray(), Is.Not.EqualTo(states[^1]));
        Assert.That(network.State.Values.ToArray().Concat(network.Parameters.Values.ToArray()), Is.EqualTo(best));

        states.Clear();
        Normalised(out model);
        network = model.Network;
        model.Fit(Toys.Images(40), options with { Callbacks = [new WeightAveraging(0.5f), look] });
        float[] average = states[0];
        foreach (float[] state in states.Skip(1))
        {
            average = [.. average.Zip(state, (a, s) => a + (0.5f * (s - a)))];
        }
        Assert.That(network.State.Values.ToArray(), Is.EqualTo(average));
    }

    [Test]
    public void A_lambda_hears_of_everything_and_may_end_the_training()
    {
        var log = new List<string>();
        int updates = 0;
        Run([1, 1, 1], new LambdaCallback
        {
            Start = plan => log.Add($"start {plan.Stage}"),
            Step = (in StepContext context, ReadOnlySpan<float> _) =>
                log.Add($"step {updates = (int)context.Step + 1}"),
            Epoch = (epoch, means) => log.Add($"epoch {epoch} {means[1]}"),
            End = () => log.Add("end"),
            Stop = () => updates == 3,
        });
        Assert.That(log, Is.EqualTo(["start given", "step 1", "step 2", "epoch 0 1", "step 3", "end"]));
    }

    [Test]
    public void Json_lines_are_one_object_for_every_epoch_and_update_asked_for()
    {
        using var stream = new MemoryStream();
        Run([0.25, double.NaN], new JsonLinesWriter(stream) { EverySteps = 3 });
        Assert.That(System.Text.Encoding.UTF8.GetString(stream.ToArray()), Is.EqualTo("""
            {"of":"epoch","stage":"given","epoch":0,"step":2,"index":0.5,"val_loss":0.25}
            {"of":"update","stage":"given","epoch":1,"step":3,"index":2}
            {"of":"epoch","stage":"given","epoch":1,"step":4,"index":2.5,"val_loss":null}

            """));
    }

    private static Network Normalised(out Model model)
    {
        var network = new Network(
            30, new Dense(30, 8), new BatchNormalisation(8), new Relu(), new Dense(8, Toys.Classes));
        network.Initialise(new RandomStream(1));
        model = new Model(network, new SoftmaxCrossEntropy(), new Sgd(network.Parameters), new ConstantSchedule(0.1f));
        return network;
    }

    private static GivenStep Run(double[] values, params TrainingCallback[] callbacks)
    {
        var step = new GivenStep();
        new TrainingLoop(step, 2,
            new() { BatchSize = 1, Epochs = values.Length, Callbacks = callbacks, Validation = new Given(values) })
            .Run();
        return step;
    }

    private static GivenStep Run(double[] values, Options options) => Run(values, options.Create());

    private sealed record Options(TemporaryFolder Folder, string Name)
    {
        public string? BestOf { get; init; }

        public double? InitialThreshold { get; init; }

        public int EveryEpochs { get; init; } = 1;

        public long? EverySteps { get; init; }

        public ModelCheckpoint Create() => new((learner, epoch) => Folder.File($"{Name}-{learner}-{epoch}"))
        {
            BestOf = BestOf,
            InitialThreshold = InitialThreshold,
            EveryEpochs = EveryEpochs,
            EverySteps = EverySteps,
        };
    }
}
