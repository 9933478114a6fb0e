using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;

namespace Scratch.Tests.Adversarial.Generative;

/// <summary>
/// BiGAN, adversarial autoencoder and VAE-GAN: the gradients of every network against double precision.
/// </summary>
public class AdversarialEncoderTests
{
    private const int Latent = 2, Pixels = 6;

    private static readonly Dataset Data = Toys.Images(12, height: 2, width: 3);
    private static readonly int[] Rows = [7, 2, 11];
    private static readonly RandomStream Random = new(1);
    private static readonly ReferenceGame Game = ReferenceGames.Of("non-saturating");
    private static readonly ReferenceLoss CrossEntropy = ReferenceLoss.Of(new BinaryCrossEntropy());

    [Test]
    public void Pairs_of_a_sample_and_its_prompt_teach_all_three_networks()
    {
        Players players = new(judged: Pixels + Latent);
        float[] metrics = Toys.RunOnce(
            new BidirectionalStep(players.Encoder, players.Generator, players.DiscriminatorTrainer(), Data, 5), Rows,
            Random);

        Matrix noise = Normal(Random.Fork(0), rows: 3);
        double[] Z(int i) => Numeric.Row(Normal(Random.Fork(2).Fork(i), rows: 1), 0);
        double[] OfReal() =>
            [.. Enumerable.Range(0, 3).Select(i => players.Judge([.. X(i), .. players.Prompt(i, noise)]))];
        double[] OfGenerated() =>
            [.. Enumerable.Range(0, 3).Select(i => players.Judge([.. players.Sample(Z(i)), .. Z(i)]))];
        // −log D(G(z), z) − log(1 − D(x, E(x)))
        double Fooling() => Game.Generator([], OfGenerated()) + Game.Generator([], [.. OfReal().Select(x => -x)]);

        Assert.That(metrics, Is.EqualTo(new[] { Game.Discriminator(OfReal(), OfGenerated()), Fooling() }).Within(1e-5));
        players.RequireGradients(Fooling, Fooling, () => Game.Discriminator(OfReal(), OfGenerated()));
    }

    [Test]
    public void A_discriminator_of_prompts_teaches_an_autoencoder([Values(0f, 0.7f)] float weight)
    {
        Players players = new(judged: Latent);
        float[] metrics = Toys.RunOnce(
            new AdversarialAutoencoderStep(
                players.Encoder, players.Generator, players.DiscriminatorTrainer(), Data, 5)
            { GameWeight = weight },
                Rows, Random);

        Matrix noise = Normal(Random.Fork(0), rows: 3), prior = Normal(Random.Fork(1), rows: 3);
        double[] OfPrior() => [.. Enumerable.Range(0, 3).Select(i => players.Judge(Numeric.Row(prior, i)))];
        double[] OfPrompts() => [.. Enumerable.Range(0, 3).Select(i => players.Judge(players.Prompt(i, noise)))];
        double Reconstruction() => Enumerable.Range(0, 3)
            .Average(i => CrossEntropy.Forward(players.SampleLogits(players.Prompt(i, noise)), X(i)));
        double OfEncoder() => Reconstruction() + (weight * Game.Generator([], OfPrompts()));

        Assert.That(metrics,
            Is.EqualTo(new[] { Reconstruction(), Game.Discriminator(OfPrior(), OfPrompts()),
            Game.Generator([], OfPrompts()) }).Within(1e-5));
        players.RequireGradients(OfEncoder, Reconstruction, () => Game.Discriminator(OfPrior(), OfPrompts()));
    }

    [Test]
    public void What_a_discriminator_sees_teaches_an_autoencoder(
        [Values(0f, 0.5f)] float gamma, [Values(0f, 2f)] float beta)
    {
        Players players = new(judged: Pixels);
        float[] metrics = Toys.RunOnce(
            new FeatureAutoencoderStep(
                players.Encoder, players.Generator, players.DiscriminatorTrainer(), Data, 5)
            {
                FeatureWeight = gamma,
                Beta = beta
            }, Rows, Random);

        Matrix noise = Normal(Random.Fork(0), rows: 3), prior = Normal(Random.Fork(2), rows: 3);
        double[] OfReal() => [.. Enumerable.Range(0, 3).Select(i => players.Judge(X(i)))];
        double[] OfGenerated() => [.. Enumerable.Range(0, 6).Select(i =>
            players.Judge(players.Sample(i < 3 ? players.Prompt(i, noise) : Numeric.Row(prior, i - 3))))];
        double Features() => Enumerable.Range(0, 3).Average(i =>
            0.5 * players.Features(X(i))
                .Zip(players.Features(players.Sample(players.Prompt(i, noise))), (a, b) => (a - b) * (a - b)).Sum());
        double Divergence() =>
            Enumerable.Range(0, 3).Average(i => ReferenceReparameterisation.Divergence(players.Heads(i)));
        double OfDecoder() => (gamma * Features()) + Game.Generator([], OfGenerated());

        Assert.That(metrics, Is.EqualTo(
            new[] { Game.Discriminator(OfReal(), OfGenerated()), Game.Generator([], OfGenerated()), Features(),
                Divergence() }).Within(1e-5));
        players.RequireGradients(
            () => Features() + (beta * Divergence()), OfDecoder, () => Game.Discriminator(OfReal(), OfGenerated()));
    }

