using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Generative;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Generative;

/// <summary>What docs/article.md derives of the article's formulas.</summary>
public class ArticleAutoencoderStepTests
{
    private const int Latent = 2, Pixels = 6;

    private static readonly Dataset Data = Toys.Images(12, height: 2, width: 3);
    private static readonly int[] Rows = [7, 2, 11];
    private static readonly RandomStream Random = new(1);

    [Test]
    public void The_encoders_gradient_is_that_of_its_own_objective_and_the_decoders_that_of_the_cross_entropy()
    {
        Network encoder = Toys.ArticleEncoder(Pixels, Latent, hidden: 5),
            decoder = Toys.Generator(Latent, Pixels, hidden: 5);
        var encoderGradients = new RecordingOptimizer(encoder.Parameters);
        var decoderGradients = new RecordingOptimizer(decoder.Parameters);
        var step = new ArticleAutoencoderStep(
            Toys.Learner("encoder", encoder, encoderGradients, 1),
            Toys.Learner("decoder", decoder, decoderGradients, 1), Data, 5);
        float[] metrics = Toys.RunOnce(step, Rows, Random);

        Matrix noise = Matrix.Allocate(Rows.Length, Latent);
        Random.FillNormal(noise.Span);
        ReferenceNetwork encoderReference = Numeric.Whole(encoder), decoderReference = Numeric.ToLogits(decoder);
        ReferenceLoss crossEntropy = ReferenceLoss.Of(new BinaryCrossEntropy());
        Assert.That(metrics[0], Is.EqualTo(Objective()).Within(1e-6));
        Assert.That(metrics[1], Is.EqualTo(Reconstruction()).Within(1e-5));
        // and nothing of the decoder's
        Numeric.RequireGradients(encoderGradients.Gradients, encoderReference, Objective);
        // the mean over the pixels
        Numeric.RequireGradients(decoderGradients.Gradients, decoderReference, () => Reconstruction() / Pixels);

        // −log p = Σ (x' − μ)² with x' = μ ⊙ μ + σ ⊙ σ and σ = μ, as printed
        double Objective() => Rows.Average(
            row => encoderReference.Output(Numeric.Row(Data.Inputs, row))
                .Sum(mean => Math.Pow((mean * mean) + (mean * mean) - mean, 2)));

        double Reconstruction() => Enumerable.Range(0, Rows.Length).Average(i =>
        {
            double[] x = Numeric.Row(Data.Inputs, Rows[i]), epsilon = Numeric.Row(noise, i);
            double[] z = [.. encoderReference.Output(x).Zip(epsilon, (mean, e) => mean * (1 + e))];
            return crossEntropy.Forward(decoderReference.Output(z), x);
        });
    }

    [TestCase(0.05f, 0)]
    [TestCase(0.2f, 0)]
    [TestCase(0.3f, 0.5f)]
    [TestCase(0.45f, 0.5f)]
    [TestCase(0.9f, 0.5f)]
    public void A_mean_moves_to_zero_or_one_half_from_a_quarter_on_whichever_side_it_is(float start, float end)
    {
        // Examples that are all alike, and no weights at the start: one μ, the sigmoid of the bias.
        Matrix grey = Matrix.Allocate(4, Pixels);
        grey.Fill(0.5f);
        var data = new Dataset("grey", grey, [0, 0, 0, 0], 2, new ImageDomain(2, 3));
        var encoder = new Network(Pixels, new Dense(Pixels, 1), new Sigmoid());
        encoder.ParametersOf(0).Span[1].Fill(MathF.Log(start / (1 - start)));
        Network decoder = Toys.Generator(1, Pixels);
        var step = new ArticleAutoencoderStep(
            Toys.Learner("encoder", encoder, new Sgd(encoder.Parameters), 2),
            Toys.Learner("decoder", decoder, new RecordingOptimizer(decoder.Parameters), 2), data, 4);
        float first = Mean();
        Toys.Train(step, data.Count, batchSize: 4, epochs: 400);
        Assert.That(first, Is.EqualTo(start).Within(1e-6f));
        Assert.That(Mean(), Is.EqualTo(end).Within(0.02f)); // towards 0 it is slow: the sigmoid is flat there

        float Mean() => encoder.PredictOutputs(grey)[0, 0];
    }

    [Test]
    public void The_objective_has_its_minima_at_zero_and_one_half_and_its_maximum_at_a_quarter()
    {
        Matrix mean = Matrix.FromRows([0], [0.1f], [0.25f], [0.4f], [0.5f], [0.6f]);
        Matrix losses = Matrix.Allocate(1, 6), slopes = Matrix.Allocate(6, 1);
        new ArticleEncoderLoss().Compute(mean, mean, losses, 1, slopes);
        Assert.That(losses[0, 0], Is.Zero);
        Assert.That(losses[0, 2], Is.EqualTo(1 / 64f));
        Assert.That(losses[0, 4], Is.Zero);
        Assert.That(slopes.Span.ToArray().Select(MathF.Sign), Is.EqualTo([0, 1, 0, -1, 0, 1]));
    }

    [Test]
    public void The_generators_loss_has_the_slope_of_the_standard_one_times_one_minus_D()
    {
        Matrix logits = Matrix.FromRows([-30], [-2], [0], [1.5f], [30]),
            ones = Matrix.FromRows([1], [1], [1], [1], [1]);
        Matrix article = Matrix.Allocate(5, 1), standard = Matrix.Allocate(5, 1);
        new ArticleGeneratorLoss().Compute(logits, ones, default, 1, article);
        new BinaryCrossEntropy().Compute(logits, ones, default, 1, standard);
        for (int i = 0; i < 5; i++)
        {
            double complement = 1 / (1 + Math.Exp(logits[i, 0])); // 1 − D
            Assert.That(article[i, 0], Is.EqualTo(-complement * complement).Within(1e-6));
            Assert.That(article[i, 0], Is.EqualTo(standard[i, 0] * complement).Within(1e-6));
        }
    }

    [Test]
    public void Networks_that_do_not_fit_are_refused()
    {
        Network encoder = Toys.ArticleEncoder(Pixels, 3), decoder = Toys.Generator(2, Pixels);
        Assert.That(
            () => new ArticleAutoencoderStep(
                Toys.Learner("encoder", encoder, 1), Toys.Learner("decoder", decoder, 1), Data, 4),
            Throws.ArgumentException.With.Message.Contains("3 outputs").And.Message.Contains("2 inputs"));
    }
}
