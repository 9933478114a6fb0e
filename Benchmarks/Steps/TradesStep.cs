using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Steps;

/// <summary>
/// <c>step-trades</c>: one update of the preset robust-0.1, without its augmentation. 784 → 512 → 512 relu → 10; from a
/// random start five steps up KL(p ‖ q); then the cross-entropy of the originals + 6 KL of both, Adam, and an average
/// of the weights. Zhang et al. 2019.
/// </summary>
/// <remarks>
/// The step is the library's own, with its copy of the batch. An epoch of 60,000 examples is 469 of them.
/// </remarks>
public sealed class TradesStep : TrainingStep
{
    public const int AttackSteps = 5;
    public const float Epsilon = 0.1f;
    public const float StepSize = 0.03f;
    public const float Beta = 6;
    public const float AverageDecay = 0.998f;

    private readonly RobustStep _step;
    private readonly WeightAverage _average;
    private readonly float[] _figures;

    public TradesStep(StepData data, float learningRate)
        : base(data, learningRate)
    {
        Classifier = Create(
            0, StepData.Pixels, new Dense(StepData.Pixels, 512), new Relu(), new Dense(512, 512), new Relu(),
                new Dense(512, StepData.Classes));
        var options = new RobustOptions
        {
            Trainer = RobustTrainer.Trades,
            Beta = Beta,
            ClimbsDivergence = true,
            Attack = new() { Epsilon = Epsilon, StepSize = StepSize, Steps = AttackSteps },
        };
        var learner = new Learner(
            "classifier", Classifier, new Adam(Classifier.Parameters), new ConstantSchedule(learningRate));
        _step = new RobustStep(
            learner, new MixedBatch(Classifier, data.ToDataset(), MixtureOptions.RealOnly, null, StepData.Batch),
            options);
        _average = new WeightAverage(Classifier.Parameters, AverageDecay);
        _figures = new float[_step.Metrics.Count];
    }

    public Network Classifier { get; }

    /// <inheritdoc/>
    public override long Flops =>
        ((1 + AttackSteps + 4) * ForwardFlops(Classifier)) + (AttackSteps * InputFlops(Classifier, first: true))
            + (2 * InputFlops(Classifier, first: false));

    /// <summary>How far from its image each example of a step starts.</summary>
    public static void FillStart(int step, ReadOnlySpan<int> rows, Matrix moves)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            Draw(step).Fork(-1).Fork(rows[row]).FillUniform(moves.Row(row), -Epsilon, Epsilon);
        }
    }

    /// <inheritdoc/>
    protected override float Run(int step)
    {
        _step.Run(new StepContext(step, 0, int.MaxValue, Data.Rows(step), Draw(step)), _figures);
        _average.Update();
        return _figures[0];
    }

    private static RandomStream Draw(int step) => new RandomStream(Seed).Fork(step);
}
