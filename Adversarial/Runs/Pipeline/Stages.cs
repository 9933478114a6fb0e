using Scratch.Adversarial.Data;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>The four stages, each usable alone. What is random in them is a function of the configuration's seed.</summary>
/// <param name="configuration">What to compute.</param>
/// <param name="callbacks">Told of every update of every stage.</param>
/// <param name="checkpoints">Where the trainings are saved and resumed from; null for neither.</param>
/// <param name="cancellation">Checked before every update.</param>
public sealed partial class Stages(
    RunConfiguration configuration,
    IReadOnlyList<TrainingCallback> callbacks,
    CheckpointFolder? checkpoints = null,
    CancellationToken cancellation = default)
{
    private readonly PretrainedNetworks _pretrained = new(configuration.From);
    private readonly Freeze[] _frozen = [.. configuration.Freeze.Select(name => new Freeze(name))];

    private enum Stream
    {
        Validation = 0,
        Encoder = 1,
        Generator = 2,
        Discriminator = 3,
        Classifier = 4,
        Prompts = 5,
        Samples = 6,
        Training = 7,
        Attack = 8,
        Gallery = 9,
        ClassPrompts = 10,
        ElboReport = 11,
        Corruption = 12,
        FreshGenerator = 13,
        Follow = 14,
        Guard = 15,
        Labels = 16,
        LabelledRounds = 17,
        SemiSupervised = 18,
        Probe = 19,
    }

    /// <summary>The stream of the pictures.</summary>
    internal RandomStream GalleryRandom => Random(Stream.Gallery);

    private int BatchSize => configuration.BatchSize;

    /// <summary>Splits the training set into a part to train on and one to choose by; of a run with few labels, both have no other labels than these.</summary>
    /// <exception cref="InvalidDataException">The training set is too small for it.</exception>
    public (Dataset Training, Dataset Validation) Split(Dataset data)
    {
        if (configuration.Classifier.SemiSupervised is null && configuration.Validation >= data.Count)
        {
            throw new InvalidDataException(
                $"{data.Name} has {data.Count} training examples; splitting off {configuration.Validation} for validation leaves none.");
        }
        (Dataset training, _validation) = configuration.Classifier.SemiSupervised is { } fewLabels
            ? SplitFewLabels(data, fewLabels.Labels)
            : data.Split(configuration.Validation, Random(Stream.Validation));
        return (training, _validation);
    }

    /// <summary>Throws if what the networks should start from fits none of them: at once, not in the stage that needs it.</summary>
    internal void RequirePretrained(Dataset data)
    {
        var networks = new List<(string Name, Network Network)>();
        (Network? encoder, Network? generator) = configuration.Has(RunStage.Prompts) ? (NewEncoder(data), NewGenerator(data)) : GivenPrompts(data);
        Add("encoder", encoder);
        Add("generator", generator);
        Add("discriminator", configuration.Has(RunStage.Gan) ? NewDiscriminator(data, generator?.Inputs ?? configuration.Prompts.Latent) : null);
        Add("classifier", configuration.Has(RunStage.Classifier) && configuration.Classifier.SemiSupervised is null ? NewClassifier(data) : null);
        _pretrained.RequireUsed(networks);
        if (!configuration.Has(RunStage.Prompts) && encoder is not null)
        {
            RequireUsable(encoder, data);
        }

        void Add(string name, Network? network)
        {
            if (network is not null)
            {
                networks.Add((name, network));
            }
        }
    }

    /// <summary>Runs the trainings that the configuration names.</summary>
    /// <param name="data">The training part.</param>
    /// <param name="validation">What the judge of the samples is chosen by.</param>
    /// <exception cref="InvalidDataException">A training needs a network that is neither trained before it nor given.</exception>
    internal TrainedModels Train(Dataset data, Dataset validation)
    {
        (PromptEncoder? encoder, Network? generator) = PromptsFor(data);
        PromptBank? prompts = encoder is null ? null : PromptBank.Encode(encoder, data);
        Network? discriminator = null;
        if (configuration.Has(RunStage.Gan))
        {
            (prompts, generator) = (RequireGiven(prompts, "encoder"), RequireGiven(generator, "generator"));
            discriminator = TrainSamples(generator, prompts, data, encoder, JudgeFor(validation)?.Classifier);
            prompts = PromptsAfterGame(encoder!, generator, prompts, data);
        }
        return new TrainedModels
        {
            Encoder = encoder,
            Generator = generator,
            Prior = prompts is null ? null : PriorOf(prompts),
            ClassPrompts = prompts is null ? null : ClassPrompts.Fit(LabelledOf(prompts, data), configuration.Prompts.ClassComponents, Random(Stream.ClassPrompts)),
            Discriminator = discriminator,
            Classifier = configuration.Has(RunStage.Classifier) ? TrainClassifier(prompts, generator, data) : null,
            Baseline = configuration.Has(RunStage.Baseline) ? TrainBaseline(data) : null,
        };
    }

    private void Run(
        ITrainingStep step,
        Dataset data,
        int epochs,
        OptimizerOptions optimizer,
        Stream stream,
        IReadOnlyList<TrainingCallback>? own = null,
        IValidation? validation = null)
    {
        var options = new LoopOptions
        {
            BatchSize = BatchSize,
            Epochs = epochs,
            Random = Random(stream),
            Callbacks = [.. _frozen, .. own ?? [], .. OptimizerFactory.CreateCallbacks(optimizer, step), .. callbacks],
            Validation = validation,
            Checkpoints = checkpoints,
        };
        new TrainingLoop(step, data.Count, options).Run(cancellation);
        foreach (Learner learner in step.Learners)
        {
            learner.Network.Parameters.ZeroGradients(); // what an accumulation has left over would enter the next stage's first update
        }
    }

    /// <summary>What <see cref="RunConfiguration.Validate"/> demands of this run's prompts, of those that it was given.</summary>
    private void RequireUsable(Network encoder, Dataset data)
    {
        bool areConditional = encoder.Inputs != data.Inputs.Columns;
        if (areConditional && configuration.Has(RunStage.Classifier) && configuration.Classifier.Mixture.MovesPrompts)
        {
            throw new InvalidDataException($"{configuration.From}: its prompts hold the class, which an adversarial prompt would move; expected a mixture without them.");
        }
        if (configuration.Classifier.SemiSupervised is not null && areConditional)
        {
            throw new InvalidDataException($"{configuration.From}: its encoder is told the class of every example, which a run with few labels doesn't know.");
        }
        try
        {
            if (configuration.Has(RunStage.Gan))
            {
                configuration.Gan.RequireFit(areConditional, encoder.Layers is [.., GaussianHeads]);
            }
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{configuration.From}: {error.Message}", error);
        }
    }

    private T RequireGiven<T>(T? model, string name)
        where T : class =>
        model ?? throw new InvalidDataException($"{configuration.From}: it has no {name}, which this run needs and does not train.");

    private RandomStream Random(Stream purpose) => new RandomStream(configuration.Seed).Fork((int)purpose);
}