    [Test]
    public void Networks_that_do_not_fit_are_refused()
    {
        Players wide = new(judged: Pixels + 1);
        Assert.That(() => new BidirectionalStep(wide.Encoder, wide.Generator, wide.DiscriminatorTrainer(), Data, 5),
            Throws.ArgumentException.With.Message.Contains("7"));
        Assert.That(() => new AdversarialAutoencoderStep(
            wide.Encoder, wide.Generator, wide.DiscriminatorTrainer(), Data, 5),
            Throws.ArgumentException.With.Message.Contains("7"));
        Assert.That(() => new FeatureAutoencoderStep(
            wide.Encoder, wide.Generator, wide.DiscriminatorTrainer(), Data, 5),
            Throws.ArgumentException.With.Message.Contains("7"));
        Players right = new(judged: Latent);
        Assert.That(
            () => new AdversarialAutoencoderStep(
                right.Encoder, right.Generator, right.DiscriminatorTrainer(), Data, 5)
            { GameWeight = -1 },
                Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static double[] X(int i) => Numeric.Row(Data.Inputs, Rows[i]);

    private static Matrix Normal(RandomStream random, int rows)
    {
        Matrix numbers = Matrix.Allocate(rows, Latent);
        random.FillNormal(numbers.Span);
        return numbers;
    }

    /// <summary>
    /// An encoder, a generator and a discriminator whose gradients are recorded, and their references.
    /// </summary>
    private sealed class Players
    {
        private readonly Network _discriminator;
        private readonly RecordingOptimizer _ofEncoder;
        private readonly RecordingOptimizer _ofGenerator;
        private readonly RecordingOptimizer _ofDiscriminator;
        private readonly ReferenceNetwork _encoderReference;
        private readonly ReferenceNetwork _generatorReference;
        private readonly ReferenceNetwork _judge;

        public Players(int judged)
        {
            Network encoder = Toys.Encoder(Pixels, Latent, hidden: 5),
                generator = Toys.Generator(Latent, Pixels, hidden: 5);
            _discriminator = Toys.Discriminator(judged, hidden: 4);
            (_ofEncoder, _ofGenerator, _ofDiscriminator) =
                (new(encoder.Parameters), new(generator.Parameters), new(_discriminator.Parameters));
            (Encoder, Generator) =
                (Toys.Learner("encoder", encoder, _ofEncoder), Toys.Learner("generator", generator, _ofGenerator));
            (_encoderReference, _generatorReference, _judge) =
                (Numeric.Whole(encoder), Numeric.Whole(generator), Numeric.ToLogits(_discriminator));
        }

        public Learner Encoder { get; }

        public Learner Generator { get; }

        public DiscriminatorTrainer DiscriminatorTrainer() =>
            new(Toys.Learner("discriminator", _discriminator, _ofDiscriminator), new(), 10);

        public double[] Heads(int i) => _encoderReference.Output(X(i));

        public double[] Prompt(int i, Matrix noise) =>
            ReferenceReparameterisation.Forward(Heads(i), Numeric.Row(noise, i));

        public double[] Sample(double[] z) => _generatorReference.Output(z);

        public double[] SampleLogits(double[] z) => _generatorReference.Forward(z)[^2];

        public double Judge(double[] input) => _judge.Output(input)[0];

        public double[] Features(double[] input) => _judge.Forward(input)[^2];

        public void RequireGradients(Func<double> ofEncoder, Func<double> ofGenerator, Func<double> ofDiscriminator)
        {
            Numeric.RequireGradients(_ofEncoder.Gradients, _encoderReference, ofEncoder);
            Numeric.RequireGradients(_ofGenerator.Gradients, _generatorReference, ofGenerator);
            Numeric.RequireGradients(_ofDiscriminator.Gradients, _judge, ofDiscriminator);
        }
    }
}
