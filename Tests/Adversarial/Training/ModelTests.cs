using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Training;

public class ModelTests
{
    private static readonly Dataset Data = Toys.Images(96);
    private static readonly FitOptions Options = new() { BatchSize = 10, Epochs = 4, Seed = 3 };

    [Test]
    public void It_learns_and_its_figures_are_those_of_its_predictions()
    {
        Model model = Create();
        History history = model.Fit(Data, Options with { Epochs = 20, Validation = Data.Take(50) });
        Assert.That(history.Epochs, Has.Count.EqualTo(20));
        Assert.That(history.Epochs[0].Metrics.Keys, Is.EqualTo(["loss", "accuracy", "val_loss", "val_accuracy"]));
        Assert.That(history["val_accuracy"][^1], Is.GreaterThan(0.95));
        Matrix output = model.PredictLogits(Data.Inputs);
        double right = Enumerable.Range(0, Data.Count)
            .Count(i => RowOperations.ArgMax(output.Row(i)) == Data.Labels.Span[i]);
        Assert.That(model.Evaluate(Data)["accuracy"], Is.EqualTo(right / Data.Count).Within(1e-12));
    }

    [Test]
    public void In_matrices_in_a_data_set_and_read_as_they_are_needed_examples_are_the_same()
    {
        Matrix targets = Matrix.Allocate(Data.Count, Data.Classes);
        OneHot.Write(Data.Labels.Span, targets);
        Model[] models = [Create(), Create(), Create()];
        IExamples[] examples =
        [
            new MatrixExamples(Data.Inputs, targets), Data,
            new Dataset("stored", new Rows(Data.Inputs), [.. Data.Labels.Span], Data.Classes, Data.Domain),
        ];
        for (int i = 0; i < models.Length; i++)
        {
            models[i].Fit(examples[i], Options);
        }
        Assert.That(Bits(models[1]), Is.EqualTo(Bits(models[0])));
        Assert.That(Bits(models[2]), Is.EqualTo(Bits(models[0])));
    }

    [Test]
    public async Task A_stream_of_the_same_batches_gives_the_same_bits()
    {
        Batch[] batches = Batches();
        Model streamed = Create(), again = Create();
        History history = await streamed.FitAsync(_ => Stream(batches), batches.Length, Options);
        Assert.That(history["loss"], Has.Count.EqualTo(4).And.Ordered.Descending);
        await again.FitAsync(_ => Stream(batches), batches.Length, Options);
        Assert.That(Bits(again), Is.EqualTo(Bits(streamed)));

        IReadOnlyDictionary<string, double> figures = await streamed.EvaluateAsync(Stream(batches));
        IReadOnlyDictionary<string, double> expected = streamed.Evaluate(Data);
        Assert.That(figures["accuracy"], Is.EqualTo(expected["accuracy"]).Within(1e-12));
        Assert.That(figures["loss"], Is.EqualTo(expected["loss"]).Within(1e-6));
        int rows = 0;
        await foreach (Matrix output in streamed.PredictOutputsAsync(Inputs(batches)))
        {
            Assert.That(output.Span.ToArray(),
                Is.EqualTo(streamed.Network.PredictOutputs(batches[rows / 10].Inputs).Span.ToArray()));
            rows += output.Rows;
        }
        Assert.That(rows, Is.EqualTo(Data.Count));
    }

    [Test]
    public void A_stream_that_ends_early_is_named() => Assert.That(
        async () => await Create().FitAsync(_ => Stream(Batches()), 11, Options),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains("epoch 1").And.Message.Contains("11 batches"));

