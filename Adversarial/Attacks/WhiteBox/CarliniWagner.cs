namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// The smallest ‖x − x₀‖² + c max(κ − margin, 0) by Adam over w, x = (tanh w + 1) / 2 of the way through the box, and
/// by a search for the c that makes the two meet. Carlini and Wagner 2017, section V and VI.A (f₆, L2).
/// </summary>
/// <remarks>
/// The class is the wanted one, or else the one whose plane is nearest at the original (<see cref="NearestPlane"/>),
/// where the paper follows the largest logit. The result is the nearest fooled point that was seen, and the original if
/// there was none.
/// </remarks>
internal sealed class CarliniWagner : Attack
{
    private const int DefaultSteps = 200;
    private const float LargestStepSize = 0.05f; // of w, unless given
    private const float FirstStep = 0.3f; // of the distance to the nearest plane, unless that makes a larger step
    private const int Searches = 9; // values of c that are tried
    private const float FirstConstant = 1e-2f;
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Tiny = 1e-8f; // Adam's
    // of [−1, 1]: a feature at a bound would have an infinite w, where nothing moves
    private const float Inside = 0.999f;

    private readonly IModel _model;
    private readonly AttackOptions _options;
    private readonly Box _box;
    private readonly bool _isBounded;
    private readonly float[] _ranges;
    private readonly AttackLoss _margin = new MarginLoss();
    private readonly PackedExamples _examples;
    private readonly NearestPlane _plane;
    private readonly RowsJob _start;
    private readonly RowsJob _step;
    private readonly Matrix _w;
    private readonly Matrix _firstMoment;
    private readonly Matrix _secondMoment;
    private readonly Matrix _away;
    private readonly Search[] _searches;
    private AttackBatch _batch;
    private Matrix _result;
    private readonly int _steps;
    private int _taken;

    /// <summary>An attack on one model. Allocates for its largest batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The steps for each c, 200 unless given; Adam's rate, falling to zero; the attack's own is
    /// a share of the distance to go; and the confidence κ.</param>
    public CarliniWagner(IModel model, AttackOptions options)
    {
        (_model, _options, _steps) = (model, options, options.Steps ?? DefaultSteps);
        _box = options.BoxIn(model.Box);
        _isBounded = _box.IsBounded;
        _ranges = [.. Enumerable.Range(0, _isBounded ? model.Features : 0).Select(i => _box.Upper(i) - _box.Lower(i))];
        _examples = new PackedExamples(model);
        _plane = new NearestPlane(_examples, model, new Ball(Norm.L2, options.Epsilon, _box));
        _start = new RowsJob(StartAt, model.Features);
        _step = new RowsJob(Step, model.Features);
        _w = Matrix.Allocate(model.Capacity, model.Features);
        _firstMoment = Matrix.Allocate(model.Capacity, model.Features);
        _secondMoment = Matrix.Allocate(model.Capacity, model.Features);
        _away = Matrix.Allocate(model.Capacity, model.Features);
        _searches = new Search[model.Capacity];
    }

