using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Measures;
using Scratch.Adversarial.Runs.Output;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Runs.Measures;

/// <summary>All measures of a generator at once, on the first of the embedded digits.</summary>
[NonParallelizable]
public class GeneratorEvaluatorTests
{
    private static readonly MeasureOptions Options =
        new() { Samples = 250, Centres = 40, TransferSamples = 300, TransferEpochs = 2 };
    private static readonly Network Generator = Toys.Generator(4, 784);
    private static readonly PromptPrior Prior = new([0, 0, 0, 0], [1, 1, 1, 1]);
    private static readonly PromptEncoder Encoder = PromptEncoder.From(Toys.Encoder(784, 4));
    private static MeasureData _data = null!;
    private static ClassPrompts _prompts = null!;
    private static GeneratorReport _report = null!;

    [OneTimeSetUp]
    public void OpenDigits()
    {
        ImageSource mnist = ImageSource.Parse("mnist");
        (Dataset training, Dataset validation) = mnist.OpenTraining().Take(700).Split(300, new RandomStream(1));
        _data = new MeasureData(training, validation, mnist.OpenTest(10).Take(300));
        _prompts = ClassPrompts.Fit(PromptBank.Encode(Encoder, training), components: 1, new RandomStream(2));
        _report = Evaluate(Generator, _data);
    }

    [Test]
    public void Training_images_come_closer_to_the_test_set_than_an_untrained_generator()
    {
        GeneratorReport report = _report;
        Assert.That(report.Judge, Does.StartWith("mnist-"));
        Assert.That(report.JudgeAccuracy.Value, Is.GreaterThan(0.95));
        Assert.That(report.Training.FrechetDistance.Value, Is.LessThan(report.Generated.FrechetDistance.Value / 2));
        Assert.That(report.Training.KernelDistance.Value, Is.LessThan(report.Generated.KernelDistance.Value / 10));
        // grey images are precise too, within the ball of some outlier
        Assert.That(report.Training.Precision.Value, Is.GreaterThan(0.8));
        Assert.That(report.Training.Recall.Value, Is.GreaterThan(0.8).And.GreaterThan(report.Generated.Recall.Value));
        Assert.That(report.Training.Coverage.Value,
            Is.GreaterThan(0.8).And.GreaterThan(report.Generated.Coverage.Value));
        Assert.That(report.Parzen.Training.LogLikelihood.Value,
            Is.GreaterThan(report.Parzen.Generated.LogLikelihood.Value));
        Assert.That(report.Modes.Shares.Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(report.Transfer!.GeneratedToReal.Value, Is.LessThan(report.Transfer.RealToReal.Value));
        Assert.That(report.Transfer.ReconstructedToReal!.Value, Is.LessThan(report.Transfer.RealToReal.Value));
        Assert.That(report.ClassAgreement!.Value, Is.LessThan(0.5), "untrained, whatever the class");
    }

    [Test]
    public void Every_figure_says_how_many_samples_it_has()
    {
        GeneratorReport report = _report;
        Assert.That((report.TestExamples, report.MemorisationExamples), Is.EqualTo((250, 250)));
        Assert.That((report.JudgeAccuracy.Samples, report.Modes.Divergence.Samples, report.Memorisation.Samples),
            Is.EqualTo((300, 250, 250)));
        Assert.That((report.Generated.Precision.Samples, report.Generated.Recall.Samples), Is.EqualTo((250, 250)));
        Assert.That((report.Parzen.Generated.Samples, report.Parzen.Centres.Samples,
            report.Parzen.Centres.LogLikelihood.Samples), Is.EqualTo((250, 40, 250)));
        Assert.That((report.Transfer!.GeneratedToReal.Samples, report.Transfer.RealToGenerated.Samples),
            Is.EqualTo((300, 300)));
    }

    [Test]
    public void The_number_of_threads_changes_no_figure()
    {
        // Each measure is run on every number of threads by its own test.
        using var threads = new PoolThreads(WorkerPool.Threads == 1 ? 3 : 1);
        Assert.That(Json(Evaluate(Generator, _data)), Is.EqualTo(Json(_report)));
    }

    [Test]
    public void Without_an_encoder_the_transfer_is_left_out()
    {
        Assert.That(new GeneratorEvaluator(_data, Options).Evaluate(Generator, Prior).Transfer, Is.Null);
    }

    [Test]
    public void What_can_not_be_measured_is_refused()
    {
        Assert.That(() => Evaluate(Toys.Generator(4, 100), _data),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("784 pixels").And.Message.Contains("100"));
        Network broken = Toys.Generator(4, 784);
        broken.Parameters.Values.Fill(float.NaN);
        Assert.That(() => Evaluate(broken, _data),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("not finite"));
        MeasureData few = _data with { Test = _data.Test.Take(99) };
        Assert.That(() => Evaluate(Generator, few),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("99 examples"));
        MeasureData toys = new(Toys.Images(120), Toys.Images(120), Toys.Images(120));
        Assert.That(() => Evaluate(Toys.Generator(4, 30), toys),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("5 x 6"));
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        MeasureOptions[] wrong =
        [
            Options with { Samples = 99 }, Options with { Neighbours = 0 }, Options with { Neighbours = 100 },
                Options with { Centres = 0 },
            Options with { TransferSamples = -1 }, Options with { TransferEpochs = 0 },
        ];
        Assert.That(wrong.Select(options => Assert.Catch<ArgumentException>(options.Validate)), Has.All.Not.Null);
    }

    [Test]
    public void It_can_be_cancelled() => Assert.That(
        () => new GeneratorEvaluator(_data, Options, null, new CancellationToken(canceled: true))
            .Evaluate(Generator, Prior, _prompts, Encoder),
        Throws.InstanceOf<OperationCanceledException>());

    private static GeneratorReport Evaluate(Network generator, MeasureData data) =>
        new GeneratorEvaluator(data, Options).Evaluate(generator, Prior, _prompts, Encoder);

    private static string Json(GeneratorReport report) =>
        JsonSerializer.Serialize(report, RunJson.Default.GeneratorReport);
}
