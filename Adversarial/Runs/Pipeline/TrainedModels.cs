using Scratch.Adversarial.Prompts;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>What the trainings of a run leave, and what it was given; null for what it has neither trained nor been given.</summary>
public sealed record TrainedModels
{
    /// <summary>From examples to prompts.</summary>
    public PromptEncoder? Encoder { get; init; }

    /// <summary>From prompts to samples.</summary>
    public Network? Generator { get; init; }

    /// <summary>Where new prompts come from; there is one if there is a generator.</summary>
    public PromptPrior? Prior { get; init; }

    /// <summary>Where new prompts of a class come from; likewise.</summary>
    public ClassPrompts? ClassPrompts { get; init; }

    /// <summary>Tells examples from samples.</summary>
    public Network? Discriminator { get; init; }

    /// <summary>Trained on the mixture.</summary>
    public Network? Classifier { get; init; }

    /// <summary>Trained on real examples alone, with as many updates.</summary>
    public Network? Baseline { get; init; }
}
