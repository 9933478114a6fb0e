using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <content>The games of stage 2: who plays against the discriminator, and what it sees.</content>
public sealed partial class Stages
{
    /// <summary>The step of the game that the options name.</summary>
    private ITrainingStep CreateGame(Network generator, Network discriminator, PromptBank prompts, Dataset data, PromptEncoder? encoder)
    {
        GanOptions options = configuration.Gan;
        AutoencodingOptions autoencoding = options.Autoencoding;
        Schedule schedule = OptimizerFactory.CreateSchedule(options.Optimizer);
        Learner maker = Player("generator", generator);
        return options.Variant switch
        {
            GanVariant.Bidirectional => new BidirectionalStep(Encoder(), maker, DiscriminatorTrainer(), schedule, data, BatchSize),
            GanVariant.AdversarialAutoencoder =>
                new AdversarialAutoencoderStep(Encoder(), maker, DiscriminatorTrainer(), schedule, data, autoencoding.GameWeight, BatchSize) { Stage = "gan" },
            GanVariant.FeatureAutoencoder =>
                new FeatureAutoencoderStep(Encoder(), maker, DiscriminatorTrainer(batches: 2), schedule, data, autoencoding.FeatureWeight, autoencoding.Beta, BatchSize),
            GanVariant.Conditional => Alone(prompts.WithoutConditions(), DiscriminatorTrainer(given: data.Classes)),
            _ => Alone(prompts, DiscriminatorTrainer()),
        };

        GenerativeStep Alone(PromptBank own, DiscriminatorTrainer adversary) =>
            new(maker, adversary, schedule, data, PromptSource.Mixed(own, options.OwnPrompts), options.ReconstructionWeight, BatchSize);

        DiscriminatorTrainer DiscriminatorTrainer(int batches = 1, int given = 0) => CreateDiscriminator(discriminator, batches * BatchSize, given);

        Learner Encoder() => Player(
            "encoder", encoder?.Network ?? throw new ArgumentException("The encoder plays, too; expected that of the prompts.", nameof(encoder)));

        Learner Player(string name, Network network) => new(name, network, OptimizerFactory.Create(options.Optimizer, network), schedule);
    }

    private DiscriminatorTrainer CreateDiscriminator(Network discriminator, int capacity, int given)
    {
        GanOptions options = configuration.Gan;
        OptimizerOptions optimizer = options.Optimizer with { LearningRate = options.DiscriminatorLearningRate ?? options.Optimizer.LearningRate };
        Schedule schedule = OptimizerFactory.CreateSchedule(optimizer);
        var learner = new Learner("discriminator", discriminator, OptimizerFactory.Create(optimizer, discriminator), schedule);
        return new DiscriminatorTrainer(learner, schedule, options.Rules(), capacity, given);
    }

    /// <param name="data">The training part.</param>
    /// <param name="prompt">The width of a prompt, with the class if it holds one.</param>
    private Network NewDiscriminator(Dataset data, int prompt)
    {
        int sample = data.Inputs.Columns, inputs = configuration.Gan.Variant switch
        {
            GanVariant.Conditional => sample + data.Classes,
            GanVariant.Bidirectional => sample + prompt,
            GanVariant.AdversarialAutoencoder => prompt,
            _ => sample,
        };
        return _pretrained.Start("discriminator", NetworkFactory.Discriminator(configuration, inputs, Random(Stream.Discriminator)));
    }
}
