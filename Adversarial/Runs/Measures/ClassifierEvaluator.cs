namespace Scratch.Adversarial.Runs.Measures;

/// <summary>Measures a classifier, as it is and under the attack of a configuration.</summary>
/// <param name="configuration">Names the attack; what is random is a function of its seed.</param>
/// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
internal sealed class ClassifierEvaluator(RunConfiguration configuration, CancellationToken cancellation = default)
{
    private const int AuditExamplesOfATaste = 16;
    private const int PointsAtOnce = 500;
    private static readonly float[] CurveRadii = [1, 2]; // of the configured radius

    /// <summary>Who computes what becomes of each example; this process all of it unless said.</summary>
    public ExampleWork Work { get; init; } = ExampleWork.Here;

    /// <summary>All figures of a classifier on a whole data set.</summary>
    public ClassifierReport Evaluate(Network classifier, Dataset data, IProgress<WorkProgress>? progress = null) =>
        Evaluate([("", classifier)], data, progress)[0];

    /// <summary>The same of some classifiers, which see the same corrupted examples.</summary>
    public ClassifierReport[] Evaluate(
        IReadOnlyList<(string Name, Network Network)> classifiers, Dataset data, IProgress<WorkProgress>? progress)
    {
        IProgress<WorkProgress>? first = progress.Part("", 0, 0.8);
        ClassifierReport[] reports = [.. classifiers.Select((classifier, i) => Evaluate(
            classifier.Network, data, CurveRadii, first.Part(classifier.Name, i, classifiers.Count)))];
        CorruptionReport[]? corruptions = CorruptionEvaluator.Evaluate(
            [.. classifiers.Select(classifier => classifier.Network)], data,
            configuration.Random(RandomPurpose.Corruption), Work, progress.Part("corruptions", 0.8, 1), cancellation);
        return [.. reports.Select((report, i) => report with { Corruptions = corruptions?[i] })];
    }

    /// <summary>
    /// The same on what choices are made by: at the configured radius alone, and without corruptions.
    /// </summary>
    internal ClassifierReport Validate(Network classifier, Dataset data, IProgress<WorkProgress>? progress) =>
        Evaluate(classifier, data, [1], progress);

    private ClassifierReport Evaluate(
        Network classifier, Dataset data, float[] radii, IProgress<WorkProgress>? progress)
    {
        Matrix logits = Evaluator.Logits(classifier, data, cancellation);
        AttackOptions attack = configuration.Attack;
        bool isTight = configuration.Classifier.Certified is not null;
        var options = new RobustnessOptions
        {
            Norm = attack.Norm,
            Epsilons = [.. radii.Select(radius => radius * attack.Epsilon)],
            Attacks = [PlannedAttack.Scaled("pgd", attack)],
            Bounded = attack.Bounded,
            AuditExamples = configuration.Quick ? AuditExamplesOfATaste : RobustnessOptions.UsualAuditExamples,
            Certification = attack.Bounded ? Certification.Create(classifier, data, attack.Norm, isTight, cancellation)
                : null,
        };
        var context = new AttackContext(
            new ClassifierModel(classifier, PointsAtOnce, data.Domain.Box, cancellation),
            attack)
        { RowLength = data.Domain.RowLength, Work = Work };
        RandomStream random = configuration.Random(RandomPurpose.Attack);
        RobustnessReport robustness =
            new RobustnessEvaluator(context, data, options, random, progress, cancellation).Evaluate();
        RadiusReport configured = robustness.Radii.Single(radius => (float)radius.Epsilon == attack.Epsilon);
        var confusion = new ConfusionMatrix(data.Labels.Span, Evaluator.Classes(logits), data.Classes);
        return ClassifierReport.From(confusion, configured.RobustCorrect) with
        {
            Probabilities = ProbabilityReport.From(logits, data.Labels.Span),
            Robustness = robustness,
            Speakers = SpeakerReport.From(data, Evaluator.Classes(logits)),
        };
    }
}
