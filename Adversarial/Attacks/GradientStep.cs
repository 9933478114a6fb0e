namespace Scratch.Adversarial.Attacks;

/// <summary>The part of <see cref="ProjectedGradient"/> between two gradients, some examples at a time.</summary>
internal sealed class GradientStep : ParallelJob
{
    private const int FloatsOfPart = 8 * 1024;
    private readonly AttackOptions _options;
    private readonly Norm _norm;
    private readonly float _stepSize;
    private readonly Matrix _velocity;
    private readonly float[] _bestLoss;
    private readonly bool[] _bestIsFooled;
    private readonly bool _keepsBest;
    private AttackBatch _batch;
    private Matrix _points;
    private Matrix _gradient;
    private Matrix _losses;
    private Matrix _result;
    private Matrix _logits;
    private Phase _phase;

    public GradientStep(AttackOptions options, IModel model, bool keepsBest)
    {
        (_options, _norm, _stepSize, _keepsBest) = (options, Norm.ParseBall(options.Norm), ProjectedGradient.StepSizeOf(options), keepsBest);
        _velocity = options.Momentum > 0 ? Matrix.Allocate(model.Capacity, model.Features) : default;
        _bestLoss = keepsBest ? new float[model.Capacity] : [];
        _bestIsFooled = new bool[_bestLoss.Length];
    }

    private enum Phase
    {
        Start,
        Move,
        Keep,
    }

    /// <summary>What ε and the step are multiplied by.</summary>
    public float Scale { get; set; } = 1;

    private float Epsilon => Scale * _options.Epsilon;

    private int RowsOfPart => Math.Max(1, FloatsOfPart / _points.Columns);

    /// <summary>Overwrites the points with the first ones, and takes what the next calls work on.</summary>
    public void Start(in AttackBatch batch, Matrix points, Matrix gradient, Matrix losses, Matrix result)
    {
        (_batch, _points, _gradient, _losses, _result) = (batch, points, gradient, losses, result);
        Run(Phase.Start, default);
    }

    /// <summary>Steps, projects and clips; the points left are kept if they are the best so far.</summary>
    public void Move(Matrix logits) => Run(Phase.Move, logits);

    /// <summary>Keeps the last points if they are the best so far.</summary>
    public void Keep(Matrix logits) => Run(Phase.Keep, logits);

    protected override void Run(int part)
    {
        int end = Math.Min((part + 1) * RowsOfPart, _points.Rows);
        for (int row = part * RowsOfPart; row < end; row++)
        {
            if (_phase == Phase.Start)
            {
                StartRow(row);
                continue;
            }
            if (_keepsBest)
            {
                KeepRow(row);
            }
            if (_phase == Phase.Move)
            {
                MoveRow(row);
            }
        }
    }

    private void Run(Phase phase, Matrix logits)
    {
        (_phase, _logits) = (phase, logits);
        WorkerPool.Run(this, (_points.Rows + RowsOfPart - 1) / RowsOfPart);
    }

    private void StartRow(int row)
    {
        Span<float> point = _points.Row(row);
        ReadOnlySpan<float> centre = _batch.Originals.Row(row);
        if (_options.RandomStart)
        {
            _norm.Start(point, centre, Epsilon, _batch.Random.Fork(_batch.Examples.Span[row]));
            if (_options.CornerStart)
            {
                MoveToCorner(point, centre);
            }
        }
        else
        {
            centre.CopyTo(point);
        }
        Clip(point);
        if (!_velocity.IsEmpty)
        {
            _velocity.Row(row).Clear();
        }
        if (_keepsBest)
        {
            (_bestLoss[row], _bestIsFooled[row]) = (float.NegativeInfinity, false);
            point.CopyTo(_result.Row(row)); // where no loss is a number, the start
        }
    }

    private void MoveToCorner(Span<float> point, ReadOnlySpan<float> centre)
    {
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = centre[i] + (point[i] < centre[i] ? -Epsilon : Epsilon);
        }
    }

    private void MoveRow(int row)
    {
        Span<float> point = _points.Row(row), direction = _gradient.Row(row);
        if (!_velocity.IsEmpty)
        {
            direction = Accelerate(_velocity.Row(row), direction);
        }
        _norm.Ascend(point, direction, Scale * _stepSize);
        _norm.Project(point, _batch.Originals.Row(row), Epsilon);
        Clip(point);
    }

    /// <summary>velocity = μ velocity + gradient / ‖gradient‖₁. Dong et al. 2018, eq. 6.</summary>
    private Span<float> Accelerate(Span<float> velocity, ReadOnlySpan<float> gradient)
    {
        float length = TensorPrimitives.SumOfMagnitudes(gradient);
        TensorPrimitives.Multiply(velocity, _options.Momentum, velocity);
        TensorPrimitives.MultiplyAdd(gradient, length > 0 ? 1 / length : 0, velocity, velocity);
        return velocity;
    }

    private void KeepRow(int row)
    {
        bool isFooled = _batch.IsFooled(row, Decision.From(_logits.Row(row)));
        float loss = _losses[0, row];
        if (isFooled != _bestIsFooled[row] ? isFooled : loss > _bestLoss[row])
        {
            (_bestLoss[row], _bestIsFooled[row]) = (loss, isFooled);
            _points.Row(row).CopyTo(_result.Row(row));
        }
    }

    private void Clip(Span<float> point)
    {
        if (_options.Bounded)
        {
            TensorPrimitives.Clamp(point, 0f, 1f, point);
        }
    }
}
