namespace Scratch.Adversarial.Attacks;

/// <summary>
/// Gradient ascent on a loss within a ball: start, gradient, ascend, project, keep. One loop for PGD (Madry et al.
/// 2018, eq. 3), FGSM (Goodfellow et al. 2015: one step from the centre), R-FGSM (Wong et al. 2020: one from a random
/// point), BIM (Kurakin et al. 2017: no random start) and MI-FGSM (Dong et al. 2018: steps with momentum).
/// </summary>
/// <remarks>
/// It moves every example, fooled or not, unless it is told to leave those that are. Everything random about one comes
/// from a stream of its own, so the result doesn't depend on who else is in the batch. An instance has memory for one
/// attack at a time, allocated for the model's largest batch.
/// </remarks>
public sealed class ProjectedGradient : Attack
{
    /// <summary>The number of steps unless given.</summary>
    public const int DefaultSteps = 40;

    private readonly IModel _model;
    private readonly AttackLoss _loss;
    private readonly Ball _ball;
    private readonly bool _keepsBest;
    private readonly Matrix _dLogits;
    private readonly Matrix _gradient;
    private readonly Matrix _losses;
    private readonly Matrix _points;
    private readonly Matrix _velocity;
    private readonly float[] _bestLoss;
    private readonly bool[] _bestIsFooled;
    private readonly RowsJob _start;
    private readonly RowsJob _ascend;
    private readonly RowsJob _keep;
    private readonly int[] _rows; // where in the result each example of the batch at hand belongs
    private AttackBatch _batch; // those that are still moved
    private Matrix _at; // the points of this batch
    private Matrix _logits;
    private Matrix _result;

    /// <summary>An attack on one model.</summary>
    /// <param name="model">What is climbed.</param>
    /// <param name="options">The ball, the loss and the steps.</param>
    /// <param name="keepsBest">
    /// Of all points on the way the result is the best, a fooled one before others, then the one with the highest loss:
    /// more steps are then never worse. Otherwise, as in adversarial training, the last: the forward pass that would
    /// tell is saved.
    /// </param>
    /// <param name="name">The name of this choice of options.</param>
    /// <param name="loss">What is climbed in place of the options' loss; null for that.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which.</exception>
    public ProjectedGradient(
        IModel model, AttackOptions options, bool keepsBest = false, string name = "pgd", AttackLoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_model, Options, Name, _keepsBest, _ball) = (model, options, name, keepsBest, options.BallIn(model.Box));
        _loss = loss ?? AttackLoss.Create(options.Loss, model.Classes, model.Capacity);
        _dLogits = Matrix.Allocate(model.Capacity, model.Classes);
        _gradient = Matrix.Allocate(model.Capacity, model.Features);
        _losses = Matrix.Allocate(1, model.Capacity);
        _points = keepsBest ? Matrix.Allocate(model.Capacity, model.Features) : default;
        _velocity = options.Momentum > 0 ? Matrix.Allocate(model.Capacity, model.Features) : default;
        _bestLoss = keepsBest ? new float[model.Capacity] : [];
        _bestIsFooled = new bool[_bestLoss.Length];
        _rows = new int[_bestLoss.Length];
        _start = new RowsJob(Start, model.Features);
        _ascend = new RowsJob(Ascend, model.Features);
        _keep = new RowsJob(Keep, model.Features);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>The ball, the loss and the steps.</summary>
    public AttackOptions Options { get; }

    /// <summary>
    /// True if it may leave an example once that is fooled, where the best point is kept: who is fooled stays the same,
    /// the others' passes come sooner, and the point is the first of those that fool. Packing those that are left
    /// allocates.
    /// </summary>
    public bool StopsOnceFooled { get; init; }

    /// <summary>What ε and the step are multiplied by: less than 1 while a training warms up.</summary>
    public float Scale { get; set; } = 1;

    private Ball Ball => _ball.Scaled(Scale);

    /// <summary>The steps that options ask for: <see cref="DefaultSteps"/> unless given.</summary>
    public static int StepsOf(AttackOptions options) => options.Steps ?? DefaultSteps;

