using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Generative;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;

namespace Scratch.Tests.Adversarial.Generative;

/// <summary>
/// A prompt of one number and three pixels: −ELBO and log p(x) are integrals that a sum over a fine grid gives in
/// double precision.
/// </summary>
[NonParallelizable] // the number of threads belongs to the process
public class ElboEstimatorTests
{
    private const int Pixels = 3;
    private static readonly RandomStream Random = new(7);
    private static readonly Network Encoder = Toys.Encoder(Pixels, 1, hidden: 4),
        Decoder = Steep(Toys.Generator(1, Pixels, hidden: 4));
    private static readonly ReferenceNetwork EncoderReference = Numeric.Whole(Encoder),
        DecoderReference = Numeric.ToLogits(Decoder);
    private static readonly ReferenceLoss PixelLoss = ReferenceLoss.Of(new BinaryCrossEntropy());
    private static readonly Dataset Data = AllImages(copies: 8);

    [Test]
    public void The_bound_is_that_of_the_integral()
    {
        ElboReport evidence = ElboEstimator.Estimate(Encoder, Decoder, Data, draws: 400, Random);
        double[] reconstructions = [.. Images().Select(x => Integrate(z => Posterior(x, z) * CrossEntropy(x, z)))];
        double[] divergences =
            [.. Images().Select(x => ReferenceReparameterisation.Divergence(EncoderReference.Output(x)))];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(evidence.Reconstruction, Is.EqualTo(reconstructions.Average()).Within(0.02)); // 25,600 draws
            Assert.That(evidence.Divergence, Is.EqualTo(divergences.Average()).Within(1e-5));
            Assert.That(evidence.NegativeBound, Is.EqualTo(evidence.Reconstruction + evidence.Divergence));
            Assert.That((evidence.Examples, evidence.Draws), Is.EqualTo((64, 400)));
        }
    }

    [Test]
    public void Many_draws_come_to_the_probability_itself_and_few_stay_above_it()
    {
        double truth = Images()
            .Average(x => -Math.Log(Integrate(z => Normal(z, 0, 1) * Math.Exp(-CrossEntropy(x, z)))));
        ElboReport one = ElboEstimator.Estimate(Encoder, Decoder, Data, 1, Random),
            many = ElboEstimator.Estimate(Encoder, Decoder, Data, 5000, Random);
        double ofFive = Enumerable.Range(0, 40)
            .Average(i => ElboEstimator.Estimate(Encoder, Decoder, Data, 5, Random.Fork(i)).NegativeImportanceBound);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(many.NegativeImportanceBound, Is.EqualTo(truth).Within(0.01));
            Assert.That(many.NegativeBound, Is.GreaterThan(truth + 0.1),
                "the encoder is not the posterior, or this test shows nothing");
            Assert.That(ofFive, Is.InRange(truth, many.NegativeBound));
            Assert.That(one.NegativeImportanceBound,
                Is.EqualTo(many.NegativeBound).Within(5 * one.NegativeImportanceBoundError), "the same in expectation");
        }
    }

    /// <summary>
    /// A decoder that doesn't listen: the posterior is the prior, and with an encoder that says so every draw weighs
    /// the same.
    /// </summary>
    [Test]
    public void With_the_true_posterior_both_bounds_are_the_probability_whatever_the_draws()
    {
        Network encoder = Zero(Toys.Encoder(Pixels, 1)), decoder = Zero(Toys.Generator(1, Pixels));
        ElboReport evidence = ElboEstimator.Estimate(encoder, decoder, Data, 3, Random);
        Assert.That(evidence.NegativeBound, Is.EqualTo(Pixels * Math.Log(2)).Within(1e-6));
        Assert.That(evidence.NegativeImportanceBound, Is.EqualTo(Pixels * Math.Log(2)).Within(1e-6));
        Assert.That(evidence.NegativeImportanceBoundError, Is.Zero.Within(1e-6));
    }

    [Test]
    public void The_standard_error_is_the_deviation_of_the_examples_over_the_root_of_their_number()
    {
        Network encoder = Zero(Toys.Encoder(1, 1)), decoder = Zero(Toys.Generator(1, 1));
        decoder.ParametersOf(2).Span[1].Fill(MathF.Log(3)); // p(1) = ¾: −log p is log 4/3 or log 4, half of each
        var data = new Dataset("coin", Matrix.FromRows([0], [1], [0], [1]), [0, 0, 0, 0], 2, new ImageDomain(1, 1));
        ElboReport evidence = ElboEstimator.Estimate(encoder, decoder, data, 2, Random);
        double deviation = Math.Log(3) / 2 * Math.Sqrt(4 / 3.0); // of a sample: over N − 1
        Assert.That(evidence.NegativeBound, Is.EqualTo((Math.Log(4) + Math.Log(4 / 3.0)) / 2).Within(1e-6));
        Assert.That(evidence.NegativeBoundError, Is.EqualTo(deviation / 2).Within(1e-6));
        Assert.That(evidence.NegativeImportanceBoundError, Is.EqualTo(deviation / 2).Within(1e-6));
    }

    [Test]
    public void Draws_belong_to_examples_and_not_to_batches_or_threads()
    {
        Dataset data = Toys.Images(600, height: 1, width: Pixels);
        ElboReport all = ElboEstimator.Estimate(Encoder, Decoder, data, 4, Random);
        using var threads = new Engine.PoolThreads(3);
        Assert.That(ElboEstimator.Estimate(Encoder, Decoder, data, 4, Random), Is.EqualTo(all));
        Assert.That(ElboEstimator.Estimate(Encoder, Decoder, data, 4, Random.Fork(1)), Is.Not.EqualTo(all));
    }

    [Test]
    public void A_conditional_one_is_told_the_class()
    {
        Dataset data = Toys.Images(30, height: 1, width: Pixels);
        Network encoder = Zero(Toys.Encoder(Pixels + Toys.Classes, 1)),
            decoder = Zero(Toys.Generator(1 + Toys.Classes, Pixels));
        decoder.ParametersOf(0).Span[0][1 + 2, 0] = 20; // the first hidden unit, a tanh, says whether the class is 2
        decoder.ParametersOf(2).Span[0].Row(0).Fill(1);
        double expected = Enumerable.Range(0, 30)
            .Average(i => Numeric.Row(data.Inputs, i).Sum(x => i % 3 == 2 ? Math.Log(1 + Math.E) - x : Math.Log(2)));
        Assert.That(ElboEstimator.Estimate(encoder, decoder, data, 1, Random).Reconstruction,
            Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void Networks_that_are_no_standard_autoencoder_are_refused()
    {
        Network article = Toys.ArticleEncoder(Pixels, 2), wide = Toys.Generator(2, Pixels),
            other = Toys.Generator(1, Pixels + 1);
        foreach ((Network encoder, Network decoder) in new[] { (article, Decoder), (Encoder, wide), (Encoder, other) })
        {
            Assert.That(() => ElboEstimator.Estimate(encoder, decoder, Data, 1, Random),
                Throws.ArgumentException.With.Message.Contains("autoencoder"));
        }
    }

    private static double Posterior(double[] x, double z)
    {
        double[] heads = EncoderReference.Output(x);
        return Normal(z, heads[0], Math.Exp(heads[1] / 2));
    }

    private static double CrossEntropy(double[] x, double z) => PixelLoss.Forward(DecoderReference.Output([z]), x);

    private static double Normal(double z, double mean, double deviation) =>
        Math.Exp(-(z - mean) * (z - mean) / (2 * deviation * deviation)) / (deviation * Math.Sqrt(2 * Math.PI));

    private static double Integrate(Func<double, double> function) =>
        Enumerable.Range(-1000, 2001).Sum(i => function(i / 100.0)) / 100;

    private static IEnumerable<double[]> Images() =>
        Enumerable.Range(0, 1 << Pixels).Select(i => new double[] { i & 1, (i >> 1) & 1, i >> 2 });

    private static Dataset AllImages(int copies)
    {
        float[][] rows = [.. Enumerable.Repeat(Images(), copies).SelectMany(images => images)
            .Select(x => x.Select(value => (float)value).ToArray())];
        return new Dataset("all", Matrix.FromRows(rows), new int[rows.Length], 2, new ImageDomain(1, Pixels));
    }

    private static Network Zero(Network network)
    {
        network.Parameters.Values.Clear();
        return network;
    }

    /// <summary>
    /// Logits that change a lot with z, so that the encoder, which knows nothing of it, is far from the posterior.
    /// </summary>
    private static Network Steep(Network decoder)
    {
        foreach (ref float weight in decoder.ParametersOf(2).Span[0].Span)
        {
            weight *= 3;
        }
        return decoder;
    }
}
