namespace Scratch.Adversarial.Runs.Measures;

/// <summary>What defences before a run's classifier are worth.</summary>
internal static class DefenceComparison
{
    private const int PointsAtOnce = 500;
    private const float SmallestThreshold = 1e-6f; // below it scores are the rounding of floats

    /// <summary>Every defence, under the configured attack as one that doesn't know it and as one that does.</summary>
    /// <param name="configuration">Names the attack.</param>
    /// <param name="models">The classifier that is defended, and encoder and generator, which the defences use.</param>
    /// <param name="validation">What detectors' thresholds are chosen on.</param>
    /// <param name="test">What they are evaluated on: images.</param>
    /// <param name="falsePositiveRate">The share of the validation part that a detector may reject, in [0, 1).</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static IReadOnlyList<DefenceReport> Evaluate(
        RunConfiguration configuration,
        TrainedModels models,
        Dataset validation,
        Dataset test,
        double falsePositiveRate,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(test);
        if (validation.Count == 0)
        {
            throw new InvalidDataException("The run has no validation part, on which a defence's threshold is chosen.");
        }
        IReadOnlyList<Squeezer> squeezers = test.Domain is ImageDomain images ? images.Squeezers : [];
        RandomStream random = configuration.Random(RandomPurpose.Attack);
        var evaluator = new DefenceEvaluator(
            Target(), target => AttackCatalog.Create("pgd", new AttackContext(target, configuration.Attack)), test,
                random, cancellation);
        int count = 2 + squeezers.Count + Math.Min(1, squeezers.Count), begun = 0;
        return
        [
            Measure("projection", new ProjectedModel(Projection(), Target())),
            .. squeezers.Select(Squeezed),
            Detected(new ReconstructionScore(Projection())),
            .. squeezers.TakeLast(1)
                .Select(last => Detected(new SqueezingScore(Target(), new SqueezedModel(last, Target())))),
        ];

        ClassifierModel Target() => new(models.Classifier!, PointsAtOnce, cancellation: cancellation);

        Reconstruction Projection() => new(models.Encoder!, models.Generator!, PointsAtOnce);

        DefenceReport Squeezed(Squeezer squeezer) =>
            Measure(squeezer.Name, new SqueezedModel(squeezer, Target()));

        DefenceReport Detected(SuspicionScore score)
        {
            float threshold = MathF.Max(
                SuspicionScore.Threshold(score.Of(validation.Inputs), falsePositiveRate), SmallestThreshold);
            return Measure($"detector: {score.Name}", new DetectingModel(Target(), score, threshold));
        }

        DefenceReport Measure(string defence, IModel defended) =>
            evaluator.Evaluate(defence, defended, progress.Part(defence, begun++, count));
    }
}