    /// <summary>
    /// The length of a step that options ask for: 2.5 ε / steps unless given, which reaches any point of the ball from
    /// any other.
    /// </summary>
    public static float StepSizeOf(AttackOptions options) =>
        options.StepSize ?? (2.5f * options.Epsilon / Math.Max(1, StepsOf(options)));

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _ball.Box);
        (_batch, _result, _at) = (batch, result, _keepsBest ? _points.SliceRows(0, batch.Count) : result);
        for (int row = 0; row < _rows.Length; row++)
        {
            _rows[row] = row;
        }
        _start.RunAll(batch.Count);
        for (int step = StepsOf(Options); step > 0 && _batch.Count > 0; step--)
        {
            Differentiate(_dLogits.SliceRows(0, _batch.Count));
            _ascend.RunAll(_batch.Count);
            if (_keepsBest && StopsOnceFooled)
            {
                LeaveFooled();
            }
            Progress.Report(1 - ((step - 1.0) / StepsOf(Options)));
        }
        if (_keepsBest && _batch.Count > 0)
        {
            Differentiate(dLogits: default);
            _keep.RunAll(_batch.Count);
        }
    }

    /// <summary>Closes the gaps of those that are fooled, once they are an eighth of what is moved.</summary>
    private void LeaveFooled()
    {
        int count = _batch.Count;
        int[] left = [.. Enumerable.Range(0, count).Where(row => !_bestIsFooled[row])];
        if (count - left.Length < count / 8.0)
        {
            return;
        }
        for (int i = 0; i < left.Length; i++) // each comes from where it is or further down
        {
            (_rows[i], _bestLoss[i], _bestIsFooled[i]) = (_rows[left[i]], _bestLoss[left[i]], false);
            _points.Row(left[i]).CopyTo(_points.Row(i));
            if (!_velocity.IsEmpty)
            {
                _velocity.Row(left[i]).CopyTo(_velocity.Row(i));
            }
        }
        (_batch, _at) = (_batch.Select(left), _points.SliceRows(0, left.Length));
    }

    /// <summary>The losses at the points, and their gradients if they are wanted.</summary>
    private void Differentiate(Matrix dLogits)
    {
        _logits = _model.Forward(_at);
        _loss.Compute(_logits, _batch.Labels.Span, _batch.TargetClasses.Span, _losses.SliceColumns(0, _batch.Count),
            dLogits);
        if (!dLogits.IsEmpty)
        {
            _model.Backward(dLogits, _gradient.SliceRows(0, _batch.Count));
        }
    }

    private void Start(int row)
    {
        Span<float> point = _at.Row(row);
        ReadOnlySpan<float> original = _batch.Originals.Row(row);
        if (Options.CornerStart)
        {
            StartAtCorner(point, original, Stream(row));
        }
        else if (Options.RandomStart)
        {
            Ball.Start(point, original, Stream(row));
        }
        else
        {
            original.CopyTo(point);
            Ball.Box.Clip(point, original);
        }
        if (!_velocity.IsEmpty)
        {
            _velocity.Row(row).Clear();
        }
        if (_keepsBest)
        {
            (_bestLoss[row], _bestIsFooled[row]) = (float.NegativeInfinity, false);
            point.CopyTo(_result.Row(_rows[row])); // where no loss is a number, the start
        }
    }

    private void Ascend(int row)
    {
        if (_keepsBest)
        {
            Keep(row);
        }
        Span<float> point = _at.Row(row), direction = _gradient.Row(row);
        if (!_velocity.IsEmpty)
        {
            direction = Accelerate(_velocity.Row(row), direction);
        }
        Ball.Ascend(point, direction, Scale * StepSizeOf(Options));
        Ball.Project(point, _batch.Originals.Row(row));
    }

    private void Keep(int row)
    {
        bool isFooled = _batch.IsFooled(row, Decision.From(_logits.Row(row)));
        float loss = _losses[0, row];
        if (isFooled != _bestIsFooled[row] ? isFooled : loss > _bestLoss[row])
        {
            (_bestLoss[row], _bestIsFooled[row]) = (loss, isFooled);
            _at.Row(row).CopyTo(_result.Row(_rows[row]));
        }
    }

    /// <summary>Every coordinate by ε to the side where a random start would be.</summary>
    private void StartAtCorner(Span<float> point, ReadOnlySpan<float> original, RandomStream random)
    {
        float epsilon = Ball.Epsilon;
        Ball.Norm.Start(point, original, epsilon, random);
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = original[i] + (point[i] < original[i] ? -epsilon : epsilon);
        }
        Ball.Box.Clip(point, original);
    }

    private RandomStream Stream(int row) => _batch.Random.Fork(_batch.Examples.Span[row]);

    /// <summary>velocity = μ velocity + gradient / ‖gradient‖₁. Dong et al. 2018, eq. 6.</summary>
    private Span<float> Accelerate(Span<float> velocity, ReadOnlySpan<float> gradient)
    {
        float length = Reductions.SumOfMagnitudes(gradient);
        TensorPrimitives.Multiply(velocity, Options.Momentum, velocity);
        TensorPrimitives.MultiplyAdd(gradient, length > 0 ? 1 / length : 0, velocity, velocity);
        return velocity;
    }
}
