namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// Several updates on one batch, each of whose backward passes gives both gradients: that of the weights, for the
/// update, and that of the examples, which then move by ε within their ball. Shafahi et al. 2019, algorithm 1.
/// </summary>
/// <remarks>
/// In the paper a batch starts with the perturbation that the batch before has left. Here every batch starts at random
/// points of the ball, so that an update depends on nothing but weights and position, and a training that was broken
/// off goes on with the same bits.
/// </remarks>
public sealed class FreeStep : MixtureStep
{
    private readonly RobustOptions _options;
    private readonly AttackOptions _attack;
    private readonly Ball _ball;
    private readonly Matrix _points;
    private readonly Matrix _dPoints;

    /// <summary>
    /// The step of one training; parameters as for <see cref="RobustStep"/>. Allocates what the largest batch needs.
    /// </summary>
    /// <remarks>
    /// Its figures are means over the updates of a batch; the accuracy is that of the points as they move.
    /// </remarks>
    /// <exception cref="ArgumentException">An option is out of its range, or targets are not classes.</exception>
    public FreeStep(Learner learner, MixedBatch batches, RobustOptions options)
        : base(learner, batches, ["loss", "robust accuracy"], batches.Capacity)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _attack) = (options, options.EffectiveAttack);
        _ball = _attack.BallIn(batches.Data.Domain.Box);
        _points = Matrix.Allocate(batches.Capacity, Classifier.Inputs);
        _dPoints = Matrix.Allocate(batches.Capacity, Classifier.Inputs);
    }

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        Batch batch = Batches.Next(context);
        int rows = batch.Inputs.Rows;
        Matrix points = _points.SliceRows(0, rows), dPoints = _dPoints.SliceRows(0, rows);
        float scale = _options.ScaleAt(context);
        Start(context, batch.Inputs, points, _ball.Scaled(scale));

        metrics.Clear();
        for (int replay = 0; replay < _options.Replays; replay++)
        {
            Matrix logits = Forward(points, context.Random.Fork(Layers).Fork(replay));
            metrics[0] += CrossEntropy(logits, batch.Targets, 1f / rows, Workspace.DLogits) / (rows * _options.Replays);
            metrics[1] += Accuracy.Compute(logits, Batches.Labels.Span) / _options.Replays;
            Backward(dPoints);
            Update(context);
            Move(batch.Inputs, points, dPoints, scale);
        }
    }

    private static void Start(in StepContext context, Matrix originals, Matrix points, Ball ball)
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
