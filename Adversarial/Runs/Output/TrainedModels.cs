namespace Scratch.Adversarial.Runs.Output;

/// <summary>The models of a run, trained or given; null for each that it has not.</summary>
public class TrainedModels
{
    /// <summary>From examples to prompts.</summary>
    public PromptEncoder? Encoder { get; set; }

    /// <summary>From prompts to samples.</summary>
    public Network? Generator { get; set; }

    /// <summary>Where new prompts come from; there is one if there is a generator.</summary>
    public PromptPrior? Prior { get; set; }

    /// <summary>Where new prompts of a class come from; likewise.</summary>
    public ClassPrompts? ClassPrompts { get; set; }

    /// <summary>Tells examples from samples.</summary>
    public Network? Discriminator { get; set; }

    /// <summary>Trained on the mixture.</summary>
    public Network? Classifier { get; set; }

    /// <summary>The same network trained on real examples alone, with as many updates.</summary>
    public Network? Baseline { get; set; }
}
