using Scratch.Adversarial.Generative;
using Scratch.Layers;

namespace Scratch.Adversarial.Runs;

/// <summary>What the trainings of a run leave.</summary>
/// <param name="Encoder">From examples to prompts.</param>
/// <param name="Generator">From prompts to samples.</param>
/// <param name="Prior">Where new prompts come from.</param>
/// <param name="Discriminator">Tells examples from samples.</param>
/// <param name="Classifier">Trained on the mixture.</param>
/// <param name="Baseline">Trained on real examples alone, with as many updates.</param>
public sealed record TrainedModels(
    PromptEncoder Encoder, Network Generator, PromptPrior Prior, Network Discriminator, Network Classifier, Network Baseline);
