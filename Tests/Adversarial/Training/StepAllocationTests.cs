using NUnit.Framework;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Training;

/// <summary>A warm update allocates nothing, whatever it trains.</summary>
[NonParallelizable]
public class StepAllocationTests
{
    private const int Batch = 64, Height = 20, Width = 19, Pixels = Height * Width, Latent = 8;

    private static readonly Dataset Data = Toys.Images(100, Height, Width);

    private static IEnumerable<TestCaseData<Func<ITrainingStep>>> Steps =>
    [
        new TestCaseData<Func<ITrainingStep>>(SupervisedStep).SetArgDisplayNames("classifier"),
        new TestCaseData<Func<ITrainingStep>>(RobustStep).SetArgDisplayNames("classifier under attack"),
        new TestCaseData<Func<ITrainingStep>>(FreeStep).SetArgDisplayNames("free training"),
        new TestCaseData<Func<ITrainingStep>>(FeatureStep).SetArgDisplayNames("FGM on features"),
        new TestCaseData<Func<ITrainingStep>>(() => CertifiedStep(CertifiedTrainer.Intervals))
            .SetArgDisplayNames("classifier by intervals"),
        new TestCaseData<Func<ITrainingStep>>(() => CertifiedStep(CertifiedTrainer.Crown))
            .SetArgDisplayNames("classifier by CROWN"),
        new TestCaseData<Func<ITrainingStep>>(SemiSupervisedStep).SetArgDisplayNames("classifier from few labels"),
        new TestCaseData<Func<ITrainingStep>>(AutoencoderStep).SetArgDisplayNames("autoencoder"),
        new TestCaseData<Func<ITrainingStep>>(ArticleAutoencoderStep).SetArgDisplayNames("the article's autoencoder"),
        new TestCaseData<Func<ITrainingStep>>(GenerativeStep).SetArgDisplayNames("generator and discriminator"),
        new TestCaseData<Func<ITrainingStep>>(RegularisedGenerativeStep)
            .SetArgDisplayNames("generator and discriminator, regularised"),
        new TestCaseData<Func<ITrainingStep>>(() => AdversarialSteps.Bidirectional(Data, Latent, Batch))
            .SetArgDisplayNames("BiGAN"),
        new TestCaseData<Func<ITrainingStep>>(() => AdversarialSteps.AdversarialAutoencoder(Data, Latent, Batch))
            .SetArgDisplayNames("adversarial autoencoder"),
        new TestCaseData<Func<ITrainingStep>>(() => AdversarialSteps.SemiSupervised(Data, Latent, Batch))
            .SetArgDisplayNames("semi-supervised autoencoder"),
        new TestCaseData<Func<ITrainingStep>>(() => AdversarialSteps.FeatureAutoencoder(Data, Latent, Batch))
            .SetArgDisplayNames("VAE-GAN"),
    ];

    [TestCaseSource(nameof(Steps))]
    public void On_one_thread(Func<ITrainingStep> create) => Require(create(), threads: 1);

    [TestCaseSource(nameof(Steps))]
    public void On_two_threads(Func<ITrainingStep> create) => Require(create(), threads: 2);

    [Test]
    public void Between_the_steps_the_loop_allocates_nothing_either()
    {
        var step = new Idle();
        using var threads = new PoolThreads(1);
        long few = OfLoop(step, epochs: 1), many = OfLoop(step, epochs: 1, examples: 2000);
        Assert.That(many - few, Is.LessThan((2000 * sizeof(int)) + 200), "the order of the examples alone");
    }

    private static void Require(ITrainingStep step, int threads)
    {
        using var pool = new PoolThreads(threads);
        int[] rows = [.. Enumerable.Range(20, Batch)];
        float[] metrics = new float[step.Metrics.Count];
        Assert.That(Allocations.OfWarm(() => step.Run(new StepContext(3, 1, 9, rows, new RandomStream(1)), metrics)),
            Is.Zero);
    }