    /// <inheritdoc/>
    public override string Name => "cw";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _box);
        (_batch, _result) = (Lead(batch), result);
        batch.Originals.CopyTo(result);
        for (int search = 0; search < Searches; search++)
        {
            _examples.Start(_batch);
            _start.RunAll(_examples.Count);
            for (_taken = 0; _taken <= _steps; _taken++)
            {
                _margin.Compute(_examples.Forward(), _examples.Labels, _examples.TargetClasses, _examples.Losses,
                    _examples.DLogits);
                _model.Backward(_examples.DLogits, _examples.Gradient);
                _step.RunAll(_examples.Count);
                Progress.Report((search + ((_taken + 1.0) / (_steps + 1))) / Searches);
            }
            for (int row = 0; row < batch.Count; row++)
            {
                _searches[row].Next();
            }
        }
    }

    /// <summary>
    /// The batch, led to the classes whose planes are nearest unless others are wanted; the searches begin.
    /// </summary>
    private AttackBatch Lead(in AttackBatch batch)
    {
        _examples.Start(batch);
        _examples.Forward();
        _plane.Find();
        var nearest = new int[batch.Count];
        for (int row = 0; row < batch.Count; row++)
        {
            nearest[row] = _plane.Class(row);
            float coordinate = FirstStep * _plane.Distance(row) / MathF.Sqrt(_model.Features);
            // ∂x/∂w in the middle of the range
            float slope = _isBounded ? 0.5f * TensorPrimitives.Max<float>(_ranges) : 1;
            _searches[row] = new Search(_options.StepSize ?? MathF.Min(LargestStepSize, coordinate / slope));
        }
        return batch.IsTargeted ? batch : batch with { TargetClasses = nearest, AcceptsAny = true };
    }

    private void StartAt(int place)
    {
        int row = _examples.RowAt(place);
        Span<float> w = _w.Row(row);
        _firstMoment.Row(row).Clear();
        _secondMoment.Row(row).Clear();
        _batch.Originals.Row(row).CopyTo(w);
        if (_isBounded)
        {
            _box.ToUnit(w);
            TensorPrimitives.Subtract(w, 0.5f, w);
            TensorPrimitives.Multiply(w, 2 * Inside, w);
            TensorPrimitives.Atanh(w, w);
        }
        ToPoint(w, _examples.Points.Row(place), row);
    }

    private void Step(int place)
    {
        int row = _examples.RowAt(place);
        Span<float> point = _examples.Points.Row(place), away = _away.Row(row),
            gradient = _examples.Gradient.Row(place);
        ref Search search = ref _searches[row];
        TensorPrimitives.Subtract(point, _batch.Originals.Row(row), away);
        float squares = Reductions.SumOfSquares<float>(away),
            missing = _options.Confidence - _examples.Losses[0, place];
        if (_examples.IsFooled(place) && (missing <= 0 || _options.Confidence == 0))
        {
            search.Succeeded = true;
            if (squares < search.Nearest)
            {
                search.Nearest = squares;
                point.CopyTo(_result.Row(row));
            }
        }
        // ∂/∂x = 2 (x − x₀) − c ∂margin/∂x, the second part where the margin is too small; ∂x/∂w = 2 u (1 − u) · range,
        // u the share of the way through it
        TensorPrimitives.Multiply(gradient, missing > 0 ? -search.Constant : 0, gradient);
        TensorPrimitives.MultiplyAdd(away, 2f, gradient, gradient);
        if (_isBounded)
        {
            _box.ToUnit(point);
            TensorPrimitives.Subtract(1f, point, away);
            TensorPrimitives.Multiply(away, point, away);
            TensorPrimitives.Multiply(away, 2f, away);
            TensorPrimitives.Multiply(away, _ranges, away);
            TensorPrimitives.Multiply(gradient, away, gradient);
        }
        Adam(_w.Row(row), gradient, _firstMoment.Row(row), _secondMoment.Row(row), search.StepSize);
        ToPoint(_w.Row(row), point, row);
    }

    /// <summary>
    /// One step of Adam (Kingma and Ba 2015), at a rate that falls to zero: where the costs have a kink, it settles.
    /// The gradient is used up.
    /// </summary>
    private void Adam(Span<float> w, Span<float> gradient, Span<float> m, Span<float> v, float stepSize)
    {
        int step = _taken + 1;
        TensorPrimitives.Multiply(m, Beta1, m);
        TensorPrimitives.MultiplyAdd(gradient, 1 - Beta1, m, m);
        TensorPrimitives.Multiply(gradient, gradient, gradient);
        TensorPrimitives.Multiply(v, Beta2, v);
        TensorPrimitives.MultiplyAdd(gradient, 1 - Beta2, v, v);
        TensorPrimitives.Multiply(v, (float)(1 / (1 - Math.Pow(Beta2, step))), gradient);
        TensorPrimitives.Sqrt(gradient, gradient);
        TensorPrimitives.Add(gradient, Tiny, gradient);
        TensorPrimitives.Divide(m, gradient, gradient);
        double share = Math.Max(0, 1 - ((double)_taken / _steps));
        float rate = (float)(share * stepSize / (1 - Math.Pow(Beta1, step)));
        TensorPrimitives.MultiplyAdd(gradient, -rate, w, w);
    }

    private void ToPoint(ReadOnlySpan<float> w, Span<float> point, int row)
    {
        w.CopyTo(point);
        if (_isBounded)
        {
            TensorPrimitives.Tanh(point, point);
            TensorPrimitives.Add(point, 1f, point);
            TensorPrimitives.Multiply(point, 0.5f, point);
            _box.FromUnit(point);
        }
        _box.Clip(point, _batch.Originals.Row(row));
    }

    /// <summary>
    /// The search for an example's c: ten times as much until a run succeeds, then the middle between success and
    /// failure.
    /// </summary>
    private struct Search(float stepSize)
    {
        public readonly float StepSize = stepSize;
        public float Constant = FirstConstant;
        public float Nearest = float.PositiveInfinity; // ‖x − x₀‖²
        public bool Succeeded;
        private float _low;
        private float _high = float.PositiveInfinity;

        public void Next()
        {
            (_low, _high) = Succeeded ? (_low, Constant) : (Constant, _high);
            Constant = float.IsFinite(_high) ? (_low + _high) / 2 : 10 * Constant;
            Succeeded = false;
        }
    }
}
