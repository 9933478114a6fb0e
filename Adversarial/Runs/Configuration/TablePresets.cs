namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>All stages on rows of tables.</summary>
internal static class TablePresets
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
}
