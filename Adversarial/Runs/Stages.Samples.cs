using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Layers;

namespace Scratch.Adversarial.Runs;

/// <content>Stage 2.</content>
public sealed partial class Stages
{
    /// <summary>Stage 2: trains the generator, which starts as the decoder, against a new discriminator.</summary>
    /// <param name="generator">The decoder; its parameters are overwritten.</param>
    /// <param name="prompts">The prompts of <paramref name="data"/>.</param>
    /// <param name="data">The training part.</param>
    /// <returns>The discriminator.</returns>
    public Network TrainSamples(Network generator, PromptBank prompts, Dataset data)
    {
        Network discriminator = NewDiscriminator(data);
        SampleOptions options = configuration.Samples;
        Loss loss = options.Loss == GeneratorLoss.NonSaturating ? new BinaryCrossEntropy() : new ArticleGeneratorLoss();
        var step = new GenerativeStep(
            generator,
            discriminator,
            OptimizerFactory.Create(options.Optimizer, generator),
            OptimizerFactory.Create(options.Optimizer, discriminator),
            OptimizerFactory.CreateSchedule(options.Optimizer),
            data,
            prompts,
            loss,
            options.ReconstructionWeight,
            BatchSize);
        Run(step, data, options.Epochs, options.Optimizer, Stream.Samples);
        return discriminator;
    }

    private Network NewDiscriminator(Dataset data) =>
        _pretrained.Start("discriminator", NetworkFactory.Discriminator(configuration, data.Inputs.Columns, Random(Stream.Discriminator)));
}
