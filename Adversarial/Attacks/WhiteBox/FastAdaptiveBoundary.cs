namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// FAB: walks along the boundary between two classes towards the original. Each step goes to the nearest plane where a
/// wrong class takes over, drawn towards where the original meets that plane; whoever is over the boundary goes back a
/// little. Croce and Hein 2020, "Minimally distorted adversarial examples with a fast adaptive boundary attack",
/// algorithm 1.
/// </summary>
/// <remarks>The result is the nearest fooled point on the way, and the original if there was none.</remarks>
internal sealed class FastAdaptiveBoundary : Attack
{
    private const int DefaultSteps = 100;
    private const float LargestBias = 0.1f; // α_max
    private const float Overshoot = 1.05f; // η
    private const float WayBack = 0.9f; // β

    private readonly AttackOptions _options;
    private readonly int _steps;
    private readonly float _enough;
    private readonly Ball _ball;
    private readonly BoxPlane _way;
    private readonly PackedExamples _examples;
    private readonly NearestPlane _plane;
    private readonly RowsJob _start;
    private readonly RowsJob _judge;
    private readonly RowsJob _step;
    private readonly Matrix _delta;
    private readonly Matrix _deltaOfOriginal;
    private readonly float[] _nearest;
    private readonly int[] _taken;
    private AttackBatch _batch;
    private Matrix _result;
    private int _restart;

    /// <summary>An attack on one model. Allocates for its largest batch.</summary>
    /// <param name="name">The name in the catalogue.</param>
    /// <param name="model">Where the boundary is.</param>
    /// <param name="options">The norm, the number of steps, 100 unless given, and the restarts, from random points half
    /// as far away as the nearest so far.</param>
    /// <param name="enough">A distance at which an example is done.</param>
    public FastAdaptiveBoundary(string name, IModel model, AttackOptions options, float enough = 0)
    {
        (Name, _options, _steps, _enough, _ball) =
            (name, options, options.Steps ?? DefaultSteps, enough, options.BallIn(model.Box));
        _examples = new PackedExamples(model);
        _plane = new NearestPlane(_examples, model, _ball);
        _way = new BoxPlane(_ball, model.Features);
        _start = new RowsJob(StartAt, model.Features);
        _judge = new RowsJob(Judge, model.Features);
        _step = new RowsJob(Step, model.Features);
        _delta = Matrix.Allocate(model.Capacity, model.Features);
        _deltaOfOriginal = Matrix.Allocate(model.Capacity, model.Features);
        _nearest = new float[model.Capacity];
        _taken = new int[model.Capacity];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _ball.Box);
        (_batch, _result) = (batch, result);
        batch.Originals.CopyTo(result);
        Array.Fill(_nearest, float.PositiveInfinity);
        for (_restart = 0; _restart < _options.Restarts; _restart++)
        {
            _examples.Start(batch);
            _start.RunAll(_examples.Count);
            _examples.DropDone();
            Look();
            for (int step = 1; _examples.Count > 0; step++)
            {
                _examples.Forward(); // again: those that were over the boundary have gone back
                _plane.Find();
                _step.RunAll(_examples.Count);
                Look();
                Progress.Report((_restart + Math.Min(1, (double)step / _steps)) / _options.Restarts);
            }
        }
    }

    /// <summary>Who is over the boundary, and who is done.</summary>
    private void Look()
    {
        if (_examples.Count > 0)
        {
            _examples.Forward();
            _judge.RunAll(_examples.Count);
            _examples.DropDone();
        }
    }

    /// <summary>The original; after a restart, a random point.</summary>
    private void StartAt(int place)
    {
        int row = _examples.RowAt(place);
        _taken[row] = 0;
        if (_nearest[row] <= _enough)
        {
            _examples.MarkDone(place);
        }
        else if (_restart > 0)
        {
            Span<float> point = _examples.Points.Row(place);
            float radius = float.IsFinite(_nearest[row]) ? _nearest[row] : _options.Epsilon;
            Ball half = _ball with { Epsilon = radius / 2 };
            half.Start(point, _batch.Originals.Row(row), _batch.Random.Fork(_batch.Examples.Span[row]).Fork(-_restart));
        }
    }

    /// <summary>Keeps a fooled point if it is the nearest so far, and takes it back a little.</summary>
    private void Judge(int place)
    {
        int row = _examples.RowAt(place);
        Span<float> point = _examples.Points.Row(place);
        ReadOnlySpan<float> original = _batch.Originals.Row(row);
        bool isFooled = _examples.IsFooled(place);
        if (isFooled && _ball.Norm.Distance(point, original) is var distance && distance < _nearest[row])
        {
            _nearest[row] = distance;
            point.CopyTo(_result.Row(row));
        }
        if (_taken[row] == _steps || _nearest[row] <= _enough)
        {
            _examples.MarkDone(place);
        }
        else if (isFooled)
        {
            // x ← (1 − β) original + β x: the next step looks at the boundary from there
            TensorPrimitives.Subtract(point, original, point);
            TensorPrimitives.MultiplyAdd(point, WayBack, original, point);
        }
    }

    /// <summary>x ← (1 − α)(x + η δ) + α (original + η δ_original), each δ the shortest way to the plane.</summary>
    private void Step(int place)
    {
        int row = _examples.RowAt(place);
        _taken[row]++;
        Span<float> point = _examples.Points.Row(place), delta = _delta.Row(place),
            deltaOfOriginal = _deltaOfOriginal.Row(place);
        ReadOnlySpan<float> original = _batch.Originals.Row(row);
        ReadOnlySpan<float> normal = _plane.Normal(place);
        _way.Project(point, normal, _plane.Gap(place), delta);
        float gapOfOriginal =
            _plane.Gap(place) + Reductions.Dot(normal, point) - Reductions.Dot(normal, original);
        _way.Project(original, normal, gapOfOriginal, deltaOfOriginal);
        float length = Length(delta), lengthOfOriginal = Length(deltaOfOriginal);
        float bias = MathF.Min(length / (length + lengthOfOriginal), LargestBias);
        TensorPrimitives.MultiplyAdd(delta, Overshoot, point, delta);
        TensorPrimitives.MultiplyAdd(deltaOfOriginal, Overshoot, original, deltaOfOriginal);
        TensorPrimitives.Multiply(deltaOfOriginal, bias, deltaOfOriginal);
        TensorPrimitives.MultiplyAdd(delta, 1 - bias, deltaOfOriginal, point);
        _ball.Box.Clip(point, original);
    }

    // of the authors' code: the bias is a ratio of two of them
    private float Length(ReadOnlySpan<float> delta) => MathF.Max(1e-8f,
        _options.Norm == "l2" ? Reductions.Norm(delta) : MathF.Abs(TensorPrimitives.MaxMagnitude(delta)));
}
