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
        SampleOptions options = configuration.Samples;
        AutoencodingOptions autoencoding = options.Autoencoding;
        Schedule schedule = OptimizerFactory.CreateSchedule(options.Optimizer);
        Learner maker = Player("generator", generator);
        return options.Game switch
        {
            SampleGame.Bidirectional => new BidirectionalStep(Encoder(), maker, Adversary(), schedule, data, BatchSize),
            SampleGame.AdversarialAutoencoder =>
                new AdversarialAutoencoderStep(Encoder(), maker, Adversary(), schedule, data, autoencoding.GameWeight, BatchSize) { Stage = "samples" },
            SampleGame.FeatureAutoencoder =>
                new FeatureAutoencoderStep(Encoder(), maker, Adversary(batches: 2), schedule, data, autoencoding.FeatureWeight, autoencoding.Beta, BatchSize),
            SampleGame.Conditional => Alone(prompts.WithoutConditions(), Adversary(given: data.Classes)),
            _ => Alone(prompts, Adversary()),
        };

        GenerativeStep Alone(PromptBank own, Adversary adversary) =>
            new(maker, adversary, schedule, data, PromptSource.Mixed(own, options.OwnPrompts), options.ReconstructionWeight, BatchSize);

        Adversary Adversary(int batches = 1, int given = 0) => CreateAdversary(discriminator, batches * BatchSize, given);

        Learner Encoder() => Player(
            "encoder", encoder?.Network ?? throw new ArgumentException("The encoder plays, too; expected that of the prompts.", nameof(encoder)));

        Learner Player(string name, Network network) => new(name, network, OptimizerFactory.Create(options.Optimizer, network), schedule);
    }

    private Adversary CreateAdversary(Network discriminator, int capacity, int given)
    {
        SampleOptions options = configuration.Samples;
        OptimizerOptions optimizer = options.Optimizer with { LearningRate = options.DiscriminatorLearningRate ?? options.Optimizer.LearningRate };
        Schedule schedule = OptimizerFactory.CreateSchedule(optimizer);
        var learner = new Learner("discriminator", discriminator, OptimizerFactory.Create(optimizer, discriminator), schedule);
        return new Adversary(learner, schedule, options.Rules(), capacity, given);
    }

    /// <param name="data">The training part.</param>
    /// <param name="prompt">The width of a prompt, with the class if it holds one.</param>
    private Network NewDiscriminator(Dataset data, int prompt)
    {
        int sample = data.Inputs.Columns, inputs = configuration.Samples.Game switch
        {
            SampleGame.Conditional => sample + data.Classes,
            SampleGame.Bidirectional => sample + prompt,
            SampleGame.AdversarialAutoencoder => prompt,
            _ => sample,
        };
        return _pretrained.Start("discriminator", NetworkFactory.Discriminator(configuration, inputs, Random(Stream.Discriminator)));
    }
}
