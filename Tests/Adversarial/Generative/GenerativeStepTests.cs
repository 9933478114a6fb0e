using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Generative;

public class GenerativeStepTests
{
    private const int Latent = 2, Pixels = 6;

    private static readonly Dataset Data = Toys.Images(12, height: 2, width: 3);
    private static readonly PromptBank Prompts = Toys.Prompts(Data, Latent);
    private static readonly int[] Rows = [7, 2, 11];
    private static readonly RandomStream Random = new(1);

    private static IEnumerable<string> Losses => ReferenceGames.Names;

    [Test]
    public void Both_gradients_are_those_of_their_losses(
        [ValueSource(nameof(Losses))] string name, [Values(0f, 0.3f)] float weight)
    {
        Network generator = Toys.Generator(Latent, Pixels, hidden: 5),
            discriminator = Toys.Discriminator(Pixels, hidden: 4);
        var ofGenerator = new RecordingOptimizer(generator.Parameters);
        var ofDiscriminator = new RecordingOptimizer(discriminator.Parameters);
        ReferenceGame game = ReferenceGames.Of(name);
        float[] metrics = Toys.RunOnce(
            Step(generator, discriminator, ofGenerator, ofDiscriminator, new() { Loss = game.Loss }, weight), Rows,
            Random);

        ReferenceNetwork samples = Numeric.Whole(generator), logits = Numeric.ToLogits(generator),
            judge = Numeric.ToLogits(discriminator);
        ReferenceLoss crossEntropy = ReferenceLoss.Of(new BinaryCrossEntropy());
        Matrix first = Draw(Random.Fork(0)), second = Draw(Random.Fork(1));
        Assert.That(metrics[0], Is.EqualTo(OfDiscriminator()).Within(1e-5));
        Assert.That(metrics[1], Is.EqualTo(Fooling()).Within(1e-5));
        Assert.That(metrics, Has.Length.EqualTo(weight > 0 ? 3 : 2));
        Assert.That(metrics[^1], Is.EqualTo(weight > 0 ? Reconstruction() : Fooling()).Within(1e-5));
        Numeric.RequireGradients(
            ofDiscriminator.Gradients, judge, OfDiscriminator,
            lastBiasCounts: name is not ("Wasserstein" or "relativistic average"));
        Numeric.RequireGradients(ofGenerator.Gradients, samples, OfGenerator);

        double[] OfReal() => [.. Rows.Select(row => judge.Output(Numeric.Row(Data.Inputs, row))[0])];

        double[] OfGenerated(Matrix z) =>
            [.. Enumerable.Range(0, 3).Select(i => judge.Output(samples.Output(Numeric.Row(z, i)))[0])];

        double OfDiscriminator() => game.Discriminator(OfReal(), OfGenerated(first));

        double Fooling() => game.Generator(OfReal(), OfGenerated(second));

        // Both consumers of the generator's output: the discriminator and the reconstruction.
        double OfGenerator() => Fooling() + (weight * Reconstruction());

        double Reconstruction()
        {
            for (int i = 0; i < logits.Parameters.Length; i++)
            {
                logits.Parameters[i] = samples.Parameters[i]; // the numbers that RequireGradients moves
            }
            return Enumerable.Range(0, 3).Average(
                i => crossEntropy.Forward(logits.Output(Numeric.Row(second, i)), Numeric.Row(Data.Inputs, Rows[i])));
        }
    }

