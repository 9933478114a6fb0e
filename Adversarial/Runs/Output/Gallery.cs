namespace Scratch.Adversarial.Runs.Output;

/// <summary>
/// What a run can show: generated samples, and adversarial ones beside their originals, all from the validation part.
/// </summary>
public sealed class Gallery
{
    private const int SampleCount = 100;
    private const int Pairs = 12;

    private Gallery(Domain domain) => Domain = domain;

    /// <summary>What the examples are, and so how they are shown.</summary>
    public Domain Domain { get; }

    /// <summary>What generated samples are: examples, or features of them.</summary>
    public Domain SampleDomain => FrontEnd?.Features ?? Domain;

    /// <summary>What makes features of examples; null where samples are examples.</summary>
    public FrontEnd? FrontEnd { get; private init; }

    /// <summary>(100, features): samples of new prompts; null without a generator.</summary>
    public Matrix? Samples { get; private init; }

    /// <summary>
    /// Samples by class, ways between classes, and the map of the prompts; null without encoder and generator.
    /// </summary>
    public PromptGallery? Prompts { get; private init; }

    /// <summary>(12, features): examples.</summary>
    public required Matrix Originals { get; init; }

    /// <summary>The true classes of the examples.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>(12, features): the examples moved in the space of the features; null without a classifier.</summary>
    public Matrix? PixelAdversarial { get; private init; }

    /// <summary>What the classifier takes the moved examples for; null without one.</summary>
    public IReadOnlyList<int>? ClassifierPredictions { get; private init; }

    /// <summary>What the one trained on real examples alone takes them for; null without one.</summary>
    public IReadOnlyList<int>? BaselinePredictions { get; private init; }

    /// <summary>
    /// (12, features): what the generator makes of the examples' prompts; null without encoder and generator.
    /// </summary>
    public Matrix? Reconstructions { get; private init; }

    /// <summary>
    /// (12, features): what it makes of their adversarial prompts; null without encoder, generator and classifier, or
    /// if prompts hold the class.
    /// </summary>
    public Matrix? PromptAdversarial { get; private init; }

    /// <summary>What the classifier takes the samples of adversarial prompts for; null likewise.</summary>
    public IReadOnlyList<int>? PromptPredictions { get; private init; }

    /// <summary>New samples of a generator. (count, features). Allocates.</summary>
    public static Matrix Sample(Network generator, PromptPrior prior, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(prior);
        Matrix prompts = Matrix.Allocate(count, generator.Inputs);
        prior.Draw(random, prompts);
        return generator.PredictOutputs(prompts);
    }

    internal static Gallery Create(
        TrainedModels models, Dataset validation, RunConfiguration configuration, FrontEnd? frontEnd = null)
    {
        RandomStream random = configuration.Random(RandomPurpose.Gallery);
        int count = Math.Min(Pairs, validation.Count);
        // over all of the file, which may be sorted
        Dataset shown = validation.Subset(
            [.. Enumerable.Range(0, count).Select(i => (int)((long)i * validation.Count / count))]);
        Matrix? reconstructions = null, prompts = null, pixels = null, promptAdversarial = null;
        if (models is { Encoder: { } encoder, Generator: { } decoder })
        {
            prompts = PromptBank.Encode(encoder, frontEnd?.Apply(shown) ?? shown).Means;
            reconstructions = decoder.PredictOutputs(prompts.Value);
        }
        if (models.Classifier is { } classifier)
        {
            // The attack on pixels is made against the baseline, to show what it falls for; both classifiers are then
            // asked.
            pixels = Move(new ClassifierModel(models.Baseline ?? classifier, shown.Count, shown.Domain.Box),
                configuration.Attack, shown.Inputs, shown, random.Fork(0));
        }
        Network? ofFeatures = models.Classifier is { } whole && frontEnd is not null ? frontEnd.Behind(whole)
            : models.Classifier;
        if (prompts is { } z && models is { Generator: { } generator, Prior.Conditions: 0 }
            && ofFeatures is { } attacked)
        {
            AttackOptions attack = configuration.Classifier.Mixture.PromptAttack;
            promptAdversarial = generator.PredictOutputs(
                Move(new GeneratorModel(generator, attacked, shown.Count), attack, z, shown, random.Fork(1)));
        }
        return new Gallery(shown.Domain)
        {
            FrontEnd = frontEnd,
            Samples = models is { Generator: { } sampled, Prior: { } prior }
                ? Sample(sampled, prior, SampleCount, random.Fork(2)) : null,
            Prompts = PromptGallery.Create(models, frontEnd?.Apply(validation) ?? validation, random.Fork(3)),
            Originals = shown.Inputs,
            Labels = shown.Labels.ToArray(),
            PixelAdversarial = pixels,
            ClassifierPredictions = Predict(models.Classifier, pixels),
            BaselinePredictions = Predict(models.Baseline, pixels),
            Reconstructions = reconstructions,
            PromptAdversarial = promptAdversarial,
            PromptPredictions = Predict(ofFeatures, promptAdversarial),
        };
    }

    private static Matrix Move(
        IModel target, AttackOptions attack, Matrix originals, Dataset shown, RandomStream random)
    {
        Matrix moved = Matrix.Allocate(originals.Rows, originals.Columns);
        int[] examples = [.. Enumerable.Range(0, shown.Count)];
        new ProjectedGradient(target, attack)
            .Perturb(new AttackBatch(originals, shown.Labels, examples, random), moved);
        return moved;
    }

    private static int[]? Predict(Network? classifier, Matrix? images) =>
        classifier is not null && images is { } shown ? Evaluator.PredictClasses(classifier, shown) : null;
}
