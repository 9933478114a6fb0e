namespace Scratch.Adversarial.Attacks.BlackBox;

/// <summary>
/// Walks along the decision boundary towards the example, knowing the model's decisions alone: halve the way to the
/// boundary, estimate the direction in which it lies, step along it, halve again. HopSkipJump: Chen et al. 2020,
/// algorithm 2.
/// </summary>
/// <remarks>
/// It looks for the nearest adversarial example and reads no radius. Starts at noise in the box that fools the model;
/// an example for which none is found stays where it is. Each result is a point that was asked about and fooled the
/// model. All points are in the box, which has to be bounded.
/// </remarks>
internal sealed class HopSkipJumpAttack : Attack
{
    /// <summary>The number of queries unless given.</summary>
    public const int DefaultQueries = 5000;

    private const int StartTries = 100;
    private const int FirstDirections = 100; // of the first iteration; √t times as many in the t-th
    private const int Shortenings = 20; // a step that is shortened to a millionth leads nowhere
    private const float FirstDistance = 0.1f; // at which directions are tried, before there is a boundary to speak of

    private readonly Box _box;
    private readonly bool _isBox;
    private readonly Norm _norm;
    private readonly QueryRound _round;
    private readonly int _halvings;
    private readonly Matrix _point; // fools the model
    private readonly Matrix _next;
    private readonly Matrix _direction;
    private readonly Matrix _plain;
    private readonly float[] _step;
    private readonly float[] _decisions;
    private readonly float[] _asked;
    private readonly float[] _low;
    private readonly float[] _high;
    private readonly bool[] _open;
    private readonly bool[] _pending;
    private readonly float[] _best;

    /// <summary>An attack on one model.</summary>
    /// <param name="model">The model under attack.</param>
    /// <param name="options">The norm and the queries.</param>
    /// <exception cref="ArgumentException">The model's box has no bounds, so that there is nowhere to
    /// begin.</exception>
    public HopSkipJumpAttack(IModel model, AttackOptions options)
    {
        options.Validate();
        _box = model.Box.IsBounded ? model.Box : throw new ArgumentException(
            $"The attack hopskipjump begins at random points of the model's box, which is {model.Box}; expected a "
                + "range for every feature.");
        _norm = Norm.ParseBall(options.Norm);
        _isBox = _norm == Norm.LInfinity;
        _round = new QueryRound(model, options.Queries ?? DefaultQueries);
        // to d⁻² and d^−3/2 (section IV.C there)
        _halvings = (int)Math.Ceiling((_isBox ? 2 : 1.5) * Math.Log2(Math.Max(2, model.Features)));
        (_point, _next) = (Matrix.Allocate(model.Capacity, model.Features),
            Matrix.Allocate(model.Capacity, model.Features));
        (_direction, _plain) =
            (Matrix.Allocate(model.Capacity, model.Features), Matrix.Allocate(model.Capacity, model.Features));
        (_step, _decisions, _asked) = (new float[model.Capacity], new float[model.Capacity], new float[model.Capacity]);
        (_low, _high, _best) = (new float[model.Capacity], new float[model.Capacity], new float[model.Capacity]);
        (_open, _pending) = (new bool[model.Capacity], new bool[model.Capacity]);
    }

