using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Defences;
using Scratch.Adversarial.Domains.Images.Squeezers;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Robustness;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Defences;

/// <summary>
/// Each defence is a model of its own: an attack that knows it has its true gradient, and is measured.
/// </summary>
public class DefenceTests
{
    private const int Height = 5, Width = 6, Pixels = Height * Width, Latent = 3;
    private static readonly Dataset Data = Toys.Images(120, Height, Width);
    private static readonly Network Classifier = Toys.TrainedClassifier(Data.Take(60));
    private static readonly Network Generator = Toys.Generator(Latent, Pixels);
    private static readonly PromptEncoder Encoder = PromptEncoder.From(Toys.Encoder(Pixels, Latent));

    private static IEnumerable<TestCaseData<IModel>> Differentiable =>
    [
        new(new ProjectedModel(Projection(), Target())) { TestName = "projection" },
        new(new ProjectedModel(
            new Reconstruction(PromptEncoder.From(Toys.ArticleEncoder(Pixels, Latent)), Generator, 64),
            Target())) { TestName = "projection, tied encoder" },
        new(new SqueezedModel(new MeanSmoothing(Height, Width), Target())) { TestName = "mean" },
        new(new DetectingModel(Target(), new ReconstructionScore(Projection()), 0.05f)) { TestName =
            "reconstruction detector" },
        new(new DetectingModel(Target(), Squeezing(), 0.5f)) { TestName = "squeezing detector" },
    ];

    [TestCaseSource(nameof(Differentiable))]
    public void The_gradient_is_that_of_the_logits(IModel model)
    {
        Matrix points = Samples.Uniform(20, Pixels, seed: 3, low: 0.1f, high: 0.9f);
        var sample = new AuditSample(
            model, points, new int[20], [.. Enumerable.Range(0, 20)], new RandomStream(4), Box.Unit);
        AuditCheck check = SlopeCheck.Run(sample);
        Assert.That(check.Value, Is.Zero, check.Message);
        Assert.That(sample.Gradient(points, Samples.Uniform(20, model.Classes, seed: 5)).Span.ToArray(),
            Has.Some.Not.Zero);
    }

    [Test]
    public void A_projection_is_what_the_generator_makes_of_the_mean()
    {
        Matrix points = Data.Inputs.SliceRows(0, 9);
        Matrix expected = Generator.PredictOutputs(PromptBank.Encode(Encoder, Data.Take(9)).Means);
        Assert.That(Agreement.Bits(Projection().Forward(points)), Is.EqualTo(Agreement.Bits(expected)));
    }

    [Test]
    public void Refinements_bring_the_projection_nearer_and_pass_gradients_straight_through()
    {
        Matrix points = Data.Inputs.SliceRows(0, 30);
        double last = double.PositiveInfinity;
        foreach (int refinements in new[] { 0, 1, 5, 40 })
        {
            var projection = new Reconstruction(Encoder, Generator, 64, refinements, rate: 0.1f);
            double error = new ReconstructionScore(projection).Of(points).Sum();
            Assert.That(error, Is.LessThan(last), $"{refinements} refinements");
            last = error;
        }
        var refined = new Reconstruction(Encoder, Generator, 64, refinements: 2);
        Matrix dPoints = Samples.Poisoned(30, Pixels), dSamples = Samples.Uniform(30, Pixels, seed: 6);
        refined.Forward(points);
        refined.Backward(dSamples, dPoints);
        Assert.That(Agreement.Bits(dPoints), Is.EqualTo(Agreement.Bits(dSamples)));
    }

    [Test]
    public void The_error_of_a_refined_projection_has_the_gradient_at_a_projection_that_stays()
    {
        Matrix points = Data.Inputs.SliceRows(0, 5), dPoints = Samples.Poisoned(5, Pixels);
        var projection = new Reconstruction(Encoder, Generator, 64, refinements: 2);
        var score = new ReconstructionScore(projection);
        score.Of(points);
        score.Backward([1, 1, 1, 1, 1], dPoints);
        Matrix projected = projection.Forward(points);
        for (int row = 0; row < 5; row++)
        {
            for (int i = 0; i < Pixels; i++)
            {
                Assert.That(dPoints[row, i],
                    Is.EqualTo(2 * (points[row, i] - projected[row, i]) / Pixels).Within(1e-7));
            }
        }
    }

