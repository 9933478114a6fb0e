using Scratch.Adversarial.Attacks;
using Scratch.Engine;

namespace Scratch.Benchmarks.Steps;

/// <summary>
/// <c>step-pgd7</c>: seven times forward, gradient to the input, sign step, projection, clip to [0, 1]; then one
/// <c>step-classifier</c> on the result. Madry et al. 2018.
/// </summary>
public sealed class PgdStep : TrainingStep
{
    public const int AttackSteps = 7;
    public const float Epsilon = 0.1f;
    public const float StepSize = 0.025f;

    private readonly ClassifierStep _classifier;
    private readonly ProjectedGradient _attack;
    private readonly Matrix _moved = Matrix.Allocate(StepData.Batch, StepData.Pixels);
    private readonly int[] _examples = [.. Enumerable.Range(0, StepData.Batch)];

    public PgdStep(StepData data, float learningRate)
        : base(data, learningRate)
    {
        _classifier = new ClassifierStep(data, learningRate);
        _attack = new ProjectedGradient(
            new ClassifierModel(_classifier.Classifier, StepData.Batch),
            new AttackOptions
            {
                Norm = "linf",
                Epsilon = Epsilon,
                StepSize = StepSize,
                Steps = AttackSteps,
                RandomStart = false,
                Bounded = true
            });
    }

    public ClassifierStep Classifier => _classifier;

    /// <inheritdoc/>
    public override long Flops =>
        _classifier.Flops + (
            AttackSteps * (ForwardFlops(_classifier.Classifier) + InputFlops(_classifier.Classifier, first: true)));

    /// <inheritdoc/>
    protected override float Run(int step)
    {
        _attack.Perturb(new AttackBatch(Data.Images(step), Data.Labels(step), _examples, Random: default), _moved);
        return _classifier.Update(_moved, Data.Target(step));
    }
}
