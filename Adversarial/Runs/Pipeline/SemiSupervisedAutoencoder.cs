namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Stage 3 by an autoencoder that is told few labels: the classifier is a part of its encoder.</summary>
internal static class SemiSupervisedAutoencoder
{
    /// <summary>Trains it.</summary>
    /// <returns>The classifier.</returns>
    public static Network Train(RunContext context, SemiSupervisedOptions fewLabels)
    {
        RunConfiguration configuration = context.Configuration;
        OptimizerOptions options = configuration.Classifier.Optimizer;
        RandomStream random = context.Random(RandomPurpose.SemiSupervised);
        int features = context.Training.Features, classes = context.Training.Classes,
            style = configuration.Prompts.Latent;
        Network encoder = NetworkFactory.Classifier(configuration, features, classes + style, random.Fork(0));
        var step = new SemiSupervisedAutoencoderStep(
            Learning("encoder", encoder),
            Learning("decoder", NetworkFactory.Decoder(
                configuration, classes + style, context.Training.Domain, random.Fork(1))),
            Discriminator("class discriminator", classes, random.Fork(2)),
            Discriminator("style discriminator", style, random.Fork(3)),
            new LabelledRounds(context.Training, fewLabels.LabelledBatch, context.Random(RandomPurpose.LabelledRounds)),
            configuration.BatchSize)
        {
            ReconstructionWeight = fewLabels.ReconstructionWeight,
        };
        context.Train(step, options, configuration.Classifier.Epochs, context.Random(RandomPurpose.Training));
        return SemiSupervisedAutoencoderStep.ClassifierOf(encoder, classes);

        Learner Learning(string name, Network network) => OptimizerFactory.CreateLearner(name, network, options);

        DiscriminatorTrainer Discriminator(string name, int inputs, RandomStream start) => new(
            Learning(name, NetworkFactory.Discriminator(configuration, inputs, start)), new DiscriminatorOptions(),
                configuration.BatchSize);
    }
}
