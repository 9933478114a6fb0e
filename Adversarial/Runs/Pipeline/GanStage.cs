namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Stage 2: trains the generator, which starts as the decoder, against a new discriminator.</summary>
internal sealed class GanStage : IStage
{
    private const int GuardedSamples = 500; // enough to see each of ten classes, and a few milliseconds an epoch

    /// <inheritdoc/>
    public string Name => "gan";

    /// <summary>
    /// Overwrites the generator's parameters, and the encoder's where it plays or follows; prompts are those of the
    /// encoder as it is then.
    /// </summary>
    /// <inheritdoc/>
    public void Run(RunContext context, RunState state)
    {
        GanOptions options = context.Configuration.Gan;
        PromptBank prompts = context.Require(state.Prompts, "encoder");
        Network generator = context.Require(state.Generator, "generator");
        Network discriminator = state.Discriminator = context.Networks.Discriminator(generator.Inputs);
        if (!options.FromDecoder)
        {
            generator.Initialise(context.Random(RandomPurpose.FreshGenerator));
        }
        Play(context, state, GanSteps.Create(context, generator, discriminator, prompts, state.Encoder), prompts);
        if (options.EncoderEpochs > 0)
        {
            Follow(context, context.Require(state.Encoder, "encoder"), generator);
        }
        if (options.EncoderEpochs > 0 || options.TrainsEncoder)
        {
            state.Prompts = PromptBank.Encode(state.Encoder!, context.Features);
        }
    }

    /// <summary>
    /// Who counts modes for the guard; nobody in a run with few labels, since the reference classifier was trained with
    /// many.
    /// </summary>
    internal static ReferenceClassifier? ModeCounter(RunContext context) =>
        context.Configuration is { Gan.Guard: not null, Classifier.SemiSupervised: null }
            ? ReferenceClassifier.Find(context.Validation) : null;

    private static void Play(RunContext context, RunState state, ITrainingStep step, PromptBank prompts)
    {
        GanOptions options = context.Configuration.Gan;
        WeightAveraging? average = options.Optimizer.EmaDecay is { } decay ? new WeightAveraging(decay)
            : options.Average > 0
                ? new WeightAveraging(
                options.Average)
                { Networks = options.TrainsEncoder ? ["encoder", "generator"] : ["generator"] }
            : null;
        CollapseGuard? guard = options.Guard is null ? null : new CollapseGuard(options.Guard, average);
        // the guard has to know the average, and two would not nest
        OptimizerOptions optimizer = options.Optimizer with { EmaDecay = null };
        TrainingCallback?[] own = [average, guard];
        SampleFigures? figures = guard is null ? null : FiguresOf(context, state, prompts);
        context.Train(step, optimizer, options.Epochs, context.Random(RandomPurpose.Samples),
            [.. own.OfType<TrainingCallback>()], figures);
        if (guard is not null)
        {
            // a training that was over before a resume is not run again, and this guard saw nothing of it
            state.Guard ??= GuardReport.From(guard);
        }
    }

    /// <summary>Of samples from the prior, as new ones are.</summary>
    private static SampleFigures FiguresOf(RunContext context, RunState state, PromptBank prompts)
    {
        Network generator = state.Generator!, discriminator = state.Discriminator!;
        Dataset data = context.Features;
        Matrix z = Matrix.Allocate(GuardedSamples, generator.Inputs);
        PriorStage.PriorOf(context.Configuration, prompts).Draw(context.Random(RandomPurpose.Guard), z);
        // others see a class or a prompt, too
        Network? ofSamples = discriminator.Inputs == generator.Outputs ? discriminator : null;
        return new SampleFigures(
            generator, z, data.Take(Math.Min(GuardedSamples, data.Count)).Inputs, ofSamples,
                ModeCounter(context)?.Classifier);
    }

    /// <summary>The encoder learns to invert the finished generator.</summary>
    private static void Follow(RunContext context, PromptEncoder encoder, Network generator)
    {
        PromptOptions options = context.Configuration.Prompts;
        var step = new AutoencoderStep(
            OptimizerFactory.CreateLearner("encoder", encoder.Network, options.Optimizer),
            OptimizerFactory.CreateLearner("decoder", generator, options.Optimizer),
            context.Features,
            context.Configuration.BatchSize)
        {
            Stage = "encoder",
            TrainsDecoder = false,
            Beta = options.Beta,
            FreeNats = options.FreeNats,
        };
        context.Train(step, options.Optimizer, context.Configuration.Gan.EncoderEpochs,
            context.Random(RandomPurpose.Follow));
    }
}
