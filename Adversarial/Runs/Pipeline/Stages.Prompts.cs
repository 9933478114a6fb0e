using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <content>Stage 1.</content>
public sealed partial class Stages
{
    /// <summary>Stage 1: trains an encoder and a decoder on the data.</summary>
    public (PromptEncoder Encoder, Network Generator) TrainPrompts(Dataset data)
    {
        Network encoder = NewEncoder(data), decoder = NewGenerator(data);
        PromptOptions options = configuration.Prompts;
        Optimizer encoderOptimizer = OptimizerFactory.Create(options.Optimizer, encoder);
        Optimizer decoderOptimizer = OptimizerFactory.Create(options.Optimizer, decoder);
        Schedule schedule = OptimizerFactory.CreateSchedule(options.Optimizer);
        ITrainingStep step = options.Loss == PromptLoss.Standard
            ? new AutoencoderStep(encoder, decoder, encoderOptimizer, decoderOptimizer, schedule, data, options.Beta, BatchSize)
            {
                FreeNats = options.FreeNats,
                WarmUp = options.Epochs == 0 ? 0 : (float)options.WarmUpEpochs / options.Epochs,
            }
            : new ArticleAutoencoderStep(encoder, decoder, encoderOptimizer, decoderOptimizer, schedule, data, BatchSize);
        Run(step, data, options.Epochs, options.Optimizer, Stream.Prompts);
        return (PromptEncoder.From(encoder), decoder);
    }

    /// <summary>What encoder and decoder know of a data set, if they are a standard autoencoder that no other stage has changed; else null.</summary>
    internal ElboReport? EstimateElbo(TrainedModels models, Dataset data) =>
        models is { Encoder: GaussianEncoder encoder, Generator: { } decoder, Discriminator: null }
            ? ElboEstimator.Estimate(encoder.Network, decoder, data, configuration.Prompts.ElboDraws, Random(Stream.ElboReport), cancellation)
            : null;

    /// <summary>Trained or given.</summary>
    private (PromptEncoder? Encoder, Network? Generator) PromptsFor(Dataset data)
    {
        if (configuration.Has(RunStage.Prompts))
        {
            return TrainPrompts(data);
        }
        (Network? encoder, Network? generator) = GivenPrompts(data);
        return (encoder is null ? null : PromptEncoder.From(encoder), generator);
    }

    private (Network? Encoder, Network? Generator) GivenPrompts(Dataset data)
    {
        (Network? encoder, Network? generator) = (_pretrained.Find("encoder"), _pretrained.Find("generator"));
        RequireFit("encoder", encoder?.Inputs == data.Inputs.Columns + data.Classes ? data.Inputs.Columns : encoder?.Inputs, data); // or conditional
        RequireFit("generator", generator?.Outputs, data);
        return (encoder, generator);
    }

    private void RequireFit(string name, int? features, Dataset data)
    {
        if (features is { } found && found != data.Inputs.Columns)
        {
            throw new InvalidDataException($"{configuration.From}: its {name} is made for {found} features; {data.Name} has {data.Inputs.Columns}.");
        }
    }

    private Network NewEncoder(Dataset data) =>
        _pretrained.Start("encoder", NetworkFactory.Encoder(configuration, data.Inputs.Columns, data.Classes, Random(Stream.Encoder)));

    private Network NewGenerator(Dataset data) =>
        _pretrained.Start("generator", NetworkFactory.Generator(configuration, data.Inputs.Columns, data.Classes, Random(Stream.Generator)));
}
