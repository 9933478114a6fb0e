namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>The variants of the GAN: who plays against the discriminator, and what it sees.</summary>
internal static class GanSteps
{
    /// <summary>The step of the variant that the options name.</summary>
    /// <param name="context">Options and data.</param>
    /// <param name="generator">Trained.</param>
    /// <param name="discriminator">Trained.</param>
    /// <param name="prompts">Those of the training part.</param>
    /// <param name="encoder">Trained where it plays; elsewhere it may be null.</param>
    public static ITrainingStep Create(
        RunContext context, Network generator, Network discriminator, PromptBank prompts, PromptEncoder? encoder)
    {
        GanOptions options = context.Configuration.Gan;
        AutoencodingOptions autoencoding = options.Autoencoding;
        Dataset data = context.Features;
        int batch = context.Configuration.BatchSize;
        Learner maker = OptimizerFactory.CreateLearner("generator", generator, options.Optimizer);
        return options.Variant switch
        {
            GanVariant.Bidirectional => new BidirectionalStep(Encoder(), maker, Discriminator(), data, batch),
            GanVariant.AdversarialAutoencoder =>
                new AdversarialAutoencoderStep(
                    Encoder(), maker, Discriminator(), data, batch)
                {
                    Stage = "gan",
                    GameWeight = autoencoding.GameWeight
                },
            GanVariant.FeatureAutoencoder =>
                new FeatureAutoencoderStep(Encoder(), maker, Discriminator(batches: 2), data, batch)
                {
                    FeatureWeight = autoencoding.FeatureWeight,
                    Beta = autoencoding.Beta,
                },
            GanVariant.Conditional => Alone(prompts.WithoutConditions(), Discriminator(given: data.Classes)),
            _ => Alone(prompts, Discriminator()),
        };

        GenerativeStep Alone(PromptBank own, DiscriminatorTrainer trainer) =>
            new(maker, trainer, data, PromptSource.Mixed(own, options.OwnPrompts),
                batch)
            { ReconstructionWeight = options.ReconstructionWeight };

        Learner Encoder() =>
            OptimizerFactory.CreateLearner("encoder", context.Require(encoder, "encoder").Network, options.Optimizer);

        DiscriminatorTrainer Discriminator(int batches = 1, int given = 0)
        {
            OptimizerOptions optimizer =
                options.Optimizer with
                {
                    LearningRate = options.DiscriminatorLearningRate
                ?? options.Optimizer.LearningRate
                };
            return new DiscriminatorTrainer(
                OptimizerFactory.CreateLearner("discriminator", discriminator, optimizer), options.Rules(),
                batches * batch, given);
        }
    }
}