    [TestCase(false)]
    [TestCase(true)]
    public async Task Cancelled_and_resumed_it_ends_with_the_same_bits(bool streamed)
    {
        using var folder = new TemporaryFolder();
        Model whole = Create();
        await Fit(whole, Options, default);

        using var cancellation = new CancellationTokenSource();
        var cancel = new LambdaCallback
        {
            Step = (in StepContext context, ReadOnlySpan<float> _) =>
            {
                if (context.Step == 16)
                {
                    cancellation.Cancel();
                }
            },
        };
        var first = new CheckpointFolder(folder.Path, new CheckpointOptions());
        Assert.That(
            async () => await Fit(
                Create(), Options with { Checkpoints = first, Callbacks = [cancel] }, cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Model resumed = Create();
        CheckpointFolder second =
            CheckpointFolder.Resume(folder.Path, new CheckpointOptions(), warning => Assert.Fail(warning));
        History history = await Fit(resumed, Options with { Checkpoints = second }, default);
        Assert.That(Bits(resumed), Is.EqualTo(Bits(whole)));
        Assert.That(history.Epochs, Has.Count.EqualTo(4), "those from before the resume as well");

        async Task<History> Fit(Model model, FitOptions options, CancellationToken token) => streamed
            ? await model.FitAsync(_ => Stream(Batches()), 10, options, token)
            : model.Fit(Data, options, token);
    }

    [Test]
    public void Progress_hears_of_every_epoch()
    {
        var heard = new Heard();
        History history = Create().Fit(Data, Options with { Progress = heard });
        Assert.That(heard.Epochs, Is.EqualTo(history.Epochs));
    }

    [Test]
    public void Metrics_worked_by_hand()
    {
        float[] output = [0.5f, -1, 3], target = [1, 0, 0];
        Assert.That(Metric.MeanSquaredError.Compute(output, target), Is.EqualTo((0.25f + 1 + 9) / 3).Within(1e-6));
        Assert.That(Metric.MeanAbsoluteError.Compute(output, target), Is.EqualTo((0.5f + 1 + 3) / 3).Within(1e-6));
        Assert.That(Metric.BinaryAccuracy.Compute(output, target), Is.EqualTo(2f / 3).Within(1e-6));
        Assert.That(Metric.Accuracy.Compute(output, target), Is.Zero);
        Assert.That(Metric.Accuracy.Compute([2, 1], [1, 0]), Is.EqualTo(1));
    }

    [Test]
    public void A_schedule_with_a_state_goes_on_after_a_resume()
    {
        (float[] expected, List<float> rates) = Run(cancelAt: -1, resume: false, null);
        Assert.That(rates.Distinct().Count(), Is.GreaterThan(2),
            "the rate falls, or the test shows less than it should");
        for (int cancelAt = 1; cancelAt < rates.Count; cancelAt += 3)
        {
            using TemporaryFolder folder = new();
            (_, List<float> before) = Run(cancelAt, resume: false, folder);
            (float[] actual, List<float> after) = Run(cancelAt: -1, resume: true, folder);
            Assert.That(before.Concat(after), Is.EqualTo(rates), $"broken off after {cancelAt} updates");
            Assert.That(actual, Is.EqualTo(expected), $"broken off after {cancelAt} updates");
        }

        static (float[] Values, List<float> Rates) Run(int cancelAt, bool resume, TemporaryFolder? folder)
        {
            using var cancellation = new CancellationTokenSource();
            var schedule = new ReduceOnPlateauSchedule(0.1f, factor: 0.5f, patience: 0);
            var rates = new List<float>();
            Network network = Toys.Classifier(30);
            var model = new Model(network, new SoftmaxCrossEntropy(), new Sgd(network.Parameters), schedule);
            var options = new CheckpointOptions();
            var watch = new LambdaCallback
            {
                Epoch = (_, _) => schedule.Observe(1), // no better than before, in every epoch
                Step = (in StepContext context, ReadOnlySpan<float> _) =>
                {
                    rates.Add(context.LearningRate(schedule));
                    if (context.Step + 1 == cancelAt)
                    {
                        cancellation.Cancel();
                    }
                },
            };
            FitOptions fit = new()
            {
                BatchSize = 20,
                Epochs = 5,
                Callbacks = [watch],
                Checkpoints = folder is null ? null : resume
                    ? CheckpointFolder.Resume(folder.Path, options, w => Assert.Fail(w)) : new(folder.Path, options),
            };
            if (cancelAt < 0)
            {
                model.Fit(Toys.Images(40), fit);
            }
            else
            {
                Assert.That(
                    () => model.Fit(Toys.Images(40), fit, cancellation.Token),
                        Throws.InstanceOf<OperationCanceledException>());
            }
            return (network.Parameters.Values.ToArray(), rates);
        }
    }

    [Test]
    public void Figures_are_taken_of_and_a_training_leaves_the_average_of_a_schedule_free_optimizer()
    {
        Network network = Toys.Classifier(30);
        var optimizer = new ScheduleFreeAdamW(network.Parameters);
        var model = new Model(network, new SoftmaxCrossEntropy(), optimizer, new ConstantSchedule(0.01f));
        var seen = new List<bool>();
        var look = new LambdaCallback
        {
            Epoch = (_, _) =>
            seen.Add(network.Parameters.Values.SequenceEqual(optimizer.Moments[1].Block.Span))
        };
        History history = model.Fit(Data, Options with { Callbacks = [look], Validation = Data });
        Assert.That(seen, Is.All.True);
        Assert.That(network.Parameters.Values.ToArray(), Is.EqualTo(optimizer.Moments[1].Block.Span.ToArray()));
        Assert.That(model.Evaluate(Data)["loss"], Is.EqualTo(history["val_loss"][^1]));
        Assert.That(() => model.Fit(Data, Options), Throws.Nothing, "a second training goes on");
    }

    private static Model Create()
    {
        Network network = Toys.Classifier(Data.Inputs.Columns);
        return new Model(network, new SoftmaxCrossEntropy(), new Adam(network.Parameters), new ConstantSchedule(1e-2f),
            Metric.Accuracy);
    }

    private static int[] Bits(Model model) =>
        Agreement.Bits(Matrix.FromRows([model.Network.Parameters.Values.ToArray()]));

    private static Batch[] Batches() =>
        [.. Enumerable.Range(0, Data.Count).Chunk(10).Select(rows =>
        {
            var batch = new Batch(
                Matrix.Allocate(rows.Length, Data.Inputs.Columns), Matrix.Allocate(rows.Length, Data.Classes));
            Data.Gather(rows, batch.Inputs, batch.Targets);
            return batch;
        })];

    private static async IAsyncEnumerable<Batch> Stream(Batch[] batches)
    {
        foreach (Batch batch in batches)
        {
            await Task.Yield();
            yield return batch;
        }
    }

    private static async IAsyncEnumerable<Matrix> Inputs(Batch[] batches)
    {
        await foreach (Batch batch in Stream(batches))
        {
            yield return batch.Inputs;
        }
    }

    private sealed class Rows(Matrix all) : RowStore
    {
        public override int Count => all.Rows;

        public override int Features => all.Columns;

        public override void Gather(ReadOnlySpan<int> rows, Matrix output) =>
            RowOperations.Gather(all, rows, output);
    }

    private sealed class Heard : IProgress<EpochFigures>
    {
        public List<EpochFigures> Epochs { get; } = [];

        public void Report(EpochFigures value) => Epochs.Add(value);
    }
}
