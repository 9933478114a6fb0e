namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>
/// Stage 1 alone: autoencoders of the field's sizes, and prompts by class. What they come to: docs/generative.md.
/// </summary>
internal static class PromptPresets
{
    private const int Draws = 50; // for the importance-weighted bound

    /// <summary>
    /// The autoencoder of most introductions: 784-400-20, relu, Adam at 1e-3, batches of 128, 10 epochs.
    /// </summary>
    public static RunConfiguration Autoencoder { get; } = new()
    {
        Stages = [RunStage.Prompts],
        Prompts = new()
        {
            EncoderHidden = [400],
            GeneratorHidden = [400],
            Latent = 20,
            InitialWeights = InitialWeights.Small,
            Epochs = 10,
            ElboDraws = Draws,
            Optimizer = new() { LearningRate = 1e-3f },
        },
    };

    /// <summary>The same networks and updates with another rate, schedule and β₂.</summary>
    public static RunConfiguration AutoencoderTuned { get; } = Autoencoder with
    {
        Prompts = Autoencoder.Prompts with
        {
            Optimizer = new() { LearningRate = 8e-3f, Schedule = "cosine", Beta2 = 0.99f },
        },
    };

    /// <summary>784-600-100, 15 epochs.</summary>
    public static RunConfiguration WideAutoencoder { get; } = Autoencoder with
    {
        Prompts = Autoencoder.Prompts with
        {
            EncoderHidden = [600],
            GeneratorHidden = [600],
            Latent = 100,
            Epochs = 15,
            Optimizer = new() { LearningRate = 4e-3f, Schedule = "cosine", Beta2 = 0.99f },
        },
    };

    /// <summary>A conditional autoencoder for samples of a class that is asked for.</summary>
    public static RunConfiguration ByClass { get; } = new()
    {
        Stages = [RunStage.Prompts],
        Prompts = new()
        {
            EncoderHidden = [500, 500],
            GeneratorHidden = [500, 500],
            Latent = 32,
            // sharper samples; the density of each class stands in for the prior that prompts are then farther from
            Beta = 0.5f,
            IsConditional = true,
            ClassComponents = 20,
            Epochs = 20,
            ElboDraws = Draws,
            Optimizer = new() { LearningRate = 3e-3f, Schedule = "cosine", Beta2 = 0.99f },
        },
    };
}
