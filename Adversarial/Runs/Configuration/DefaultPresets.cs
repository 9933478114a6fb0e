namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>All stages, or all that make samples.</summary>
internal static class DefaultPresets
{
    /// <summary>A minute or two on two cores, chosen on the validation part of the embedded digits.</summary>
    public static RunConfiguration Default { get; } = new()
    {
        Prompts = new()
        {
            GeneratorHidden = [256, 512],
            Epochs = 10,
            Optimizer = new() { LearningRate = 1e-3f, Schedule = "cosine" },
        },
        Gan = new()
        {
            OwnPrompts = 0,
            DiscriminatorHidden = [512, 256],
            DiscriminatorLearningRate = 1e-3f,
            Penalty = GanPenalty.R1,
            PenaltyWeight = 1,
            PenaltyInterval = 4,
            Average = 0.998f,
            Guard = new() { FewestModes = 8 },
            EncoderEpochs = 3,
            Epochs = 12,
            Optimizer = new() { LearningRate = 5e-4f, Schedule = "cosine", Momentum = 0.5f },
        },
        Classifier = new()
        {
            Hidden = [512, 256],
            Epochs = 20,
            Optimizer = new() { LearningRate = 3e-3f, Schedule = "cosine" },
            Mixture = new()
            {
                Real = 0.15,
                Augmented = 0.15,
                Generated = 0.05,
                AdversarialPrompts = 0.05,
                AdversarialPixels = 0.6,
                Augmentation = new AugmentationOptions
                {
                    Rotation = 10,
                    Shift = 1.5f,
                    Scale = 0.1f,
                    Crop = 0.05f,
                    Noise = 0.02f
                },
                PixelAttack = new() { Epsilon = 0.1f, StepSize = 0.05f, Steps = 3 },
                PromptAttack = new() { Norm = "l2", Bounded = false, Epsilon = 1, StepSize = 0.4f, Steps = 4 },
            },
        },
    };

    /// <summary>
    /// Samples alone, for ten minutes on all of MNIST and two cores: the default's game, played longer.
    /// </summary>
    public static RunConfiguration Gan { get; } = Default with
    {
        Stages = [RunStage.Prompts, RunStage.Gan],
        Gan = Default.Gan with { Average = 0.999f, Epochs = 90 },
    };

    /// <summary>The article's networks, formulas and settings: Adam at 1e-4, batches of 128, 100 epochs.</summary>
    public static RunConfiguration Article { get; } = new()
    {
        Prompts = new()
        {
            Loss = PromptLoss.Article,
            EncoderHidden = [128, 64, 32],
            GeneratorHidden = [128],
            Epochs = 100,
            Optimizer = new() { LearningRate = 1e-4f },
        },
        Gan = new()
        {
            Loss = GeneratorLoss.Article,
            DiscriminatorHidden = [],
            Epochs = 100,
            Optimizer = new() { LearningRate = 1e-4f },
        },
        Classifier = new()
        {
            Hidden = [128, 64],
            Epochs = 100,
            Optimizer = new() { LearningRate = 1e-4f },
            Mixture = Default.Classifier.Mixture,
        },
    };
}
