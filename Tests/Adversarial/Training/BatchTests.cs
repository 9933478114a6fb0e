using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Training;

/// <summary>Batches that are short, broken, or not what a loss takes.</summary>
public class BatchTests
{
    private static readonly Dataset Data = Toys.Images(33);

    [Test]
    public void Every_example_has_the_same_weight_in_the_figures_of_an_epoch()
    {
        Model model = Create(new Sgd(Network().Parameters));
        using var stream = new MemoryStream();
        var metrics = new MetricsWriter(stream);
        IReadOnlyDictionary<string, double> expected = model.Evaluate(Data);
        History history = model.Fit(Data, new() { BatchSize = 32, Callbacks = [metrics] }); // 32, and 1
        Assert.That(history["loss"][0], Is.EqualTo(expected["loss"]).Within(1e-6));
        Assert.That(history["accuracy"][0], Is.EqualTo(expected["accuracy"]).Within(1e-6));
        Assert.That(metrics.Rows.Single(row => row.Name == "loss").Value, Is.EqualTo(expected["loss"]).Within(1e-6));
    }

    [Test]
    public async Task Every_example_of_a_stream_has_it_too()
    {
        Model model = Create(new Sgd(Network().Parameters));
        double expected = model.Evaluate(Data)["loss"];
        History history = await model.FitAsync(_ => Stream(), 3, new() { BatchSize = 20 });
        Assert.That(history["loss"][0], Is.EqualTo(expected).Within(1e-6));

        static async IAsyncEnumerable<Batch> Stream()
        {
            foreach (int[] rows in (int[][])[[.. Enumerable.Range(0, 20)], [.. Enumerable.Range(20, 12)], [32]])
            {
                await Task.Yield();
                yield return Gather(Data, rows);
            }
        }
    }

    [TestCase(33, 32)]
    [TestCase(33, 16)]
    [TestCase(33, 1)]
    [TestCase(1, 8)]
    public void A_last_batch_of_one_under_batch_normalisation_is_refused_before_the_first_update(int count, int size)
    {
        Network network = Normalised();
        float[] before = network.Parameters.Values.ToArray();
        Assert.That(() => new Model(network).Fit(Toys.Images(count), new() { BatchSize = size }),
            Throws.ArgumentException.With.Message.Contains("the last batch has 1 example").And.Message
                .Contains("another batch size"));
        Assert.That(network.Parameters.Values.ToArray(), Is.EqualTo(before));
        Assert.That(() => new Model(Normalised()).Fit(Data, new() { BatchSize = 31 }), Throws.Nothing, "31, and 2");

        static Network Normalised()
        {
            var network = new Network(30, new Dense(30, 4), new BatchNormalisation(4), new Relu(), new Dense(4, 3));
            network.Initialise(new RandomStream(1));
            return network;
        }
    }

    [Test]
    public void An_accumulation_over_more_batches_than_there_are_is_refused()
    {
        Network network = Network();
        var accumulating = new GradientAccumulation(new Adam(network.Parameters), 13);
        Assert.That(() => Create(accumulating, network).Fit(Data, new() { BatchSize = 10, Epochs = 3 }),
            Throws.ArgumentException.With.Message.Contains("13 batches, but the training has 12"));
        Assert.That(() => Create(accumulating, network).Fit(Data, new() { BatchSize = 10, Epochs = 4 }), Throws.Nothing);
    }

    [Test]
    public void What_an_accumulation_has_left_at_the_end_is_applied()
    {
        Network network = Network(), expected = Network();
        var accumulating = new GradientAccumulation(new Sgd(network.Parameters), 3);
        Create(accumulating, network).Fit(Data, new() { BatchSize = 33, Epochs = 4 }); // 3, and 1
        Create(new GradientAccumulation(new Sgd(expected.Parameters), 3), expected)
            .Fit(Data, new() { BatchSize = 33, Epochs = 3 });
        Create(new Sgd(expected.Parameters), expected).Fit(Data, new() { BatchSize = 33 });
        Assert.That(Agreement.Error(
            Matrix.FromRows([network.Parameters.Values.ToArray()]),
            Matrix.FromRows([expected.Parameters.Values.ToArray()])), Is.LessThan(Tolerances.TwoWaysInFloat));
        Assert.That(network.Parameters.Gradients.ToArray(), Is.All.Zero);
    }