    [Test]
    public void Networks_that_do_not_fit_are_named() => Assert.That(
        () => new Reconstruction(Encoder, Toys.Generator(Latent + 1, Pixels), 8),
        Throws.ArgumentException.With.Message.EqualTo(
            "The encoder leads from 30 to 3, but the generator from 4 to 30."));

    [TestCase(0, 10)]
    [TestCase(0.1, 9)]
    [TestCase(0.25, 8)]
    [TestCase(0.99, 1)]
    public void A_threshold_rejects_its_share_and_no_more(double rate, float expected) =>
        Assert.That(SuspicionScore.Threshold([3, 1, 2, 10, 5, 4, 6, 9, 8, 7], rate), Is.EqualTo(expected));

    [TestCase(1)]
    [TestCase(-0.1)]
    [TestCase(double.NaN)]
    public void A_rate_that_is_none_is_refused(double rate) =>
        Assert.That(() => SuspicionScore.Threshold([1], rate), Throws.ArgumentException.With.Message.Contains("rate"));

    [Test]
    public void What_is_above_the_threshold_is_rejected()
    {
        float[] scores = new ReconstructionScore(Projection()).Of(Data.Inputs);
        float threshold = SuspicionScore.Threshold(scores, 0.2);
        var model = new DetectingModel(Target(), new ReconstructionScore(Projection()), threshold);
        for (int start = 0; start < Data.Count; start += 60)
        {
            Matrix logits = model.Forward(Data.Inputs.SliceRows(start, 60));
            for (int row = 0; row < 60; row++)
            {
                bool isRejected = RowOperations.ArgMax(logits.Row(row)) == Data.Classes;
                Assert.That(isRejected, Is.EqualTo(scores[start + row] > threshold),
                    $"score {scores[start + row]}, threshold {threshold}");
            }
        }
        Assert.That(scores.Count(score => score > threshold), Is.EqualTo(24));
    }

    [Test]
    public void An_attack_that_knows_a_defence_does_more_than_one_that_does_not()
    {
        DefenceReport report = Evaluator(0.3f).Evaluate("1 bit", new SqueezedModel(new BitDepth(1), Target()));
        Assert.That(report.RobustAccuracy, Is.LessThan(report.Accuracy));
        Assert.That(report.UnawareAccuracy, Is.GreaterThan(report.RobustAccuracy), "an unaware attack doesn't get far");
        Assert.That(report.AwareAccuracy, Is.LessThan(report.UnawareAccuracy));
    }

    [Test]
    public void A_defence_that_does_nothing_is_worth_nothing()
    {
        DefenceReport report = Evaluator(0.2f).Evaluate("none", Target());
        Assert.That(report.DefendedAccuracy, Is.EqualTo(report.Accuracy));
        Assert.That((report.UnawareAccuracy, report.AwareAccuracy), Is.EqualTo((report.RobustAccuracy, report.RobustAccuracy)));
    }

    [Test]
    public void What_a_detector_rejects_is_wrong_without_attack_and_right_under_it()
    {
        var all = new DetectingModel(Target(), new ReconstructionScore(Projection()), 1e-9f);
        DefenceReport report = Evaluator(0.2f).Evaluate("rejects all", all);
        Assert.That((report.DefendedAccuracy, report.UnawareAccuracy, report.AwareAccuracy), Is.EqualTo((0.0, 0.0, 0.0)),
            "no harmless example is left");

        var none = new DetectingModel(Target(), new ReconstructionScore(Projection()), 1e9f);
        report = Evaluator(0.2f).Evaluate("rejects none", none);
        Assert.That(report.DefendedAccuracy, Is.EqualTo(report.Accuracy));
        Assert.That(report.UnawareAccuracy, Is.EqualTo(report.RobustAccuracy));
        Assert.That(report.AwareAccuracy, Is.LessThanOrEqualTo(report.UnawareAccuracy));
    }

    private static DefenceEvaluator Evaluator(float epsilon) => new(
        Target(), model => new ProjectedGradient(model, new AttackOptions { Epsilon = epsilon, Steps = 20 }), Data,
            new RandomStream(8));

    private static ClassifierModel Target() => new(Classifier, 64);

    private static Reconstruction Projection() => new(Encoder, Generator, 64);

    private static SqueezingScore Squeezing() =>
        new(Target(), new SqueezedModel(new MeanSmoothing(Height, Width), Target()));
}
