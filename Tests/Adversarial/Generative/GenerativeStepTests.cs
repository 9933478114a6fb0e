using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Generative;

public class GenerativeStepTests
{
    private const int Latent = 2, Pixels = 6;

    private static readonly Dataset Data = Toys.Images(12, height: 2, width: 3);
    private static readonly PromptBank Prompts = Toys.Prompts(Data, Latent);
    private static readonly int[] Rows = [7, 2, 11];
    private static readonly RandomStream Random = new(1);

    private static IEnumerable<Loss> Losses => [new BinaryCrossEntropy(), new ArticleGeneratorLoss()];

    [Test]
    public void Both_gradients_are_those_of_their_losses([ValueSource(nameof(Losses))] Loss loss, [Values(0f, 0.3f)] float weight)
    {
        Network generator = Toys.Generator(Latent, Pixels, hidden: 5), discriminator = Toys.Discriminator(Pixels, hidden: 4);
        var ofGenerator = new RecordingOptimizer(generator.Parameters);
        var ofDiscriminator = new RecordingOptimizer(discriminator.Parameters);
        float[] metrics = Toys.RunOnce(Step(generator, discriminator, ofGenerator, ofDiscriminator, loss, weight), Rows, Random);

        ReferenceNetwork samples = Numeric.Whole(generator), logits = Numeric.ToLogits(generator), judge = Numeric.ToLogits(discriminator);
        ReferenceLoss crossEntropy = ReferenceLoss.Of(new BinaryCrossEntropy()), wanted = ReferenceLoss.Of(loss);
        Matrix first = Draw(Random.Fork(0)), second = Draw(Random.Fork(1));
        Assert.That(metrics[0], Is.EqualTo(OfDiscriminator()).Within(1e-5));
        Assert.That(metrics[1], Is.EqualTo(Enumerable.Range(0, 3).Average(Fooling)).Within(1e-5));
        Assert.That(metrics[2], Is.EqualTo(Enumerable.Range(0, 3).Average(Reconstruction)).Within(1e-5));
        Numeric.RequireGradients(ofDiscriminator.Gradients, judge, OfDiscriminator);
        Numeric.RequireGradients(ofGenerator.Gradients, logits, OfGenerator);

        // −log D(x) − log(1 − D(G(z)))
        double OfDiscriminator() => Enumerable.Range(0, 3).Average(i =>
            crossEntropy.Forward(judge.Output(Numeric.Row(Data.Inputs, Rows[i])), [1]) +
            crossEntropy.Forward(judge.Output(samples.Output(Numeric.Row(first, i))), [0]));

        // Both consumers of the generator's logits: the discriminator, through a sigmoid, and the reconstruction.
        double OfGenerator() => Enumerable.Range(0, 3).Average(i => Fooling(i) + (weight * Reconstruction(i)));

        double Fooling(int i) => wanted.Forward(
            judge.Output([.. logits.Output(Numeric.Row(second, i)).Select(l => 1 / (1 + Math.Exp(-l)))]), [1]);

        double Reconstruction(int i) => crossEntropy.Forward(logits.Output(Numeric.Row(second, i)), Numeric.Row(Data.Inputs, Rows[i]));
    }

    [Test]
    public void The_generators_update_leaves_the_discriminator_as_it_is()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        float[] before = discriminator.Parameters.Values.ToArray(), beforeOfGenerator = generator.Parameters.Values.ToArray();
        Toys.RunOnce(
            Step(generator, discriminator, new Sgd(generator.Parameters), new RecordingOptimizer(discriminator.Parameters)), Rows, Random);
        Assert.That(discriminator.Parameters.Values.ToArray(), Is.EqualTo(before));
        Assert.That(discriminator.Parameters.Gradients.ToArray(), Is.All.Zero, "the next update starts from nothing");
        Assert.That(generator.Parameters.Values.ToArray(), Is.Not.EqualTo(beforeOfGenerator));
    }

    [Test]
    public void Two_time_scales_are_the_schedules_of_the_two_networks()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        float[] before = discriminator.Parameters.Values.ToArray(), beforeOfGenerator = generator.Parameters.Values.ToArray();
        var step = new GenerativeStep(
            generator, discriminator, new Sgd(generator.Parameters), new Sgd(discriminator.Parameters), new ConstantSchedule(0), Data, Prompts,
            new BinaryCrossEntropy(), 0, 12)
        {
            DiscriminatorSchedule = new ConstantSchedule(0.1f),
        };
        Toys.RunOnce(step, Rows, Random);
        Assert.That(generator.Parameters.Values.ToArray(), Is.EqualTo(beforeOfGenerator), "its rate is 0");
        Assert.That(discriminator.Parameters.Values.ToArray(), Is.Not.EqualTo(before));
    }

    [Test]
    public void A_discriminator_learns_to_tell_the_samples_of_a_generator_that_stands_still()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        GenerativeStep step = Step(generator, discriminator, new RecordingOptimizer(generator.Parameters), new Adam(discriminator.Parameters));
        Toys.Train(step, Data.Count, batchSize: 6, epochs: 300);
        float loss = Toys.RunOnce(step, Rows, Random)[0];
        Assert.That(loss, Is.LessThan(0.3), "two coins would be 2 ln 2 = 1.39");
    }

    [Test]
    public void A_generator_learns_to_fool_a_discriminator_that_stands_still()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        GenerativeStep step = Step(generator, discriminator, new Adam(generator.Parameters), new RecordingOptimizer(discriminator.Parameters));
        float before = Toys.RunOnce(step, Rows, Random)[1];
        Toys.Train(step, Data.Count, batchSize: 6, epochs: 100);
        Assert.That(Toys.RunOnce(step, Rows, Random)[1], Is.LessThan(0.7 * before));
    }

    [Test]
    public void Bad_arguments_are_refused()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        var endless = new Network(Latent, new Dense(Latent, Pixels));
        Assert.That(() => Step(endless, discriminator, new Sgd(endless.Parameters), new Sgd(discriminator.Parameters)),
            Throws.ArgumentException.With.Message.Contains("sigmoid"));
        Assert.That(
            () => Step(generator, discriminator, new Sgd(generator.Parameters), new Sgd(discriminator.Parameters), weight: -1),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static GenerativeStep Step(
        Network generator, Network discriminator, Optimizer ofGenerator, Optimizer ofDiscriminator, Loss? loss = null, float weight = 0) =>
        new(generator, discriminator, ofGenerator, ofDiscriminator, new ConstantSchedule(1e-2f), Data, Prompts, loss ?? new BinaryCrossEntropy(), weight, 12);

    private static Matrix Draw(RandomStream random)
    {
        Matrix prompts = Matrix.Allocate(Rows.Length, Latent);
        Prompts.Draw(Rows, random, prompts);
        return prompts;
    }
}