    [Test]
    public void A_penalty_is_part_of_the_discriminators_loss(
        [Values] PenaltyForm form, [Values(1, 3)] int interval, [Values(0, 1)] int at)
    {
        Network generator = Toys.Generator(Latent, Pixels, hidden: 5),
            discriminator = Toys.Discriminator(Pixels, hidden: 4);
        var recorded = new RecordingOptimizer(discriminator.Parameters);
        DiscriminatorOptions options = new() { Penalty = form, PenaltyWeight = 2, PenaltyInterval = interval };
        GenerativeStep step =
            Step(generator, discriminator, new RecordingOptimizer(generator.Parameters), recorded, options);
        float[] metrics = new float[3];
        step.Run(new StepContext(at, 0, 10, Rows, Random), metrics);

        double weight = at % interval == 0 ? 2 * interval : 0;
        ReferenceNetwork samples = Numeric.Whole(generator), judge = Numeric.ToLogits(discriminator);
        ReferenceGame game = ReferenceGames.Of("non-saturating");
        double[][] real = [.. Rows.Select(row => Numeric.Row(Data.Inputs, row))];
        double[][] generated =
            [.. Enumerable.Range(0, 3).Select(i => samples.Output(Numeric.Row(Draw(Random.Fork(0)), i)))];
        Assert.That(metrics[2], Is.EqualTo(Penalty()).Within(1e-5));
        Numeric.RequireGradients(
            recorded.Gradients, judge, () => game.Discriminator(Logits(real), Logits(generated)) + Penalty());

        double[] Logits(double[][] inputs) => [.. inputs.Select(x => judge.Output(x)[0])];

        double Penalty() => weight * Enumerable.Range(0, 3).Average(i =>
        {
            double u = Random.Fork(0).Fork(2).Fork(4).Uniform((ulong)i);
            double[] x = form == PenaltyForm.ZeroCentred ? real[i]
                : [.. real[i].Zip(generated[i], (a, b) => (u * a) + ((1 - u) * b))];
            double squares = judge.Backward(judge.Forward([x]), [[1]], judge.AllocateGradients())[0].Sum(d => d * d);
            return form == PenaltyForm.ZeroCentred ? 0.5 * squares : Math.Pow(Math.Sqrt(squares) - 1, 2);
        });
    }

    [Test]
    public void A_class_is_told_to_both_networks_and_not_penalised()
    {
        int classes = Data.Classes;
        Network generator = Toys.Generator(Latent + classes, Pixels, hidden: 5),
            discriminator = Toys.Discriminator(Pixels + classes, hidden: 4);
        var ofGenerator = new RecordingOptimizer(generator.Parameters);
        var ofDiscriminator = new RecordingOptimizer(discriminator.Parameters);
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", discriminator, ofDiscriminator),
                new() { Penalty = PenaltyForm.ZeroCentred, PenaltyWeight = 2 }, 12, classes);
        var step = new GenerativeStep(
            Toys.Learner("generator", generator, ofGenerator), adversary, Data, PromptSource.Normal(Latent), 12);
        Toys.RunOnce(step, Rows, Random);

        ReferenceNetwork samples = Numeric.Whole(generator), judge = Numeric.ToLogits(discriminator);
        ReferenceGame game = ReferenceGames.Of("non-saturating");
        Matrix first = DrawNormal(Random.Fork(0)), second = DrawNormal(Random.Fork(1));
        Numeric.RequireGradients(
            ofDiscriminator.Gradients, judge, () => game.Discriminator(OfReal(), OfGenerated(first)) + Penalty());
        Numeric.RequireGradients(ofGenerator.Gradients, samples, () => game.Generator(OfReal(), OfGenerated(second)));

        double[] Class(int i) =>
            [.. Enumerable.Range(0, classes).Select(c => c == Data.Labels.Span[Rows[i]] ? 1.0 : 0)];

        double[] Real(int i) => [.. Numeric.Row(Data.Inputs, Rows[i]), .. Class(i)];

        double[] OfReal() => [.. Enumerable.Range(0, 3).Select(i => judge.Output(Real(i))[0])];

        double[] OfGenerated(Matrix z) => [.. Enumerable.Range(0, 3).Select(i =>
            judge.Output([.. samples.Output([.. Numeric.Row(z, i), .. Class(i)]), .. Class(i)])[0])];

