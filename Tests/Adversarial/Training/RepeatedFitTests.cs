using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Training;

/// <summary>One folder of checkpoints for several trainings, for longer ones, and for those that are none of it.</summary>
public class RepeatedFitTests
{
    private static readonly Dataset Data = Toys.Images(40);
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_second_training_of_a_model_runs_its_epochs_whatever_the_folder_has()
    {
        Model expected = Create();
        Fit(expected, 2);
        Fit(expected, 3);
        Model same = Create(), anew = Create();
        CheckpointFolder one = New();
        Assert.That(Fit(same, 2, one).Epochs, Has.Count.EqualTo(2));
        Assert.That(Fit(same, 3, one).Epochs, Has.Count.EqualTo(3));
        Assert.That(Values(same), Is.EqualTo(Values(expected)));
        Fit(anew, 2, New());
        Assert.That(Fit(anew, 3, New()).Epochs, Has.Count.EqualTo(3), "a new folder object on the same folder");
        Assert.That(Values(anew), Is.EqualTo(Values(expected)));
    }

    [TestCase(1, TestName = "Resumed within the first of two trainings")]
    [TestCase(8, TestName = "Resumed between them")]
    [TestCase(11, TestName = "Resumed within the second")]
    public void Two_trainings_that_are_resumed_end_with_the_same_bits(int cancelAt)
    {
        Model expected = Create();
        Fit(expected, 2);
        Fit(expected, 2);
        using var cancellation = new CancellationTokenSource();
        int steps = 0;
        var cancel = new LambdaCallback
        {
            Step = (in StepContext _, ReadOnlySpan<float> _) =>
            {
                if (++steps == cancelAt)
                {
                    cancellation.Cancel();
                }
            },
        };
        Model broken = Create();
        CheckpointFolder first = New();
        Assert.That(
            () =>
            {
                Fit(broken, 2, first, cancellation.Token, cancel);
                Fit(broken, 2, first, cancellation.Token, cancel);
            },
            Throws.InstanceOf<OperationCanceledException>());
        Model resumed = Create();
        CheckpointFolder second = Resume();
        Fit(resumed, 2, second);
        Fit(resumed, 2, second);
        Assert.That(Values(resumed), Is.EqualTo(Values(expected)));
    }

    [Test]
    public void A_finished_training_goes_on_with_more_epochs_and_ends_as_if_it_had_had_them()
    {
        Model expected = Create();
        History whole = Fit(expected, 5);
        Fit(Create(), 2, New());
        Model resumed = Create();
        History history = Fit(resumed, 5, Resume());
        Assert.That(history.Epochs.Select(epoch => epoch.Epoch), Is.EqualTo([0, 1, 2, 3, 4]));
        Assert.That(history["loss"], Is.EqualTo(whole["loss"]));
        Assert.That(Values(resumed), Is.EqualTo(Values(expected)));
        Assert.That(Fit(Create(), 5, Resume()).Epochs, Has.Count.EqualTo(5), "and is finished again");
        Assert.That(() => Fit(Create(), 4, Resume()), Throws.TypeOf<InvalidDataException>().With.Message
            .Contains("over after 20 updates, but this one has 16"));
    }

    [Test]
    public void A_metrics_file_goes_on_with_more_epochs()
    {
        using var whole = new MemoryStream();
        using var parts = new MemoryStream();
        Fit(Create(), 3, null, default, new MetricsWriter(whole, stepsOfWindow: 3));
        Fit(Create(), 2, New(), default, new MetricsWriter(parts, stepsOfWindow: 3));
        Fit(Create(), 3, Resume(), default, new MetricsWriter(parts, stepsOfWindow: 3));
        Assert.That(parts.ToArray(), Is.EqualTo(whole.ToArray()));
    }

