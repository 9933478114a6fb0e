using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Generative;

/// <summary>Encoders, banks of prompts, and where new prompts come from.</summary>
public class PromptTests
{
    private static readonly Dataset Data = Toys.Images(600); // more than one batch of the bank
    private static readonly RandomStream Random = new(3);

    [Test]
    public void The_heads_of_a_network_tell_the_encoder()
    {
        PromptEncoder standard = PromptEncoder.From(Toys.Encoder(30, 4)),
            article = PromptEncoder.From(Toys.ArticleEncoder(30, 4));
        Assert.That(standard, Is.TypeOf<GaussianEncoder>());
        Assert.That(article, Is.TypeOf<TiedEncoder>());
        Assert.That((standard.Latent, article.Latent), Is.EqualTo((4, 4)));
    }

    [Test]
    public void A_network_without_heads_is_no_encoder()
    {
        Network[] others = [Toys.Classifier(30), new(3), new(3, new Sigmoid()), new(3, new Relu(), new Sigmoid())];
        foreach (Network other in others)
        {
            Assert.That(() => PromptEncoder.From(other),
                Throws.ArgumentException.With.Message.Contains("GaussianHeads"));
        }
    }

    [Test]
    public void The_standard_heads_are_a_mean_and_half_a_log_variance()
    {
        Network encoder = Toys.Encoder(30, 4);
        Matrix heads = encoder.PredictOutputs(Data.Inputs);
        PromptBank bank = PromptBank.Encode(PromptEncoder.From(encoder), Data);
        double[] sigma = [.. Agreement.Doubles(heads.SliceColumns(4, 4)).Select(v => Math.Sqrt(Math.Exp(v)))];
        Assert.That(Agreement.Bits(bank.Means), Is.EqualTo(Agreement.Bits(heads.SliceColumns(0, 4))));
        Assert.That(Agreement.Error(bank.Deviations, sigma), Is.LessThan(Tolerances.ByHand));
        Assert.That(bank.Labels.ToArray(), Is.EqualTo(Data.Labels.ToArray()));
    }

    [Test]
    public void A_prompt_is_a_draw_of_its_own_distribution()
    {
        PromptBank bank = Toys.Prompts(Data, 4);
        Matrix prompt = Matrix.Allocate(1, 4);
        const int Draws = 4000;
        double[] sum = new double[4], squares = new double[4];
        for (int i = 0; i < Draws; i++)
        {
            bank.Draw([577], Random.Fork(i), prompt);
            for (int j = 0; j < 4; j++)
            {
                double normal = (prompt[0, j] - bank.Means[577, j]) / bank.Deviations[577, j];
                sum[j] += normal / Draws;
                squares[j] += normal * normal / Draws;
            }
        }
        Assert.That(sum, Is.EqualTo(new double[4]).Within(0.07)); // four standard deviations
        Assert.That(squares, Is.EqualTo(new double[] { 1, 1, 1, 1 }).Within(0.1));
    }

    [Test]
    public void A_draw_depends_on_the_stream_and_the_example_alone()
    {
        PromptBank bank = Toys.Prompts(Data, 4);
        Matrix three = Matrix.Allocate(3, 4), one = Matrix.Allocate(1, 4), other = Matrix.Allocate(1, 4);
        bank.Draw([599, 5, 5], Random, three);
        bank.Draw([5], Random, one);
        bank.Draw([5], Random.Fork(1), other);
        Assert.That(Agreement.Bits(three.SliceRows(1, 1)),
            Is.EqualTo(Agreement.Bits(one)).And.EqualTo(Agreement.Bits(three.SliceRows(2, 1))));
        Assert.That(Agreement.Bits(other), Is.Not.EqualTo(Agreement.Bits(one)));
        Assert.That(() => bank.Draw([5], Random, three), Throws.ArgumentException.With.Message.Contains("(3, 4)"));
    }

    [Test]
    public void The_articles_prompts_are_the_mean_times_one_plus_noise()
    {
        Network encoder = Toys.ArticleEncoder(30, 4);
        PromptBank bank = PromptBank.Encode(PromptEncoder.From(encoder), Data);
        Matrix prompts = Matrix.Allocate(1, 4), noise = Matrix.Allocate(1, 4), mean = encoder.PredictOutputs(Data.Inputs);
        bank.Draw([77], Random, prompts);
        Random.Fork(77).FillNormal(noise.Span);
        Assert.That(Agreement.Error(
            prompts, [.. Enumerable.Range(0, 4).Select(j => mean[77, j] * (1.0 + noise[0, j]))]),
            Is.LessThan(Tolerances.ByHand));
    }

    [Test]
    public void The_prior_has_the_moments_of_all_prompts()
    {
        // μ = 1 and 3, σ² = 4 and 1: the mean is 2, the variance that of μ plus the mean of σ², 1 + 2.5.
        var encoder = new Network(1, new GaussianHeads(1, 1));
        encoder.ParametersOf(0).Span[0].Row(0)[0] = 2;
        encoder.ParametersOf(0).Span[0].Row(0)[1] = -MathF.Log(4);
        encoder.ParametersOf(0).Span[1].Row(0)[0] = 1;
        encoder.ParametersOf(0).Span[1].Row(0)[1] = MathF.Log(4);
        var data = new Dataset("two", Matrix.FromRows([0], [1]), [0, 1], 2, new ImageDomain(1, 1));
        PromptPrior prior = PromptPrior.From(PromptBank.Encode(PromptEncoder.From(encoder), data));
        Assert.That(prior.Mean[0], Is.EqualTo(2).Within(1e-6));
        Assert.That(prior.Deviation[0], Is.EqualTo(Math.Sqrt(3.5)).Within(1e-6));
    }

