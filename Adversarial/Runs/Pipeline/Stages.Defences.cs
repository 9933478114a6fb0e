using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Defences;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Domains.Images.Squeezers;
using Scratch.Adversarial.Prompts;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <content>Stage 4, with a defence before the classifier.</content>
public sealed partial class Stages
{
    private const float SmallestThreshold = 1e-6f; // below it scores are the rounding of floats

    /// <summary>Every defence of a classifier, under the configured attack as one that doesn't know it and as one that does.</summary>
    /// <param name="classifier">What is defended.</param>
    /// <param name="encoder">Turns examples into prompts.</param>
    /// <param name="generator">Turns prompts into samples.</param>
    /// <param name="validation">What detectors' thresholds are chosen on.</param>
    /// <param name="test">What they are evaluated on: images.</param>
    /// <param name="falsePositiveRate">The share of the validation part that a detector may reject, in [0, 1).</param>
    public IReadOnlyList<DefenceReport> EvaluateDefences(
        Network classifier, PromptEncoder encoder, Network generator, Dataset validation, Dataset test, double falsePositiveRate)
    {
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(test);
        if (validation.Count == 0)
        {
            throw new InvalidDataException("The run has no validation part, on which a defence's threshold is chosen.");
        }
        var evaluator = new DefenceEvaluator(
            Target(), target => AttackCatalog.Create("pgd", new AttackContext(target, configuration.Attack)), test, Random(Stream.Attack), cancellation);
        IReadOnlyList<Squeezer> squeezers = test.Domain is ImageDomain images ? images.Squeezers : [];
        return
        [
            Evaluate("projection", new ProjectedModel(Projection(), Target())),
            .. squeezers.Select(Squeezed),
            Detected(new ReconstructionScore(Projection())),
            .. squeezers.TakeLast(1).Select(last => Detected(new SqueezingScore(Target(), new SqueezedModel(last, Target())))),
        ];

        ClassifierModel Target() => new(classifier, PointsAtOnce);

        Reconstruction Projection() => new(encoder, generator, PointsAtOnce);

        DefenceReport Evaluate(string name, IModel defended) => evaluator.Evaluate(name, defended);

        DefenceReport Squeezed(Squeezer squeezer) => Evaluate(squeezer.Name, new SqueezedModel(squeezer, Target()));

        DefenceReport Detected(SuspicionScore score)
        {
            float threshold = MathF.Max(SuspicionScore.Threshold(score.Of(validation.Inputs), falsePositiveRate), SmallestThreshold);
            return Evaluate($"detector: {score.Name}", new DetectingModel(Target(), score, threshold));
        }
    }
}
