namespace Scratch.Adversarial.Attacks.BlackBox;

/// <summary>The best of some random points of the ball: what a search has to beat.</summary>
/// <remarks>Stops at an example's first point that fools the model.</remarks>
internal sealed class NoiseAttack : Attack
{
    /// <summary>The number of queries unless given, the example itself included.</summary>
    public const int DefaultQueries = 101;

    private readonly Ball _ball;
    private readonly bool _isGaussian;
    private readonly QueryRound _round;
    private readonly float[] _best;
    private readonly bool[] _open;

    /// <summary>Noise on one model.</summary>
    /// <param name="model">The model under attack.</param>
    /// <param name="options">The ball and the queries.</param>
    /// <param name="isGaussian">Normal noise with a deviation of ε in every coordinate, projected to the ball;
    /// otherwise the ball is filled evenly.</param>
    public NoiseAttack(IModel model, AttackOptions options, bool isGaussian)
    {
        options.Validate();
        (_isGaussian, _ball) = (isGaussian, options.BallIn(model.Box));
        _round = new QueryRound(model, options.Queries ?? DefaultQueries);
        _best = new float[model.Capacity];
        _open = new bool[model.Capacity];
    }

    /// <inheritdoc/>
    public override string Name => _isGaussian ? "gaussian-noise" : "noise";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _ball.Box);
        batch.Originals.CopyTo(result);
        _round.Begin(batch, Progress);
        Array.Fill(_open, true, 0, batch.Count);
        Array.Fill(_best, float.NegativeInfinity, 0, batch.Count);
        for (int trial = 0; _round.Collect(_open); trial++)
        {
            for (int i = 0; i < _round.Rows.Length; i++)
            {
                int row = _round.Rows[i];
                Draw(batch.Originals.Row(row), batch.Random.Fork(batch.Examples.Span[row]).Fork(trial),
                    isOriginal: trial == 0, _round.Point(i));
            }
            ReadOnlySpan<float> leads = _round.Ask();
            for (int i = 0; i < leads.Length; i++)
            {
                int row = _round.Rows[i];
                if (leads[i] > _best[row])
                {
                    _best[row] = leads[i];
                    _round.Point(i).CopyTo(result.Row(row));
                }
                _open[row] = !(_best[row] > 0);
            }
        }
    }

    private void Draw(ReadOnlySpan<float> centre, RandomStream random, bool isOriginal, Span<float> point)
    {
        if (isOriginal)
        {
            centre.CopyTo(point);
            return;
        }
        if (_isGaussian)
        {
            random.FillNormal(point);
            TensorPrimitives.MultiplyAdd(point, _ball.Epsilon, centre, point);
            _ball.Project(point, centre);
        }
        else
        {
            _ball.Start(point, centre, random);
        }
    }
}