    [Test]
    public void A_training_that_stops_early_applies_it_too_but_not_to_what_is_frozen()
    {
        Network network = Network();
        float[] before = network.Parameters.Values.ToArray();
        var model = Create(new GradientAccumulation(new Sgd(network.Parameters), 2), network);
        int steps = 0;
        var stop = new LambdaCallback
        {
            Step = (in StepContext _, ReadOnlySpan<float> _) => steps++,
            Stop = () => steps == 1,
        };
        model.Fit(Data, new() { BatchSize = 33, Epochs = 5, Callbacks = [new Freeze("model", ..1), stop] });
        int head = network.Parameters.Slice(2).Start.Value;
        Assert.That(network.Parameters.Values[..head].ToArray(), Is.EqualTo(before[..head]));
        Assert.That(network.Parameters.Values[head..].ToArray(), Is.Not.EqualTo(before[head..]));
    }

    [Test]
    public void Gradients_that_someone_has_left_are_none_of_the_next_trainings()
    {
        Network clean = Network(), left = Network();
        var first = new Sgd(left.Parameters);
        var accumulating = new GradientAccumulation(first, 4);
        left.Parameters.Gradients.Fill(7);
        accumulating.Step(0.1f);
        Create(new Sgd(clean.Parameters), clean).Fit(Data, new() { BatchSize = 11 });
        Create(first, left).Fit(Data, new() { BatchSize = 11 }); // made before the gradients were left
        Assert.That(left.Parameters.Values.ToArray(), Is.EqualTo(clean.Parameters.Values.ToArray()));
    }

