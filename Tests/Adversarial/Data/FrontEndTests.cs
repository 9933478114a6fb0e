using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Data;

public class FrontEndTests
{
    private const int Samples = 600, Count = 24;

    private static readonly SpeechDomain Domain = new(Samples, ["low", "high"]);
    private static readonly Dataset Words = Tones();
    private static readonly FrontEnd FrontEnd = Domain.CreateFrontEnd(Words);
    private static readonly RandomStream Random = new(3);
    private static readonly int[] Rows = [3, 1, 17, 8, 22];

    [Test]
    public void A_network_behind_a_front_end_is_the_network_of_its_features()
    {
        Network network = Classifier();
        Network whole = FrontEnd.Before(network);
        Assert.That(
            whole.PredictOutputs(Words.Inputs).Span.ToArray(),
            Is.EqualTo(network.PredictOutputs(FrontEnd.Apply(Words.Inputs)).Span.ToArray()));
        Assert.That(
            FrontEnd.Behind(whole).Parameters.Values.ToArray(), Is.EqualTo(network.Parameters.Values.ToArray()));
    }

    [Test]
    public void A_saved_classifier_gives_its_front_end_back()
    {
        Network whole = FrontEnd.Before(Classifier());
        FrontEnd again = SpeechFrontEnd.Of(whole, Domain);
        Assert.That(
            again.Apply(Words.Inputs).Span.ToArray(), Is.EqualTo(FrontEnd.Apply(Words.Inputs).Span.ToArray()));
        Assert.That(
            () => SpeechFrontEnd.Of(Classifier(), Domain),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("spoken words"));
    }

    [Test]
    public void Features_are_standardised_and_keep_their_labels()
    {
        Dataset features = FrontEnd.Apply(Words);
        Assert.That(features.Labels.ToArray(), Is.EqualTo(Words.Labels.ToArray()));
        Assert.That(features.Domain, Is.InstanceOf<LogMelDomain>());
        for (int i = 0; i < features.Inputs.Columns; i++)
        {
            double[] column = [.. Enumerable.Range(0, Count).Select(row => (double)features.Inputs[row, i])];
            Assert.That(column.Average(), Is.Zero.Within(1e-4));
            Assert.That(column.Select(x => x * x).Average(), Is.LessThan(1)); // deviations were softened
        }
    }

    [Test]
    public void Batches_are_augmented_as_examples_and_learned_from_as_features()
    {
        Augmentation augmentation = SpeechAugmentation.Usual;
        Matrix augmented = Matrix.Allocate(Rows.Length, Domain.Features);
        Domain.CreateAugmenter(augmentation).Augment(Words.Subset(Rows).Inputs, Rows, Random.Fork(1), augmented);
        Matrix batch = Compose(new() { Real = 0, Augmented = 1, Augmentation = augmentation }, Classifier());
        Assert.That(batch.Span.ToArray(), Is.EqualTo(FrontEnd.Apply(augmented).Span.ToArray()));
    }

    [Test]
    public void Attacks_of_training_move_samples_of_the_sound_within_their_ball()
    {
        AttackOptions attack = new() { Epsilon = SpeechDomain.EpsilonOf(20), Steps = 5 };
        Network classifier = Classifier();
        var model = new GeneratorModel(FrontEnd.Network, classifier, Rows.Length, Domain.Box);
        Matrix originals = Matrix.Allocate(Rows.Length, Domain.Features);
        Domain.CreateAugmenter(Augmentation.None).Augment(Words.Subset(Rows).Inputs, Rows, Random.Fork(4), originals);
        Dataset words = Words.Subset(Rows).WithInputs(originals, Domain);
        Matrix moved = Matrix.Allocate(Rows.Length, Domain.Features);
        // the fork of the form's stream that its attack draws from
        new ProjectedGradient(model, attack).Perturb(
            new AttackBatch(words.Inputs, words.Labels, Rows, Random.Fork(4).Fork(-1)), moved);
        for (int row = 0; row < Rows.Length; row++)
        {
            Assert.That(attack.BallIn(Domain.Box).Contains(moved.Row(row), words.Inputs.Row(row)));
            Assert.That(moved[row, Samples], Is.EqualTo(words.Inputs[row, Samples]), "the end points stay");
        }
        Matrix batch = Compose(new() { Real = 0, AdversarialPixels = 1, PixelAttack = attack }, classifier);
        Assert.That(batch.Span.ToArray(), Is.EqualTo(FrontEnd.Apply(moved).Span.ToArray()));
        Assert.That(Loss(batch, words), Is.GreaterThan(Loss(FrontEnd.Apply(words.Inputs), words)));

        float Loss(Matrix features, Dataset of)
        {
            Matrix losses = Matrix.Allocate(1, of.Count);
            new SoftmaxCrossEntropy().Compute(classifier.PredictOutputs(features), of.Targets, losses, 1, default);
            return losses.Span.ToArray().Sum();
        }
    }

    private static Matrix Compose(MixtureOptions mixture, Network classifier)
    {
        var batches = new MixedBatch(classifier, Words, mixture, null, Rows.Length, FrontEnd.Network);
        Matrix batch = Matrix.Allocate(Rows.Length, FrontEnd.Network.Outputs);
        batches.Compose(Rows, Random, batch, progress: 0);
        return batch;
    }

    private static Network Classifier()
    {
        int features = FrontEnd.Network.Outputs;
        var network = new Network(features, new Dense(features, 8), new Relu(), new Dense(8, 2));
        network.Initialise(new RandomStream(5));
        return network;
    }

    /// <summary>Low and high tones of several lengths, with a little noise.</summary>
    private static Dataset Tones()
    {
        Matrix rows = Matrix.Allocate(Count, Samples + 1);
        var random = new RandomStream(1);
        for (int i = 0; i < Count; i++)
        {
            int length = 300 + (10 * i);
            float frequency = i % 2 == 0 ? 300 : 2000;
            for (int n = 0; n < length; n++)
            {
                rows[i, n] = (0.07f * MathF.Sin(MathF.Tau * frequency * n / 8000))
                    + (0.01f * (random.Fork(i).Uniform((ulong)n) - 0.5f));
            }
            rows[i, Samples] = length;
        }
        return new Dataset("tones", rows, [.. Enumerable.Range(0, Count).Select(i => i % 2)], 2, Domain);
    }
}
