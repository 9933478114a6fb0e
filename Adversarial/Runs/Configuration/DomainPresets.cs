using Scratch.Adversarial.Domains.Speech.Reading;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>All stages on what is no image.</summary>
internal static class DomainPresets
{
    /// <summary>For a few hundred rows: small networks, small batches, radii in standard deviations.</summary>
    public static RunConfiguration Table { get; } = new()
    {
        Data = TableSource.Penguins,
        Validation = 40,
        BatchSize = 16,
        Attack = new() { Epsilon = 0.3f, StepSize = 0.05f, Steps = 20 },
        Prompts = new()
        {
            EncoderHidden = [32],
            GeneratorHidden = [32],
            Latent = 4,
            ClassComponents = 2,
            Epochs = 60,
            Optimizer = new() { LearningRate = 3e-3f, Schedule = "cosine" },
        },
        Gan = new()
        {
            OwnPrompts = 0,
            DiscriminatorHidden = [32, 16],
            EncoderEpochs = 5,
            Epochs = 30,
            Optimizer = new() { LearningRate = 5e-4f, Schedule = "cosine", Momentum = 0.5f },
        },
        Classifier = new()
        {
            Hidden = [32, 16],
            Epochs = 40,
            Optimizer = new() { LearningRate = 3e-3f, Schedule = "cosine" },
            Mixture = new()
            {
                Real = 0.2,
                Augmented = 0.2,
                Generated = 0.05,
                AdversarialPrompts = 0.05,
                AdversarialPixels = 0.5,
                Augmentation = new([new("noise", 0.1f)]),
                PixelAttack = new() { Epsilon = 0.3f, StepSize = 0.1f, Steps = 5 },
                PromptAttack = new() { Norm = "l2", Bounded = false, Epsilon = 0.5f, StepSize = 0.2f, Steps = 4 },
            },
        },
    };

    /// <summary>
    /// For a few thousand words of a few speakers: words sound faster, duller, noisier and cut otherwise, and half of
    /// them are attacked.
    /// </summary>
    public static RunConfiguration Speech { get; } = new()
    {
        Data = SyntheticDigits.Name,
        Speech = new(),
        Validation = 100,
        BatchSize = 64,
        Attack = new() { Epsilon = SpeechDomain.EpsilonOf(30), Steps = 20 },
        Prompts = new()
        {
            EncoderHidden = [256],
            GeneratorHidden = [256],
            Latent = 32,
            ClassComponents = 2,
            Epochs = 30,
            Optimizer = new() { LearningRate = 1e-3f, Schedule = "cosine" },
        },
        Gan = new()
        {
            ReconstructionWeight = 1,
            DiscriminatorHidden = [256, 128],
            EncoderEpochs = 5,
            Epochs = 20,
            Optimizer = new() { LearningRate = 2e-4f, Schedule = "cosine", Momentum = 0.5f },
        },
        Classifier = new()
        {
            Hidden = [512, 256],
            Epochs = 60,
            Dropout = 0.5f,
            Optimizer = new() { LearningRate = 1e-3f, Schedule = "cosine" },
            Mixture = new()
            {
                Real = 0,
                Augmented = 0.3,
                Generated = 0.05,
                AdversarialPrompts = 0.05,
                AdversarialPixels = 0.6,
                Augmentation = SpeechAugmentation.Usual,
                PixelAttack = new() { Epsilon = SpeechDomain.EpsilonOf(22), Steps = 4 },
                PromptAttack = new() { Norm = "l2", Bounded = false, Epsilon = 0.5f, StepSize = 0.2f, Steps = 4 },
            },
        },
    };
}
