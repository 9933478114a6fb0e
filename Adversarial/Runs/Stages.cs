using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Adversarial.Runs;

/// <summary>The four stages, each usable alone. What is random in them is a function of the configuration's seed.</summary>
/// <param name="configuration">What to compute.</param>
/// <param name="callbacks">Told of every update of every stage.</param>
/// <param name="checkpoints">Where the trainings are saved and resumed from; null for neither.</param>
/// <param name="cancellation">Checked before every update.</param>
public sealed class Stages(
    RunConfiguration configuration,
    IReadOnlyList<TrainingCallback> callbacks,
    CheckpointFolder? checkpoints = null,
    CancellationToken cancellation = default)
{
    private readonly PretrainedNetworks _pretrained = new(configuration.From);
    private readonly TrainingCallback[] _callbacks = [.. configuration.Freeze.Select(name => new Freeze(name)), .. callbacks];

    private enum Stream
    {
        Validation,
        Encoder,
        Generator,
        Discriminator,
        Classifier,
        Prompts,
        Samples,
        Training,
        Attack,
        Gallery,
    }

    /// <summary>The stream of the pictures.</summary>
    internal RandomStream GalleryRandom => Random(Stream.Gallery);

    private int BatchSize => configuration.BatchSize;

    /// <summary>Splits the training set into a part to train on and one to choose by.</summary>
    /// <exception cref="InvalidDataException">The training set is too small for it.</exception>
    public (Dataset Training, Dataset Validation) Split(Dataset data)
    {
        if (configuration.Validation >= data.Count)
        {
            throw new InvalidDataException(
                $"{data.Name} has {data.Count} training examples; splitting off {configuration.Validation} for validation leaves none.");
        }
        return data.Split(configuration.Validation, Random(Stream.Validation));
    }

    /// <summary>Throws if what the networks should start from fits none of them: at once, not in the stage that needs it.</summary>
    internal void RequirePretrained(Dataset data) => _pretrained.RequireUsed(
    [
        ("encoder", NewEncoder(data)),
        ("generator", NewGenerator(data)),
        ("discriminator", NewDiscriminator(data)),
        ("classifier", NewClassifier(data)),
    ]);

    /// <summary>Stage 1: trains an encoder and a decoder on the data.</summary>
    public (PromptEncoder Encoder, Network Generator) TrainPrompts(Dataset data)
    {
        Network encoder = NewEncoder(data), decoder = NewGenerator(data);
        PromptOptions options = configuration.Prompts;
        Optimizer encoderOptimizer = NetworkFactory.Optimizer(options.Optimizer, encoder);
        Optimizer decoderOptimizer = NetworkFactory.Optimizer(options.Optimizer, decoder);
        Schedule schedule = NetworkFactory.Schedule(options.Optimizer);
        ITrainingStep step = options.Loss == PromptLoss.Standard
            ? new AutoencoderStep(encoder, decoder, encoderOptimizer, decoderOptimizer, schedule, data, options.Beta, BatchSize)
            : new ArticleAutoencoderStep(encoder, decoder, encoderOptimizer, decoderOptimizer, schedule, data, BatchSize);
        Run(step, data, options.Epochs, Stream.Prompts);
        return (PromptEncoder.Of(encoder), decoder);
    }

    /// <summary>Stage 2: trains the generator, which starts as the decoder, against a new discriminator.</summary>
    /// <param name="generator">The decoder; its parameters are overwritten.</param>
    /// <param name="prompts">The prompts of <paramref name="data"/>.</param>
    /// <param name="data">The training part.</param>
    /// <returns>The discriminator.</returns>
    public Network TrainSamples(Network generator, PromptBank prompts, Dataset data)
    {
        Network discriminator = NewDiscriminator(data);
        SampleOptions options = configuration.Samples;
        Schedule schedule = NetworkFactory.Schedule(options.Optimizer);
        var rules = new AdversaryOptions
        {
            Loss = options.Loss == GeneratorLoss.NonSaturating ? AdversarialLoss.NonSaturating : AdversarialLoss.Article,
        };
        var adversary = new Adversary(
            new Learner("discriminator", discriminator, NetworkFactory.Optimizer(options.Optimizer, discriminator)), schedule, rules, BatchSize);
        var step = new GenerativeStep(
            new Learner("generator", generator, NetworkFactory.Optimizer(options.Optimizer, generator)),
            adversary,
            schedule,
            data,
            PromptSource.Of(prompts),
            options.ReconstructionWeight,
            BatchSize);
        Run(step, data, options.Epochs, Stream.Samples);
        return discriminator;
    }

    /// <summary>Stage 3: trains a classifier on the mixture.</summary>
    public Network TrainClassifier(PromptBank prompts, Network generator, Dataset data) =>
        TrainClassifier("classifier", configuration.Classifier.Mixture, new PromptSampler(prompts, generator, BatchSize), data);

    /// <summary>The baseline of stage 3: the same network from the same start, as many updates, on real examples alone.</summary>
    public Network TrainBaseline(Dataset data) => TrainClassifier("baseline", MixtureOptions.RealOnly, null, data);

    /// <summary>Stage 4: the figures of a classifier on a whole data set.</summary>
    public ClassifierReport Evaluate(Network classifier, Dataset data)
    {
        int[] clean = Evaluator.Predict(classifier, data.Inputs, cancellation);
        int[] attacked = Evaluator.PredictUnderAttack(classifier, data, configuration.Attack, Random(Stream.Attack), cancellation);
        ReadOnlySpan<int> labels = data.Labels.Span;
        return ClassifierReport.From(
            new ConfusionMatrix(labels, clean, data.Classes), Evaluator.CountRight(labels, clean, attacked));
    }

    private Network TrainClassifier(string stage, MixtureOptions mixture, PromptSampler? prompts, Dataset data)
    {
        ClassifierOptions options = configuration.Classifier;
        Network classifier = NewClassifier(data);
        var step = new ClassifierStep(
            stage,
            classifier,
            NetworkFactory.Optimizer(options.Optimizer, classifier),
            NetworkFactory.Schedule(options.Optimizer),
            data,
            mixture,
            prompts,
            BatchSize);
        Run(step, data, options.Epochs, Stream.Training);
        return classifier;
    }

    private void Run(ITrainingStep step, Dataset data, int epochs, Stream stream)
    {
        var options = new LoopOptions
        {
            BatchSize = BatchSize,
            Epochs = epochs,
            Random = Random(stream),
            Callbacks = _callbacks,
            Checkpoints = checkpoints,
        };
        new TrainingLoop(step, data.Count, options).Run(cancellation);
    }

    private Network NewEncoder(Dataset data) =>
        _pretrained.Start("encoder", NetworkFactory.Encoder(configuration, data.Inputs.Columns, Random(Stream.Encoder)));

    private Network NewGenerator(Dataset data) =>
        _pretrained.Start("generator", NetworkFactory.Generator(configuration, data.Inputs.Columns, Random(Stream.Generator)));

    private Network NewDiscriminator(Dataset data) =>
        _pretrained.Start("discriminator", NetworkFactory.Discriminator(configuration, data.Inputs.Columns, Random(Stream.Discriminator)));

    private Network NewClassifier(Dataset data) =>
        _pretrained.Start("classifier", NetworkFactory.Classifier(configuration, data.Inputs.Columns, data.Classes, Random(Stream.Classifier)));

    private RandomStream Random(Stream purpose) => new RandomStream(configuration.Seed).Fork((int)purpose);
}