    [Test]
    public void Another_model_in_the_same_folder_is_refused_with_what_to_do()
    {
        CheckpointFolder folder = New();
        Fit(Create(), 1, folder);
        Assert.That(() => Fit(Create(), 1, folder), Throws.InvalidOperationException.With.Message
            .Contains("another network's training 'model'").And.Message.Contains("another name"));
        Assert.That(Fit(Create(name: "other"), 1, folder).Epochs, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_is_another_training_is_refused_with_what_differs([Values] bool finished)
    {
        Break(finished);
        Refused(Create(hidden: 17), "network of model");
        Refused(Create(loss: new MeanSquaredError()), "'mean squared error'");
        Refused(Create(optimizer: p => new Sgd(p)), "'sgd'");
        Refused(Create(optimizer: p => new GradientAccumulation(new Adam(p), 2)), "adam of 2 batches");
        Refused(Create(), "39 examples", Data.Take(39));
        Refused(Create(), "crc32c", Toys.Images(40, seed: 2));
        Assert.That(Fit(Create(), 2, Resume()).Epochs, Has.Count.EqualTo(2), "its own is none of them");

        void Refused(Model model, string what, Dataset? data = null) => Assert.That(
            () => model.Fit(data ?? Data, new() { BatchSize = 10, Epochs = 2, Checkpoints = Resume() }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(what));
    }

    [Test]
    public void One_callback_more_leaves_the_others_what_they_remember_and_one_less_is_refused()
    {
        using var whole = new MemoryStream();
        using var parts = new MemoryStream();
        Fit(Create(), 2, null, default, new MetricsWriter(whole, 3));
        Break(finished: false, new MetricsWriter(parts, 3));
        byte[] broken = parts.ToArray();
        Assert.That(() => Fit(Create(), 2, Resume()), Throws.TypeOf<InvalidDataException>().With.Message
            .Contains("1 MetricsWriter, but this training has 0"));
        using var another = new MemoryStream();
        Assert.That(
            () => Fit(Create(), 2, Resume(), default, new MetricsWriter(another), new MetricsWriter(parts, 3)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("this training has 2"), "whose is it?");
        Assert.That(parts.ToArray(), Is.EqualTo(broken));
        var stopping = new EarlyStopping("loss") { Patience = 9 };
        History history = Fit(Create(), 2, Resume(), default, stopping, new MetricsWriter(parts, 3));
        Assert.That(parts.ToArray(), Is.EqualTo(whole.ToArray()));
        Assert.That(history.Epochs, Has.Count.EqualTo(2));
        Assert.That(stopping.BestEpoch, Is.GreaterThanOrEqualTo(0), "the new one looks on from there");
    }

    private void Break(bool finished, params TrainingCallback[] callbacks)
    {
        if (finished)
        {
            Fit(Create(), 2, New(), default, callbacks);
            return;
        }
        using var cancellation = new CancellationTokenSource();
        var cancel = new LambdaCallback
        {
            Step = (in StepContext context, ReadOnlySpan<float> _) =>
            {
                if (context.Step == 4)
                {
                    cancellation.Cancel();
                }
            },
        };
        Assert.That(() => Fit(Create(), 2, New(), cancellation.Token, [.. callbacks, cancel]),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static Model Create(
        int hidden = 16, Loss? loss = null, Func<ParameterBuffer, Optimizer>? optimizer = null, string name = "model")
    {
        Network network = Toys.Classifier(30, hidden);
        return new Model(
            network, loss ?? new SoftmaxCrossEntropy(), optimizer?.Invoke(network.Parameters) ?? new Adam(network.Parameters),
            new ConstantSchedule(1e-2f))
        { Name = name };
    }

    private static History Fit(
        Model model, int epochs, CheckpointFolder? checkpoints = null, CancellationToken cancellation = default,
        params TrainingCallback[] callbacks) => model.Fit(
        Data, new() { BatchSize = 10, Epochs = epochs, Checkpoints = checkpoints, Callbacks = callbacks },
        cancellation);

    private static float[] Values(Model model) => model.Network.Parameters.Values.ToArray();

    private CheckpointFolder New() => new(_folder.Path, new CheckpointOptions());

    private CheckpointFolder Resume() =>
        CheckpointFolder.Resume(_folder.Path, new CheckpointOptions(), warning => Assert.Fail(warning));
}
