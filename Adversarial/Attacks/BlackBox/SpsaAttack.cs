namespace Scratch.Adversarial.Attacks.BlackBox;

/// <summary>
/// Ascent along gradients that are estimated from pairs of points on either side: g ≈ mean of (f(x + δv) − f(x − δv)) /
/// 2δ · v over random signs v. SPSA: Spall 1992; as an attack, with Adam, Uesato et al. 2018, algorithm 1.
/// </summary>
/// <remarks>
/// f is the lead of the wrong class. Stops at an example's first point on the way that fools the model. Allocates
/// nothing once warm.
/// </remarks>
internal sealed class SpsaAttack : Attack
{
    /// <summary>The number of queries unless given.</summary>
    public const int DefaultQueries = 5000;

    // of one step: Adam averages over steps, so many rough gradients lead further than few fine ones
    private const int Pairs = 16;
    private const float Distance = 0.01f; // δ, of the paper
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Tiny = 1e-8f; // Adam's

    private readonly Ball _ball;
    private readonly float _stepSize;
    private readonly QueryRound _round;
    private readonly Matrix _point;
    private readonly Matrix _gradient;
    private readonly Matrix _mean;
    private readonly Matrix _variance;
    private readonly float[] _signs;
    private readonly float[] _above;
    private readonly float[] _best;
    private readonly bool[] _open;

    /// <summary>An attack on one model.</summary>
    /// <param name="model">The model under attack.</param>
    /// <param name="options">The ball, the queries and the step size: ε / 8 unless given, and, in L2 too, the rate of
    /// Adam for each number by itself.</param>
    public SpsaAttack(IModel model, AttackOptions options)
    {
        options.Validate();
        (_ball, _stepSize) = (options.BallIn(model.Box), options.StepSize ?? (options.Epsilon / 8));
        _round = new QueryRound(model, options.Queries ?? DefaultQueries);
        (_point, _gradient) =
            (Matrix.Allocate(model.Capacity, model.Features), Matrix.Allocate(model.Capacity, model.Features));
        (_mean, _variance) =
            (Matrix.Allocate(model.Capacity, model.Features), Matrix.Allocate(model.Capacity, model.Features));
        _signs = new float[model.Features];
        _above = new float[model.Capacity];
        _best = new float[model.Capacity];
        _open = new bool[model.Capacity];
    }

    /// <inheritdoc/>
    public override string Name => "spsa";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _ball.Box);
        _round.Begin(batch, Progress);
        batch.Originals.CopyTo(_point.SliceRows(0, batch.Count));
        batch.Originals.CopyTo(result);
        _mean.Fill(0);
        _variance.Fill(0);
        Array.Fill(_open, true, 0, batch.Count);
        Array.Fill(_best, float.NegativeInfinity, 0, batch.Count);
        for (int step = 0; Judge(result); step++)
        {
            _gradient.Fill(0);
            int pairs = 0;
            for (; pairs < Pairs && AddPair(batch, step, pairs); pairs++)
            {
            }
            for (int row = 0; row < batch.Count; row++)
            {
                if (_open[row])
                {
                    Step(batch.Originals.Row(row), row, step + 1);
                }
            }
        }
    }

    /// <summary>
    /// Asks about the points as they are and keeps the best. False if no example is left that withstood and may be
    /// asked about once more.
    /// </summary>
    private bool Judge(Matrix result)
    {
        if (!_round.Collect(_open))
        {
            return false;
        }
        for (int i = 0; i < _round.Rows.Length; i++)
        {
            _point.Row(_round.Rows[i]).CopyTo(_round.Point(i));
        }
        ReadOnlySpan<float> leads = _round.Ask();
        bool goesOn = false;
        for (int i = 0; i < leads.Length; i++)
        {
            int row = _round.Rows[i];
            if (leads[i] > _best[row])
            {
                _best[row] = leads[i];
                _round.Point(i).CopyTo(result.Row(row));
            }
            _open[row] = !(_best[row] > 0) && _round.LeftOf(row) >= 3; // a pair, and the point that it leads to
            goesOn |= _open[row];
        }
        return goesOn;
    }

    /// <summary>
    /// Adds what one pair of points tells of the gradient. False if the budget has no more pair in it before the next
    /// point.
    /// </summary>
    private bool AddPair(in AttackBatch batch, int step, int pair)
    {
        if (!_round.Collect(_open) || _round.LeftOf(_round.Rows[0]) < 3) // those that are left have spent the same
        {
            return false;
        }
        for (int side = 1; side >= -1; side -= 2)
        {
            for (int i = 0; i < _round.Rows.Length; i++)
            {
                DrawSigns(batch, _round.Rows[i], step, pair);
                TensorPrimitives.MultiplyAdd(_signs, side * Distance, _point.Row(_round.Rows[i]), _round.Point(i));
            }
            ReadOnlySpan<float> leads = _round.Ask();
            for (int i = 0; i < leads.Length; i++)
            {
                int row = _round.Rows[i];
                if (side > 0)
                {
                    _above[row] = leads[i];
                    continue;
                }
                DrawSigns(batch, row, step, pair);
                TensorPrimitives.MultiplyAdd(
                    _signs, (_above[row] - leads[i]) / (2 * Distance * Pairs), _gradient.Row(row), _gradient.Row(row));
            }
        }
        return true;
    }

    private void DrawSigns(in AttackBatch batch, int row, int step, int pair)
    {
        batch.Random.Fork(batch.Examples.Span[row]).Fork(step).Fork(pair).FillUniform(_signs, -1, 1);
        foreach (ref float sign in _signs.AsSpan())
        {
            sign = sign < 0 ? -1 : 1;
        }
    }

    /// <summary>One step of Adam uphill, then back into the ball.</summary>
    private void Step(ReadOnlySpan<float> centre, int row, int t)
    {
        Span<float> point = _point.Row(row), gradient = _gradient.Row(row), mean = _mean.Row(row),
            variance = _variance.Row(row);
        float root = MathF.Sqrt(1 - MathF.Pow(Beta2, t)), rate = _stepSize * root / (1 - MathF.Pow(Beta1, t));
        for (int i = 0; i < point.Length; i++)
        {
            mean[i] = (Beta1 * mean[i]) + ((1 - Beta1) * gradient[i]);
            variance[i] = (Beta2 * variance[i]) + ((1 - Beta2) * gradient[i] * gradient[i]);
            point[i] += rate * mean[i] / (MathF.Sqrt(variance[i]) + Tiny);
        }
        _ball.Project(point, centre);
    }
}
