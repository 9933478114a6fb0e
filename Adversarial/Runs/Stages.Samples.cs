using System.Text.Json;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Adversarial.Runs;

/// <content>Stage 2.</content>
public sealed partial class Stages
{
    private const string GuardNote = "guard";
    private const int GuardedSamples = 500; // enough to see each of ten classes, and a few milliseconds an epoch

    /// <summary>What the guard of stage 2 saw; null before it ran, or without one.</summary>
    public GuardReport? Guard { get; private set; }

    /// <summary>Stage 2: trains the generator, which starts as the decoder, against a new discriminator.</summary>
    /// <param name="generator">The decoder; its parameters are overwritten.</param>
    /// <param name="prompts">The prompts of <paramref name="data"/>.</param>
    /// <param name="data">The training part.</param>
    /// <returns>The discriminator.</returns>
    public Network TrainSamples(Network generator, PromptBank prompts, Dataset data)
    {
        Network discriminator = NewDiscriminator(data);
        SampleOptions options = configuration.Samples;
        if (!options.FromDecoder)
        {
            generator.Initialise(Random(Stream.FreshGenerator));
        }
        OptimizerOptions ofDiscriminator = options.Optimizer with { LearningRate = options.DiscriminatorLearningRate ?? options.Optimizer.LearningRate };
        Schedule schedule = OptimizerFactory.CreateSchedule(options.Optimizer), own = OptimizerFactory.CreateSchedule(ofDiscriminator);
        var adversary = new Adversary(
            new Learner("discriminator", discriminator, OptimizerFactory.Create(ofDiscriminator, discriminator), own),
            own,
            options.Rules(),
            BatchSize);
        var step = new GenerativeStep(
            new Learner("generator", generator, OptimizerFactory.Create(options.Optimizer, generator), schedule),
            adversary,
            schedule,
            data,
            PromptSource.Mixed(prompts, options.OwnPrompts),
            options.ReconstructionWeight,
            BatchSize);
        RunGuarded(step, generator, discriminator, prompts, data);
        return discriminator;
    }

    /// <summary>Trains the encoder on to invert the finished generator, if the configuration says so, and gives the prompts by it.</summary>
    private PromptBank Follow(PromptEncoder encoder, Network generator, PromptBank prompts, Dataset data)
    {
        if (configuration.Samples.EncoderEpochs == 0)
        {
            return prompts;
        }
        PromptOptions options = configuration.Prompts;
        var step = new AutoencoderStep(
            encoder.Network,
            generator,
            OptimizerFactory.Create(options.Optimizer, encoder.Network),
            decoderOptimizer: null,
            OptimizerFactory.CreateSchedule(options.Optimizer),
            data,
            options.Beta,
            BatchSize)
        {
            Stage = "encoder",
        };
        Run(step, data, configuration.Samples.EncoderEpochs, options.Optimizer, Stream.Follow);
        return PromptBank.Encode(encoder, data);
    }

    private void RunGuarded(GenerativeStep step, Network generator, Network discriminator, PromptBank prompts, Dataset data)
    {
        SampleOptions options = configuration.Samples;
        WeightAveraging? average = options.Optimizer.EmaDecay is { } decay ? new WeightAveraging(decay)
            : options.Average > 0 ? new WeightAveraging(options.Average) { Networks = ["generator"] }
            : null;
        CollapseGuard? guard = options.Guard is null ? null : new CollapseGuard(options.Guard, average);
        SampleFigures? figures = guard is null ? null : FiguresOf(generator, discriminator, prompts, data);
        OptimizerOptions optimizer = options.Optimizer with { EmaDecay = null }; // the guard has to know the average, and two would not nest
        Run(step, data, options.Epochs, optimizer, Stream.Samples, [.. Given(average), .. Given(guard)], figures);
        Guard = guard is null ? null : Remember(GuardReport.Of(guard));

        static IEnumerable<TrainingCallback> Given(TrainingCallback? callback) => callback is null ? [] : [callback];
    }

    /// <summary>A training that was over before a resume is not run again, and its guard saw nothing: then what it saw is in the notes.</summary>
    private GuardReport Remember(GuardReport report)
    {
        if (checkpoints is null)
        {
            return report;
        }
        if (checkpoints.Notes.TryGetValue(GuardNote, out string? before))
        {
            return JsonSerializer.Deserialize(before, RunJson.Default.GuardReport)!;
        }
        checkpoints.Notes[GuardNote] = JsonSerializer.Serialize(report, RunJson.Default.GuardReport);
        return report;
    }

    /// <summary>Where the generator was trained to be sampled from.</summary>
    private PromptPrior PriorOf(PromptBank prompts) => configuration.Has(RunStage.Samples) && configuration.Samples.OwnPrompts < 1
        ? PromptPrior.Standard(prompts.Latent)
        : PromptPrior.Of(prompts);

    /// <summary>From the prior, as new samples are; the judge comes after this stage, so modes are not counted.</summary>
    private SampleFigures FiguresOf(Network generator, Network discriminator, PromptBank prompts, Dataset data)
    {
        Matrix z = Matrix.Allocate(GuardedSamples, generator.Inputs);
        PriorOf(prompts).Draw(Random(Stream.Guard), z);
        return new SampleFigures(generator, z, data.Inputs.SliceRows(0, Math.Min(GuardedSamples, data.Count)), discriminator, judge: null);
    }

    private Network NewDiscriminator(Dataset data) =>
        _pretrained.Start("discriminator", NetworkFactory.Discriminator(configuration, data.Inputs.Columns, Random(Stream.Discriminator)));
}