    /// <inheritdoc/>
    public override string Name => "hopskipjump";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _box);
        batch.Originals.CopyTo(result);
        _round.Begin(batch, Progress);
        FindStarts(batch);
        _open.AsSpan(0, batch.Count).CopyTo(_pending);
        Array.Fill(_best, float.PositiveInfinity, 0, batch.Count);
        Halve(batch);
        Keep(batch, result);
        for (int t = 1; _round.Collect(_open); t++)
        {
            Estimate(batch, t);
            Step(batch, t);
            Halve(batch);
            Keep(batch, result);
        }
    }

    /// <summary>Opens the examples that do not fool the model and for which a point is found that does.</summary>
    private void FindStarts(in AttackBatch batch)
    {
        Array.Fill(_pending, true, 0, batch.Count);
        Array.Fill(_open, false, 0, batch.Count);
        for (int trial = 0; trial <= StartTries && _round.Collect(_pending); trial++)
        {
            for (int i = 0; i < _round.Rows.Length; i++)
            {
                int row = _round.Rows[i];
                if (trial == 0)
                {
                    batch.Originals.Row(row).CopyTo(_round.Point(i));
                }
                else
                {
                    batch.Random.Fork(batch.Examples.Span[row]).Fork(0).Fork(trial).FillUniform(_round.Point(i));
                    _box.FromUnit(_round.Point(i));
                    _box.Clip(_round.Point(i), batch.Originals.Row(row));
                }
            }
            ReadOnlySpan<float> leads = _round.Ask();
            for (int i = 0; i < leads.Length; i++)
            {
                int row = _round.Rows[i];
                if (leads[i] > 0)
                {
                    (_pending[row], _open[row]) = (false, trial > 0);
                    _round.Point(i).CopyTo(_next.Row(row));
                }
            }
        }
    }

    /// <summary>
    /// Takes the next points of the pending examples towards the originals, as far as they fool the model.
    /// </summary>
    private void Halve(in AttackBatch batch)
    {
        Array.Fill(_low, 0, 0, batch.Count);
        Array.Fill(_high, 1, 0, batch.Count);
        for (int halving = 0; halving < _halvings && _round.Collect(_pending); halving++)
        {
            for (int i = 0; i < _round.Rows.Length; i++)
            {
                int row = _round.Rows[i];
                Blend(batch.Originals.Row(row), _next.Row(row), 0.5f * (_low[row] + _high[row]), _round.Point(i));
            }
            ReadOnlySpan<float> leads = _round.Ask();
            for (int i = 0; i < leads.Length; i++)
            {
                int row = _round.Rows[i];
                (leads[i] > 0 ? ref _high[row] : ref _low[row]) = 0.5f * (_low[row] + _high[row]);
            }
        }
        for (int row = 0; row < batch.Count; row++)
        {
            if (_pending[row])
            {
                Blend(batch.Originals.Row(row), _next.Row(row), _high[row], _point.Row(row));
            }
        }
    }

    /// <summary>
    /// The point a share of the way from the original; in the box norm, the nearest to the other of the ball with that
    /// share of its radius.
    /// </summary>
    private void Blend(ReadOnlySpan<float> original, ReadOnlySpan<float> other, float share, Span<float> point)
    {
        other.CopyTo(point);
        if (share == 1)
        {
            return;
        }
        if (_isBox)
        {
            _norm.Project(point, original, share * _norm.Distance(other, original));
            return;
        }
        TensorPrimitives.Subtract(point, original, point);
        TensorPrimitives.MultiplyAdd(point, share, original, point);
    }

    private void Keep(in AttackBatch batch, Matrix result)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            float distance = _open[row] ? _norm.Distance(_point.Row(row), batch.Originals.Row(row))
                : float.PositiveInfinity;
            if (distance < _best[row])
            {
                _best[row] = distance;
                _point.Row(row).CopyTo(result.Row(row));
            }
        }
    }

    /// <summary>
    /// The direction in which the model is fooled: the mean of random directions, each with the sign of the decision a
    /// little way along it, the mean decision taken off (equation 16 there).
    /// </summary>
    private void Estimate(in AttackBatch batch, int t)
    {
        _direction.Fill(0);
        _plain.Fill(0);
        Array.Fill(_decisions, 0, 0, batch.Count);
        Array.Fill(_asked, 0, 0, batch.Count);
        int directions = (int)(FirstDirections * Math.Sqrt(t));
        for (int b = 0; b < directions && _round.Collect(_open); b++)
        {
            for (int i = 0; i < _round.Rows.Length; i++)
            {
                int row = _round.Rows[i];
                Span<float> point = _round.Point(i);
                RandomStream random = batch.Random.Fork(batch.Examples.Span[row]).Fork(t).Fork(b);
                if (_isBox)
                {
                    random.FillUniform(point, -1, 1);
                }
                else
                {
                    random.FillNormal(point);
                }
                float distance = t == 1 ? FirstDistance
                    : _norm.Distance(_point.Row(row), batch.Originals.Row(row)) / point.Length;
                TensorPrimitives.MultiplyAdd(
                    point, distance / Reductions.Norm<float>(point), _point.Row(row), point);
                _box.Clip(point, batch.Originals.Row(row));
            }
            ReadOnlySpan<float> leads = _round.Ask();
            for (int i = 0; i < leads.Length; i++)
            {
                int row = _round.Rows[i];
                float decision = leads[i] > 0 ? 1 : -1;
                Span<float> moved = _round.Point(i);
                TensorPrimitives.Subtract(moved, _point.Row(row), moved); // as it was clipped
                TensorPrimitives.MultiplyAdd(moved, decision, _direction.Row(row), _direction.Row(row));
                TensorPrimitives.Add(moved, _plain.Row(row), _plain.Row(row));
                (_decisions[row], _asked[row]) = (_decisions[row] + decision, _asked[row] + 1);
            }
        }
        for (int row = 0; row < batch.Count; row++)
        {
            float mean = _asked[row] > 0 ? _decisions[row] / _asked[row] : 0;
            if (MathF.Abs(mean) < 1)
            {
                TensorPrimitives.MultiplyAdd(_plain.Row(row), -mean, _direction.Row(row), _direction.Row(row));
            }
        }
    }

    /// <summary>
    /// Steps along the direction as far as the distance over √t, or half of it, or half of that, until the model is
    /// fooled.
    /// </summary>
    private void Step(in AttackBatch batch, int t)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            _pending[row] = _open[row];
            _step[row] = _norm.Distance(_point.Row(row), batch.Originals.Row(row)) / MathF.Sqrt(t);
        }
        for (int shortening = 0; shortening < Shortenings && _round.Collect(_pending); shortening++)
        {
            for (int i = 0; i < _round.Rows.Length; i++)
            {
                int row = _round.Rows[i];
                Span<float> point = _round.Point(i);
                _point.Row(row).CopyTo(point);
                _norm.Ascend(point, _direction.Row(row), _step[row]);
                _box.Clip(point, batch.Originals.Row(row));
            }
            ReadOnlySpan<float> leads = _round.Ask();
            for (int i = 0; i < leads.Length; i++)
            {
                int row = _round.Rows[i];
                _step[row] *= 0.5f;
                if (leads[i] > 0)
                {
                    _pending[row] = false;
                    _round.Point(i).CopyTo(_next.Row(row));
                }
            }
        }
        for (int row = 0; row < batch.Count; row++)
        {
            _pending[row] = _open[row] && !_pending[row]; // those that have stepped are halved again
        }
    }
}
