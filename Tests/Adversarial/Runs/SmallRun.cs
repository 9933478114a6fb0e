using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Adversarial.Training;
using Scratch.Tests.Adversarial.Data;

namespace Scratch.Tests.Adversarial.Runs;

/// <summary>A whole run that takes a fraction of a second.</summary>
internal static class SmallRun
{
    public const int Height = 6, Width = 5, Training = 130, Test = 50;

    private static readonly OptimizerOptions Adam = new() { LearningRate = 5e-3f };

    /// <summary>All forms of the mixture, and every network with a hidden layer.</summary>
    public static RunConfiguration Configuration { get; } = new()
    {
        Data = "small",
        Validation = 30,
        BatchSize = 16,
        Prompts = new() { EncoderHidden = [16], GeneratorHidden = [16], Latent = 4, Epochs = 1, Optimizer = Adam },
        Gan = new() { DiscriminatorHidden = [12], Epochs = 1, ReconstructionWeight = 0.1f, Optimizer = Adam },
        Classifier = new()
        {
            Hidden = [16],
            Epochs = 1,
            Optimizer = Adam,
            Mixture = new()
            {
                Real = 0.2,
                Augmented = 0.2,
                Generated = 0.2,
                AdversarialPrompts = 0.2,
                AdversarialPixels = 0.2,
                Augmentation = new AugmentationOptions { Rotation = 5, Shift = 1, Noise = 0.02f },
                PixelAttack = new() { Epsilon = 0.05f, StepSize = 0.02f, Steps = 2 },
                PromptAttack = new() { Norm = "l2", Bounded = false, Epsilon = 0.5f, StepSize = 0.2f, Steps = 2 },
            },
        },
        Attack = new() { Epsilon = 0.05f, StepSize = 0.02f, Steps = 3 },
    };

    /// <summary>The article's formulas throughout.</summary>
    public static RunConfiguration Article { get; } = Configuration with
    {
        Prompts = Configuration.Prompts with { Loss = PromptLoss.Article },
        Gan = Configuration.Gan with { Loss = GeneratorLoss.Article, DiscriminatorHidden = [] },
    };

    /// <summary>
    /// A generator from nothing, with all that can be added to the game, an average of its weights, and a guard.
    /// </summary>
    public static RunConfiguration Guarded { get; } = Configuration with
    {
        Gan = Configuration.Gan with
        {
            Loss = GeneratorLoss.Relativistic,
            FromDecoder = false,
            OwnPrompts = 0.5f,
            DiscriminatorSteps = 2,
            DiscriminatorLearningRate = 1e-2f,
            Penalty = GanPenalty.R1,
            PenaltyWeight = 0.1f,
            PenaltyInterval = 2,
            InstanceNoise = 0.1f,
            LabelSmoothing = 0.1f,
            Average = 0.5f,
            EncoderEpochs = 1,
            Guard = new() { SmallestDiversity = 1e-3 },
        },
    };

    /// <summary>
    /// A classifier under attack whose mixture changes, with an average of its weights and a probe that may go back.
    /// </summary>
    public static RunConfiguration Probed { get; } = Configuration with
    {
        Classifier = Configuration.Classifier with
        {
            Optimizer = Adam with { EmaDecay = 0.5f },
            Mixture = Configuration.Classifier.Mixture with { End = new(Generated: 0.4, AdversarialPrompts: 0.6) },
            Robust = new() { Trainer = RobustTrainer.Fast, WarmUp = 0.5f },
            Probe = new() { Examples = 20, Action = DropAction.Strengthen, LargestDrop = 0.01 },
        },
    };

    /// <summary>Prompts and samples alone, by any game; with an average and a guard.</summary>
    public static RunConfiguration Playing(GanVariant game) => Configuration with
    {
        Stages = [RunStage.Prompts, RunStage.Gan],
        Prompts = Configuration.Prompts with { IsConditional = game == GanVariant.Conditional },
        Gan = Configuration.Gan with
        {
            Variant = game,
            ReconstructionWeight = 0,
            OwnPrompts = 0.5f,
            Penalty = GanPenalty.R1,
            PenaltyWeight = 0.1f,
            Average = 0.5f,
            Guard = new() { SmallestDiversity = 1e-3 },
        },
    };

    /// <summary>
    /// The same from 30 labels beside the validation part's 30, with all that unlabelled examples can add, and with
    /// dropout.
    /// </summary>
    public static RunConfiguration SemiSupervised { get; } = Configuration with
    {
        Classifier = Configuration.Classifier with
        {
            Dropout = 0.2f,
            SemiSupervised = new()
            {
                Labels = 60,
                LabelledBatch = 20, // more than the batch of the others
                Confidence = 0.3f,
                EntropyWeight = 0.1f,
                BalanceWeight = 0.1f,
                Virtual = new() { Weight = 0.5f, Epsilon = 0.5f },
                Tangent = new() { Weight = 0.5f, Epsilon = 0.5f },
                Normal = new() { Weight = 0.5f, Epsilon = 0.5f },
            },
        },
    };

    /// <summary>The same labels told to an autoencoder.</summary>
    public static RunConfiguration FewLabelsAutoencoder { get; } = SemiSupervised with
    {
        Classifier = SemiSupervised.Classifier with
        {
            Dropout = 0,
            SemiSupervised =
            SemiSupervised.Classifier.SemiSupervised! with { Trainer = SemiSupervisedTrainer.Autoencoder }
        },
    };

    public static Dataset Data => Toys.Images(Training, Height, Width);

    /// <summary>Writes the four IDX files, or the two for training.</summary>
    public static ImageSource WriteData(TemporaryFolder folder, bool withTest = true)
    {
        Write(folder, "train", Toys.Images(Training, Height, Width, seed: 1));
        if (withTest)
        {
            Write(folder, "t10k", Toys.Images(Test, Height, Width, seed: 2));
        }
        return ImageSource.Parse(folder.Path);
    }

    public static RunResult Execute(
        RunConfiguration configuration, ImageSource source, string folder, params TrainingCallback[] callbacks) =>
        Run.Execute(configuration, source, folder, "scratch train", callbacks);

    private static void Write(TemporaryFolder folder, string prefix, Dataset data)
    {
        byte[] pixels = [.. data.Inputs.Span.ToArray().Select(x => (byte)MathF.Round(255 * x))];
        byte[] labels = [.. data.Labels.ToArray().Select(label => (byte)label)];
        uint[] sizes = [(uint)data.Count, Height, Width];
        File.WriteAllBytes(folder.File($"{prefix}-images-idx3-ubyte"), Idx.File(Idx.ImagesMagic, sizes, pixels));
        File.WriteAllBytes(folder.File($"{prefix}-labels-idx1-ubyte"), Idx.Labels(labels));
    }
}