    [Test]
    public void Draws_of_the_prior_have_its_moments()
    {
        var prior = new PromptPrior([5, -1], [0.5f, 2]);
        Matrix draws = Matrix.Allocate(8000, 2);
        prior.Draw(Random, draws);
        for (int j = 0; j < 2; j++)
        {
            double[] column = Agreement.Doubles(draws.SliceColumns(j, 1));
            double mean = column.Average(), deviation = Math.Sqrt(column.Average(x => (x - mean) * (x - mean)));
            Assert.That(mean, Is.EqualTo(prior.Mean[j]).Within(0.05 * prior.Deviation[j])); // four standard deviations
            Assert.That(deviation, Is.EqualTo(prior.Deviation[j]).Within(0.04 * prior.Deviation[j]));
        }
        Assert.That(() => prior.Draw(Random, Matrix.Allocate(2, 3)), Throws.ArgumentException);
    }

    [Test]
    public void A_sampler_is_its_bank_and_its_generator()
    {
        PromptBank bank = Toys.Prompts(Data, 4);
        Network generator = Toys.Generator(4, 30);
        var sampler = new PromptSampler(bank, generator, 8);
        Matrix fromSampler = Matrix.Allocate(2, 4), fromBank = Matrix.Allocate(2, 4), samples = Matrix.Allocate(2, 30);
        sampler.Draw([3, 9], Random, fromSampler);
        bank.Draw([3, 9], Random, fromBank);
        sampler.Generate(fromSampler, samples);
        Assert.That(Agreement.Bits(fromSampler), Is.EqualTo(Agreement.Bits(fromBank)));
        Assert.That(Agreement.Bits(samples), Is.EqualTo(Agreement.Bits(generator.PredictOutputs(fromBank))));
    }

    [Test]
    public void A_conditional_encoder_sees_the_class_and_its_prompts_end_in_it()
    {
        Network encoder = Toys.Encoder(30 + Toys.Classes, 4);
        PromptBank bank = PromptBank.Encode(PromptEncoder.From(encoder), Data);
        Matrix told = Matrix.Allocate(1, 30 + Toys.Classes), prompt = Matrix.Allocate(1, 4 + Toys.Classes);
        Data.Inputs.SliceRows(577, 1).CopyTo(told.SliceColumns(0, 30));
        told[0, 30 + (577 % 3)] = 1;
        bank.Draw([577], Random, prompt);
        Assert.That(Agreement.Bits(bank.Means.SliceRows(577, 1).SliceColumns(0, 4)),
            Is.EqualTo(Agreement.Bits(encoder.PredictOutputs(told).SliceColumns(0, 4))));
        Assert.That(prompt.Row(0)[4..].ToArray(), Is.EqualTo(new float[] { 0, 1, 0 }),
            "577 is of class 1, and nothing about that is random");
        Assert.That((bank.Latent, bank.Conditions), Is.EqualTo((7, 3)));
    }

    [Test]
    public void The_prior_of_a_conditional_bank_draws_a_class_by_its_frequency()
    {
        var prior = new PromptPrior([5, 0.25f, 0, 0.75f], [0.5f, 0.4f, 0, 0.4f], Conditions: 3);
        Matrix draws = Matrix.Allocate(4000, 4);
        prior.Draw(Random, draws);
        int[] counts = [.. Enumerable.Range(1, 3)
            .Select(j => Enumerable.Range(0, 4000).Count(row => draws[row, j] == 1))];
        Assert.That(counts, Is.EqualTo(new[] { 1000, 0, 3000 }).Within(110)); // four standard deviations
        Assert.That(counts.Sum(), Is.EqualTo(4000), "every draw has one");
        Assert.That(PromptPrior.From(PromptBank.Encode(PromptEncoder.From(Toys.Encoder(33, 4)), Data)).Conditions,
            Is.EqualTo(3));
    }

    [Test]
    public void A_bank_that_does_not_hold_together_is_refused()
    {
        Matrix two = Matrix.Allocate(2, 3), negative = Matrix.FromRows([0, 0, 0], [0, -1, 0]);
        Assert.That(() => new PromptBank(two, Matrix.Allocate(2, 2), new[] { 0, 1 }, 2), Throws.ArgumentException);
        Assert.That(() => new PromptBank(two, two, new[] { 0 }, 2), Throws.ArgumentException);
        Assert.That(() => new PromptBank(two, two, new[] { 0, 2 }, 2),
            Throws.ArgumentException.With.Message.Contains("0 to 1"));
        Assert.That(() => new PromptBank(two, negative, new[] { 0, 1 }, 2),
            Throws.ArgumentException.With.Message.Contains("prompt 1"));
        Assert.That(() => new PromptBank(two, two, new[] { 0, 1 }, 2, conditions: 1),
            Throws.ArgumentException.With.Message.Contains("1 of 3 columns"));
    }
}