    private static long OfLoop(ITrainingStep step, int epochs, int examples = 10)
    {
        TrainingCallback[] callbacks = [new Deaf()];
        long least = long.MaxValue;
        for (int repetition = 0; repetition < 20; repetition++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TrainingLoop.Run(step, examples, 1, epochs, new RandomStream(1), callbacks);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static readonly MixtureOptions Mixture = new()
    {
        Real = 0.2,
        Augmented = 0.2,
        Generated = 0.2,
        AdversarialPrompts = 0.2,
        AdversarialPixels = 0.2,
        Augmentation = new AugmentationOptions
        {
            Rotation = 8,
            Shift = 1,
            Scale = 0.1f,
            Crop = 0.1f,
            Shear = 0.1f,
            Elastic = 1,
            Cutout = 3,
            Noise = 0.02f
        },
        PixelAttack = new() { Epsilon = 0.1f, StepSize = 0.05f, Steps = 2 },
        PromptAttack = new() { Norm = "l2", Bounded = false, Epsilon = 1, StepSize = 0.5f, Steps = 2 },
    };

    private static PromptSampler Prompts() => new(Toys.Prompts(Data, Latent), Toys.Generator(Latent, Pixels), Batch);

    private static SupervisedStep SupervisedStep()
    {
        Network classifier = Toys.Classifier(Pixels);
        MixtureOptions mixture = Mixture with { MixUp = 0.2f, LabelSmoothing = 0.1f };
        return new(Toys.Learner("classifier", classifier), Toys.Batches(classifier, Data, Batch, mixture, Prompts()));
    }

    private static SemiSupervisedStep SemiSupervisedStep()
    {
        Network classifier = Toys.Classifier(Pixels);
        SemiSupervisedOptions options = new()
        {
            Confidence = 0,
            EntropyWeight = 1,
            BalanceWeight = 1,
            Virtual = new() { Weight = 1, Epsilon = 1 },
            Tangent = new() { Weight = 1, Epsilon = 1 },
            Normal = new() { Weight = 1, Epsilon = 1 },
        };
        Dataset data = Data.KeepLabels([.. Enumerable.Range(0, 70)]);
        return new(Toys.Learner("classifier", classifier), Toys.Batches(classifier, data, Batch, Mixture, Prompts()),
            options, new RandomStream(2));
    }

    private static RobustStep RobustStep()
    {
        Network classifier = Toys.Classifier(Pixels);
        RobustOptions options = new()
        {
            Trainer = RobustTrainer.Trades,
            ClimbsDivergence = true,
            WeightPerturbation = 0.01f,
            Attack = new() { Epsilon = 0.1f, StepSize = 0.05f, Steps = 2 },
        };
        return new(Toys.Learner("classifier", classifier), Toys.Batches(classifier, Data, Batch), options);
    }

    private static FreeStep FreeStep()
    {
        Network classifier = Toys.Classifier(Pixels);
        RobustOptions options = new() { Trainer = RobustTrainer.Free, Replays = 3 };
        return new(Toys.Learner("classifier", classifier), Toys.Batches(classifier, Data, Batch), options);
    }

    private static FeatureStep FeatureStep()
    {
        Network classifier = Toys.Classifier(Pixels);
        RobustOptions options = new() { Trainer = RobustTrainer.FeatureFgm };
        return new(Toys.Learner("classifier", classifier), Toys.Batches(classifier, Data, Batch), options);
    }

    private static CertifiedStep CertifiedStep(CertifiedTrainer trainer)
    {
        Network classifier = Toys.Classifier(Pixels);
        return new(Toys.Learner("classifier", classifier), Toys.Batches(classifier, Data, Batch),
            new() { Trainer = trainer });
    }

    private static AutoencoderStep AutoencoderStep()
    {
        Network decoder = Toys.Generator(Latent, Pixels);
        return new(Toys.Learner("encoder", Toys.Encoder(Pixels, Latent)),
            Toys.Learner("decoder", decoder, new Sgd(decoder.Parameters, 0.9f), 1e-3f), Data, Batch);
    }

    private static ArticleAutoencoderStep ArticleAutoencoderStep() => new(
        Toys.Learner("encoder", Toys.ArticleEncoder(Pixels, Latent)),
            Toys.Learner("decoder", Toys.Generator(Latent, Pixels)), Data, Batch);

    private static GenerativeStep GenerativeStep()
    {
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", Toys.Discriminator(Pixels)), new(), Batch);
        return new(
            Toys.Learner("generator", Toys.Generator(Latent, Pixels)), adversary, Data,
                PromptSource.From(Toys.Prompts(Data, Latent)), Batch)
        {
            ReconstructionWeight = 0.1f,
        };
    }

    /// <summary>
    /// All that can be added at once: two turns, a relative loss, a penalty, noise, clipping, a class for both
    /// networks.
    /// </summary>
    private static GenerativeStep RegularisedGenerativeStep() => AdversarialSteps.Conditional(
        Data,
        Latent,
        Batch,
        new()
        {
            Loss = AdversarialLoss.RelativisticAverage with { Real = 0.9f },
            Steps = 2,
            Penalty = PenaltyForm.OneCentred,
            WeightClip = 1,
            InstanceNoise = 0.1f,
        });

    private sealed class Idle : ITrainingStep
    {
        public string Stage => "nothing";

        public IReadOnlyList<string> Metrics { get; } = ["one"];

        public IReadOnlyList<Learner> Learners => [];

        public void Run(in StepContext context, Span<float> metrics) => metrics[0] = 1;
    }

    private sealed class Deaf : TrainingCallback;
}
