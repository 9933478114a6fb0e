using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;

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
    public static ITrainingStep Create(RunContext context, Network generator, Network discriminator, PromptBank prompts, PromptEncoder? encoder)
    {
        GanOptions options = context.Configuration.Gan;
        AutoencodingOptions autoencoding = options.Autoencoding;
        Dataset data = context.Training;
        int batch = context.Configuration.BatchSize;
        Schedule schedule = OptimizerFactory.CreateSchedule(options.Optimizer);
        Learner maker = OptimizerFactory.CreateLearner("generator", generator, options.Optimizer, schedule);
        return options.Variant switch
        {
            GanVariant.Bidirectional => new BidirectionalStep(Encoder(), maker, Discriminator(), schedule, data, batch),
            GanVariant.AdversarialAutoencoder =>
                new AdversarialAutoencoderStep(Encoder(), maker, Discriminator(), schedule, data, autoencoding.GameWeight, batch) { Stage = "gan" },
            GanVariant.FeatureAutoencoder => new FeatureAutoencoderStep(
                Encoder(), maker, Discriminator(batches: 2), schedule, data, autoencoding.FeatureWeight, autoencoding.Beta, batch),
            GanVariant.Conditional => Alone(prompts.WithoutConditions(), Discriminator(given: data.Classes)),
            _ => Alone(prompts, Discriminator()),
        };

        GenerativeStep Alone(PromptBank own, DiscriminatorTrainer trainer) =>
            new(maker, trainer, schedule, data, PromptSource.Mixed(own, options.OwnPrompts), options.ReconstructionWeight, batch);

        Learner Encoder() => OptimizerFactory.CreateLearner("encoder", context.Require(encoder, "encoder").Network, options.Optimizer, schedule);

        DiscriminatorTrainer Discriminator(int batches = 1, int given = 0)
        {
            OptimizerOptions optimizer = options.Optimizer with { LearningRate = options.DiscriminatorLearningRate ?? options.Optimizer.LearningRate };
            Schedule own = OptimizerFactory.CreateSchedule(optimizer);
            Learner learner = OptimizerFactory.CreateLearner("discriminator", discriminator, optimizer, own);
            return new DiscriminatorTrainer(learner, own, options.Rules(), batches * batch, given);
        }
    }
}
