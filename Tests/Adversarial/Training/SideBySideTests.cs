using NUnit.Framework;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Training;

/// <summary>A dozen trainings of different kinds in one process at once give the bits that each gives alone.</summary>
[NonParallelizable]
public class SideBySideTests
{
    private const int Batch = 32, Height = 16, Width = 16, Pixels = Height * Width, Latent = 8, Epochs = 3;

    private static readonly Dataset Data = Toys.Images(150, Height, Width);
    private static readonly Schedule Rate = new ConstantSchedule(1e-3f);

    private static readonly Func<ITrainingStep>[] Kinds =
    [
        () => Classifier(MixtureOptions.RealOnly, 1),
        () => Classifier(new() { Real = 0, Augmented = 1,
            Augmentation = new AugmentationOptions { Rotation = 9, Noise = 0.1f } }, 2),
        () => Classifier(new() { Real = 0.5, AdversarialPixels = 0.5,
            PixelAttack = new() { Epsilon = 0.1f, StepSize = 0.05f, Steps = 3 } }, 3),
        () => Classifier(new() { Real = 0.5, Generated = 0.25, AdversarialPrompts = 0.25 }, 4),
        Autoencoder,
        ArticleAutoencoder,
        () => Generative(AdversarialLoss.NonSaturating),
        () => Generative(AdversarialLoss.RelativisticAverage),
        () => AdversarialSteps.Conditional(
            Data, Latent, Batch,
            new() { Loss = AdversarialLoss.Wasserstein, Steps = 2, WeightClip = 0.1f, InstanceNoise = 0.2f }),
        () => AdversarialSteps.Bidirectional(Data, Latent, Batch),
        () => AdversarialSteps.AdversarialAutoencoder(Data, Latent, Batch),
        () => AdversarialSteps.FeatureAutoencoder(Data, Latent, Batch),
        () => AdversarialSteps.SemiSupervised(Data, Latent, Batch),
    ];

    [Test]
    public void They_give_the_bits_that_each_gives_alone([Values(1, 2, 3)] int threads)
    {
        using var pool = new PoolThreads(threads);
        string[] alone = [.. Kinds.Select(kind => Train(kind()))];
        string[] together = new string[Kinds.Length];
        Thread[] trainings = [.. Kinds.Select((kind, i) => new Thread(() => together[i] = Train(kind())))];
        Array.ForEach(trainings, training => training.Start());
        Array.ForEach(trainings, training => training.Join());
        Assert.That(together, Is.EqualTo(alone));
        Assert.That(alone, Is.Unique);
    }

    /// <summary>All parameters at the end, as text.</summary>
    private static string Train(ITrainingStep step)
    {
        Toys.Train(step, Data.Count, Batch, Epochs);
        return string.Join(' ',
            step.Learners.Select(
            learner => Convert.ToHexString(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(learner.Network.Parameters.Values))));
    }

    private static SupervisedStep Classifier(MixtureOptions mixture, ulong seed)
    {
        Network classifier = Toys.Classifier(Pixels, hidden: 64, seed: seed);
        var prompts = new PromptSampler(Toys.Prompts(Data, Latent), Toys.Generator(Latent, Pixels), Batch);
        return new SupervisedStep(
            new Learner("classifier", classifier, new Adam(classifier.Parameters), Rate),
            new MixedBatch(classifier, Data, mixture, prompts, Batch));
    }

    private static AutoencoderStep Autoencoder()
    {
        Network encoder = Toys.Encoder(Pixels, Latent, 64), decoder = Toys.Generator(Latent, Pixels, 64);
        return new(Toys.Learner("encoder", encoder), Toys.Learner("decoder", decoder), Data, Batch);
    }

    private static ArticleAutoencoderStep ArticleAutoencoder()
    {
        Network encoder = Toys.ArticleEncoder(Pixels, Latent, 64), decoder = Toys.Generator(Latent, Pixels, 64);
        return new(Toys.Learner("encoder", encoder),
            Toys.Learner("decoder", decoder, new Sgd(decoder.Parameters, 0.9f), 1e-3f), Data, Batch);
    }

    private static GenerativeStep Generative(AdversarialLoss loss)
    {
        Network generator = Toys.Generator(Latent, Pixels, 64), discriminator = Toys.Discriminator(Pixels, 64);
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", discriminator), new() { Loss = loss, Penalty = PenaltyForm.OneCentred },
            Batch);
        return new(Toys.Learner("generator", generator), adversary, Data, PromptSource.From(Toys.Prompts(Data, Latent)),
            Batch)
        { ReconstructionWeight = 0.1f };
    }
}
