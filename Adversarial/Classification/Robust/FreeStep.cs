using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// Several updates on one batch, each of whose backward passes gives both gradients: that of the weights, for the update, and that of the
/// examples, which then move by ε within their ball. Shafahi et al. 2019, algorithm 1.
/// </summary>
/// <remarks>
/// In the paper a batch starts with the perturbation that the batch before has left. Here every batch starts at random points of the ball, so that
/// an update depends on nothing but weights and position, and a training that was broken off goes on with the same bits.
/// </remarks>
public sealed class FreeStep : ITrainingStep
{
    private const int Attack = -1, Layers = -2; // forks of a batch's stream; the forms of its examples draw from the others
    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();

    private readonly Network _classifier;
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private readonly RobustOptions _options;
    private readonly AttackOptions _attack;
    private readonly Ball _ball;
    private readonly MixedBatch _mixed;
    private readonly Workspace _workspace;
    private readonly Matrix _originals;
    private readonly Matrix _points;
    private readonly Matrix _dPoints;
    private readonly Matrix _target;
    private readonly Matrix _losses;

    /// <summary>The step of one training; parameters as for <see cref="RobustStep"/>. Allocates what the largest batch needs.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public FreeStep(
        string stage, Network classifier, Optimizer optimizer, Schedule schedule, Dataset data, MixtureOptions mixture, PromptSampler? prompts, RobustOptions options, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Stage, _classifier, _optimizer, _schedule, _options) = (stage, classifier, optimizer, schedule, options);
        Learners = [new("classifier", classifier, optimizer, schedule)];
        _attack = options.EffectiveAttack;
        _ball = _attack.BallIn(data.Domain.Box);
        _mixed = new MixedBatch(classifier, data, mixture, prompts, batchSize);
        _workspace = new Workspace(classifier, batchSize);
        _originals = Matrix.Allocate(batchSize, classifier.Inputs);
        _points = Matrix.Allocate(batchSize, classifier.Inputs);
        _dPoints = Matrix.Allocate(batchSize, classifier.Inputs);
        _target = Matrix.Allocate(batchSize, classifier.Outputs);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <inheritdoc/>
    public string Stage { get; }

    /// <summary>Means over the updates of a batch; the accuracy is that of the points as they move.</summary>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "robust accuracy"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix originals = _originals.SliceRows(0, rows), points = _points.SliceRows(0, rows), dPoints = _dPoints.SliceRows(0, rows);
        Matrix target = _target.SliceRows(0, rows), losses = _losses.SliceColumns(0, rows);
        float scale = _options.ScaleAt(context);
        _mixed.Compose(context.Rows, context.Random, originals, context.Progress);
        OneHot.Write(_mixed.Labels.Span, target);
        Start(context, originals, points, _ball.Scaled(scale));

        metrics.Clear();
        for (int replay = 0; replay < _options.Replays; replay++)
        {
            Matrix logits = _classifier.ForwardToLogits(_workspace, points, Mode.Train, context.Random.Fork(Layers).Fork(replay));
            CrossEntropy.Compute(logits, target, losses, 1f / rows, _workspace.DLogits);
            metrics[0] += TensorPrimitives.Sum<float>(losses.Span) / (rows * _options.Replays);
            metrics[1] += Accuracy.Compute(logits, _mixed.Labels.Span) / _options.Replays;
            _classifier.BackwardFromLogits(_workspace, _workspace.DLogits, dPoints, ParameterGradients.Accumulate);
            _optimizer.Step(context.LearningRate(_schedule));
            Move(originals, points, dPoints, scale);
        }
    }

    private void Start(in StepContext context, Matrix originals, Matrix points, Ball ball)
    {
        RandomStream random = context.Random.Fork(Attack);
        for (int row = 0; row < points.Rows; row++)
        {
            ball.Start(points.Row(row), originals.Row(row), random.Fork(context.Rows.Span[row]));
        }
    }

    private void Move(Matrix originals, Matrix points, Matrix dPoints, float scale)
    {
        for (int row = 0; row < points.Rows; row++)
        {
            _ball.Ascend(points.Row(row), dPoints.Row(row), scale * ProjectedGradient.StepSizeOf(_attack));
            _ball.Scaled(scale).Project(points.Row(row), originals.Row(row));
        }
    }
}