    [Test]
    public void A_moment_that_overflows_is_named_with_its_update_and_no_checkpoint_has_it()
    {
        using TemporaryFolder folder = new();
        var options = new LoopOptions
        {
            BatchSize = 1,
            Epochs = 2,
            Checkpoints = new(folder.Path, new CheckpointOptions(Steps: 1)),
        };
        Assert.That(() => new TrainingLoop(new Overflowing(at: 4), 3, options).Run(),
            Throws.TypeOf<NonFiniteException>().With.Message.StartsWith(
                "Stage overflowing, epoch 2, batch 2, step 5: The variance of adam became"));
        Assert.That(folder.Names()[^1], Is.EqualTo("checkpoint-00000005.safetensors"), "one before, and four updates");
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public async Task A_number_that_is_none_is_reported_as_the_datas_before_the_update(float number)
    {
        Dataset data = Toys.Images(33);
        data.Inputs[17, 5] = number;
        Network network = Network();
        float[] before = network.Parameters.Values.ToArray();
        Model model = Create(new Adam(network.Parameters), network);
        string place = $"example 17, column 5 of the inputs is {number}";
        Assert.That(() => model.Fit(data, new() { BatchSize = 33 }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(place).And.Message.Not.Contains("rate"));
        Assert.That(() => model.Fit(Data, new() { BatchSize = 33, Epochs = 0, Validation = data }), Throws.Nothing);
        Assert.That(() => model.Evaluate(data), Throws.TypeOf<InvalidDataException>().With.Message.Contains(place));
        Assert.That(network.Parameters.Values.ToArray(), Is.EqualTo(before));
        Assert.That(async () => await model.FitAsync(_ => Stream(), 1, new() { BatchSize = 33 }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(place));
        data.Inputs[17, 5] = 0;
        data.Targets[3, 1] = number;
        Assert.That(() => model.Fit(data, new() { BatchSize = 8 }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("example 3, column 1 of the targets"));
        await Task.CompletedTask;

        async IAsyncEnumerable<Batch> Stream()
        {
            await Task.Yield();
            yield return Gather(data, [.. Enumerable.Range(0, 33)]);
        }
    }

    [Test]
    public void Targets_that_a_loss_does_not_take_are_refused_with_their_example()
    {
        var binary = new Network(30, new Dense(30, 3), new Sigmoid());
        binary.Initialise(new RandomStream(1));
        Refused(new Model(binary), Targets(255), "example 4: the target of output 1 is 255; expected 0 to 1");
        Refused(new Model(binary), Targets(-0.5f), "-0.5; expected 0 to 1");
        Refused(Create(new Sgd(Network().Parameters)), Targets(-1), "-1; expected at least 0");
        Refused(new Model(Network(), new Hinge(), new Sgd(Network().Parameters), new ConstantSchedule(1)), Targets(2),
            "expected -1 or 1");
        Network one = Toys.Classifier(30, classes: 1);
        var alone = new Model(one, new SoftmaxCrossEntropy(), new Sgd(one.Parameters), new ConstantSchedule(1));
        Refused(alone, new MatrixExamples(Data.Inputs, Matrix.Allocate(33, 1)), "expected binary cross-entropy");
        Assert.That(() => new Model(binary).Fit(Targets(0.3f), new()), Throws.Nothing, "soft ones are right");

        static void Refused(Model model, IExamples examples, string what)
        {
            Assert.That(() => model.Fit(examples, new()),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains(what));
            Assert.That(() => model.Evaluate(examples),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains(what));
        }
    }

    [Test]
    public void Targets_that_do_not_add_up_to_one_are_warned_of()
    {
        Model model = Create(new Sgd(Network().Parameters));
        var heard = new Listener();
        History history = model.Fit(Targets(2), new() { Callbacks = [heard] });
        Assert.That(history.Warnings, Has.One.Contains("add up to 3"));
        Assert.That(heard.Warnings, Is.EqualTo(history.Warnings));
        Assert.That(model.Fit(Data, new()).Warnings, Is.Empty);
    }

    private static MatrixExamples Targets(float number)
    {
        Matrix targets = Matrix.Allocate(Data.Count, 3);
        for (int row = 0; row < targets.Rows; row++)
        {
            targets[row, 2] = 1;
        }
        targets[4, 1] = number;
        return new MatrixExamples(Data.Inputs, targets);
    }

    private static Batch Gather(Dataset data, int[] rows)
    {
        var batch = new Batch(
            Matrix.Allocate(rows.Length, data.Inputs.Columns), Matrix.Allocate(rows.Length, data.Classes));
        data.Gather(rows, batch.Inputs, batch.Targets);
        return batch;
    }

    private static Network Network() => Toys.Classifier(30);

    /// <summary>A rate of 0 for whoever gives no network: figures of one state.</summary>
    private static Model Create(Optimizer optimizer, Network? network = null)
    {
        network ??= Network();
        return new Model(
            network, new SoftmaxCrossEntropy(), optimizer.Parameters == network.Parameters ? optimizer
                : new Sgd(network.Parameters), new ConstantSchedule(optimizer.Parameters == network.Parameters ? 0.1f : 0),
            Metric.Accuracy);
    }

    /// <summary>An update whose gradient has an infinite square.</summary>
    private sealed class Overflowing(long at) : ITrainingStep
    {
        public string Stage => "overflowing";

        public IReadOnlyList<string> Metrics { get; } = ["one"];

        public IReadOnlyList<Learner> Learners { get; } = [Toys.Learner("learner", Network())];

        public void Run(in StepContext context, Span<float> metrics)
        {
            metrics[0] = 1;
            Learners[0].Network.Parameters.Gradients[0] = context.Step == at ? 1e30f : 1;
            Learners[0].Update(context);
        }
    }

    private sealed class Listener : TrainingCallback
    {
        public List<string> Warnings { get; } = [];

        public override void OnWarning(string message) => Warnings.Add(message);
    }
}
