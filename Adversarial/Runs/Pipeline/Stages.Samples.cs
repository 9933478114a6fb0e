using System.Text.Json;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Quality;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;

namespace Scratch.Adversarial.Runs.Pipeline;

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
    /// <param name="encoder">Whose prompts they are: its parameters are overwritten in a game that it plays, too; else it may be null.</param>
    /// <param name="judge">A classifier of real examples, by which the guard counts modes; null, and it counts none.</param>
    /// <returns>The discriminator.</returns>
    public Network TrainSamples(Network generator, PromptBank prompts, Dataset data, PromptEncoder? encoder = null, Network? judge = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(data);
        Network discriminator = NewDiscriminator(data, generator.Inputs);
        if (!configuration.Gan.FromDecoder)
        {
            generator.Initialise(Random(Stream.FreshGenerator));
        }
        ITrainingStep step = CreateGame(generator, discriminator, prompts, data, encoder);
        RunGuarded(step, data, configuration.Gan.Guard is null ? null : FiguresOf(generator, discriminator, prompts, data, judge));
        return discriminator;
    }

    /// <summary>The prompts of the data when the game is over, after the passes in which the encoder learns to invert the finished generator.</summary>
    private PromptBank PromptsAfterGame(PromptEncoder encoder, Network generator, PromptBank prompts, Dataset data)
    {
        if (configuration.Gan.EncoderEpochs > 0)
        {
            Follow(encoder, generator, data);
        }
        return configuration.Gan is { EncoderEpochs: 0, TrainsEncoder: false } ? prompts : PromptBank.Encode(encoder, data);
    }

    private void Follow(PromptEncoder encoder, Network generator, Dataset data)
    {
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
            FreeNats = options.FreeNats,
        };
        Run(step, data, configuration.Gan.EncoderEpochs, options.Optimizer, Stream.Follow);
    }

    private void RunGuarded(ITrainingStep step, Dataset data, SampleFigures? figures)
    {
        GanOptions options = configuration.Gan;
        WeightAveraging? average = options.Optimizer.EmaDecay is { } decay ? new WeightAveraging(decay)
            : options.Average > 0 ? new WeightAveraging(options.Average) { Networks = options.TrainsEncoder ? ["encoder", "generator"] : ["generator"] }
            : null;
        CollapseGuard? guard = options.Guard is null ? null : new CollapseGuard(options.Guard, average);
        OptimizerOptions optimizer = options.Optimizer with { EmaDecay = null }; // the guard has to know the average, and two would not nest
        Run(step, data, options.Epochs, optimizer, Stream.Samples, [.. Given(average), .. Given(guard)], figures);
        Guard = guard is null ? null : Remember(GuardReport.From(guard));

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
    private PromptPrior PriorOf(PromptBank prompts) => configuration.Has(RunStage.Gan) && configuration.Gan.StartsFromNoise
        ? PromptPrior.Standard(prompts)
        : PromptPrior.From(prompts);

    /// <summary>Who counts modes for the guard; nobody in a run with few labels, since a judge was trained with many.</summary>
    internal ReferenceClassifier? JudgeFor(Dataset validation) =>
        configuration is { Gan.Guard: not null, Classifier.SemiSupervised: null } ? ReferenceClassifier.Find(validation) : null;

    /// <summary>Of samples from the prior, as new ones are.</summary>
    private SampleFigures FiguresOf(Network generator, Network discriminator, PromptBank prompts, Dataset data, Network? judge)
    {
        Matrix z = Matrix.Allocate(GuardedSamples, generator.Inputs);
        PriorOf(prompts).Draw(Random(Stream.Guard), z);
        Network? ofSamples = discriminator.Inputs == generator.Outputs ? discriminator : null; // others see a class or a prompt, too
        return new SampleFigures(generator, z, data.Inputs.SliceRows(0, Math.Min(GuardedSamples, data.Count)), ofSamples, judge);
    }
}