        double Penalty() => Enumerable.Range(0, 3).Average(i =>
            judge.Backward(judge.Forward([Real(i)]), [[1]], judge.AllocateGradients())[0].Take(Pixels).Sum(d => d * d));
    }

    [Test]
    public void The_discriminator_takes_k_turns_on_batches_of_their_own()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        Optimizer ofGenerator = new RecordingOptimizer(generator.Parameters),
            ofDiscriminator = new RecordingOptimizer(discriminator.Parameters);
        var once = new RecordingOptimizer(discriminator.Parameters);
        Toys.RunOnce(Step(generator, discriminator, ofGenerator, once), Rows, Random);
        Toys.RunOnce(Step(generator, discriminator, ofGenerator, ofDiscriminator, new() { Steps = 3 }), Rows, Random);
        Assert.That((ofGenerator.Steps, ofDiscriminator.Steps), Is.EqualTo((2, 3)));
        Assert.That(Bits(((RecordingOptimizer)ofDiscriminator).Gradients), Is.Not.EqualTo(Bits(once.Gradients)));
    }

    [Test]
    public void The_noise_falls_to_nothing()
    {
        string first = Run(noise: 0.3f, at: 0), last = Run(noise: 0.3f, at: 10), without = Run(noise: 0, at: 10);
        Assert.That(last, Is.EqualTo(without));
        Assert.That(first, Is.Not.EqualTo(without));

        static string Run(float noise, int at)
        {
            Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
            var recorded = new RecordingOptimizer(generator.Parameters);
            GenerativeStep step =
                Step(generator, discriminator, recorded, new RecordingOptimizer(discriminator.Parameters),
                new() { InstanceNoise = noise });
            step.Run(new StepContext(at, 0, 10, Rows, Random), new float[2]);
            return Bits(recorded.Gradients);
        }
    }

    [Test]
    public void Clipping_keeps_every_parameter_small()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        Toys.RunOnce(
            Step(generator, discriminator, new RecordingOptimizer(generator.Parameters),
                new Adam(discriminator.Parameters), new() { WeightClip = 0.01f }), Rows, Random);
        Assert.That(discriminator.Parameters.Values.ToArray().Max(Math.Abs), Is.EqualTo(0.01f));
    }

    [Test]
    public void The_generators_update_leaves_the_discriminator_as_it_is()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        float[] before = discriminator.Parameters.Values.ToArray(),
            beforeOfGenerator = generator.Parameters.Values.ToArray();
        Toys.RunOnce(
            Step(generator, discriminator, new Sgd(generator.Parameters),
                new RecordingOptimizer(discriminator.Parameters)), Rows, Random);
        Assert.That(discriminator.Parameters.Values.ToArray(), Is.EqualTo(before));
        Assert.That(discriminator.Parameters.Gradients.ToArray(), Is.All.Zero, "the next update starts from nothing");
        Assert.That(generator.Parameters.Values.ToArray(), Is.Not.EqualTo(beforeOfGenerator));
    }

    [Test]
    public void Two_time_scales_are_the_schedules_of_the_two_networks()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        float[] before = discriminator.Parameters.Values.ToArray(),
            beforeOfGenerator = generator.Parameters.Values.ToArray();
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", discriminator, new Sgd(discriminator.Parameters), 0.1f), new(), 12);
        var step = new GenerativeStep(
            Toys.Learner("generator", generator, new Sgd(generator.Parameters), 0), adversary, Data,
                PromptSource.From(Prompts), 12);
        Toys.RunOnce(step, Rows, Random);
        Assert.That(generator.Parameters.Values.ToArray(), Is.EqualTo(beforeOfGenerator), "its rate is 0");
        Assert.That(discriminator.Parameters.Values.ToArray(), Is.Not.EqualTo(before));
    }

    [Test]
    public void A_discriminator_learns_to_tell_the_samples_of_a_generator_that_stands_still()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        GenerativeStep step = Step(
            generator, discriminator, new RecordingOptimizer(generator.Parameters), new Adam(discriminator.Parameters));
        Toys.Train(step, Data.Count, batchSize: 6, epochs: 300);
        float loss = Toys.RunOnce(step, Rows, Random)[0];
        Assert.That(loss, Is.LessThan(0.3), "two coins would be 2 ln 2 = 1.39");
    }

    [Test]
    public void A_generator_learns_to_fool_a_discriminator_that_stands_still()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        GenerativeStep step = Step(
            generator, discriminator, new Adam(generator.Parameters), new RecordingOptimizer(discriminator.Parameters));
        float before = Toys.RunOnce(step, Rows, Random)[1];
        Toys.Train(step, Data.Count, batchSize: 6, epochs: 100);
        Assert.That(Toys.RunOnce(step, Rows, Random)[1], Is.LessThan(0.7 * before));
    }

    [Test]
    public void Only_the_examples_own_prompts_are_held_to_them()
    {
        // Two of five prompts are their examples'; the others are judged alone.
        var source = PromptSource.Mixed(Prompts, 0.4f);
        Matrix z = Matrix.Allocate(5, Latent), own = Matrix.Allocate(2, Latent);
        Assert.That(source.Draw([4, 5, 6, 7, 8], Random, z), Is.EqualTo(2));
        Prompts.Draw([4, 5], Random.Fork(0), own);
        Assert.That(Agreement.Bits(z.SliceRows(0, 2)), Is.EqualTo(Agreement.Bits(own)));
        Assert.That(() => PromptSource.Mixed(Prompts, 1.1f), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(PromptSource.Normal(3).Draw([1, 2], Random, Matrix.Allocate(2, 3)), Is.Zero);
    }

    [Test]
    public void Bad_arguments_are_refused()
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels),
            narrow = Toys.Discriminator(Pixels - 1);
        var endless = new Network(Latent, new Dense(Latent, Pixels));
        var two = new Network(Pixels, new Dense(Pixels, 2));
        Assert.That(() => Create(endless, discriminator, weight: 1),
            Throws.ArgumentException.With.Message.Contains("sigmoid"));
        Assert.That(() => Create(generator, discriminator, weight: -1),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Create(generator, narrow),
            Throws.ArgumentException.With.Message.Contains("5").And.Message.Contains("6"));
        Assert.That(() => Create(Toys.Generator(Latent + 3, Pixels), discriminator),
            Throws.ArgumentException.With.Message.Contains("3 classes"));
        Assert.That(() => Create(generator, two), Throws.ArgumentException.With.Message.Contains("2 outputs"));
        DiscriminatorOptions[] wrong =
            [new() { Steps = 0 }, new() { PenaltyInterval = 0 }, new() { PenaltyWeight = -1 },
            new() { WeightClip = -1 }, new() { InstanceNoise = -1 }];
        foreach (DiscriminatorOptions options in wrong)
        {
            Assert.That(() => Create(generator, discriminator, options),
                Throws.InstanceOf<ArgumentOutOfRangeException>());
        }

        static GenerativeStep Create(
            Network generator, Network discriminator, DiscriminatorOptions? options = null, float weight = 0) =>
            Step(generator, discriminator, new Sgd(generator.Parameters), new Sgd(discriminator.Parameters), options,
                weight);
    }

    private static GenerativeStep Step(
        Network generator, Network discriminator, Optimizer ofGenerator, Optimizer ofDiscriminator,
            DiscriminatorOptions? options = null, float weight = 0)
    {
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", discriminator, ofDiscriminator, 1e-2f), options ?? new(), 12);
        return new(Toys.Learner("generator", generator, ofGenerator, 1e-2f), adversary, Data,
            PromptSource.From(Prompts), 12)
        { ReconstructionWeight = weight };
    }

    private static Matrix Draw(RandomStream turn)
    {
        Matrix prompts = Matrix.Allocate(Rows.Length, Latent);
        Prompts.Draw(Rows, turn.Fork(0), prompts);
        return prompts;
    }

    private static Matrix DrawNormal(RandomStream turn)
    {
        Matrix prompts = Matrix.Allocate(Rows.Length, Latent);
        PromptSource.Normal(Latent).Draw(Rows, turn.Fork(0), prompts);
        return prompts;
    }

    private static string Bits(IEnumerable<Matrix> tensors) =>
        string.Join(' ', tensors.SelectMany(tensor => Agreement.Bits(tensor))
            .Select(bits => bits.ToString("x8", System.Globalization.CultureInfo.InvariantCulture)));
}
