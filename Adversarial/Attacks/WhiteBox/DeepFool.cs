namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// Steps onto the nearest plane where a wrong class takes over, again and again, until one has. Moosavi-Dezfooli et al.
/// 2016, algorithm 2. The step is the shortest that stays in the box, where the paper knows of no box.
/// </summary>
internal sealed class DeepFool : Attack
{
    private const int DefaultSteps = 50;
    private const float Overshoot = 1.02f; // 1 + η of the paper: to be on the other side of the plane, not on it

    private readonly AttackOptions _options;
    private readonly Ball _ball;
    private readonly PackedExamples _examples;
    private readonly NearestPlane _plane;
    private readonly BoxPlane _way;
    private AttackBatch _batch;
    private readonly RowsJob _step;
    private readonly Matrix _delta;
    private Matrix _result;

    /// <summary>An attack on one model. Allocates for its largest batch.</summary>
    public DeepFool(IModel model, AttackOptions options)
    {
        (_options, _ball) = (options, options.BallIn(model.Box));
        _examples = new PackedExamples(model);
        _plane = new NearestPlane(_examples, model, _ball);
        _way = new BoxPlane(_ball, model.Features);
        _step = new RowsJob(Step, model.Features);
        _delta = Matrix.Allocate(model.Capacity, model.Features);
    }

    /// <inheritdoc/>
    public override string Name => "deepfool";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _ball.Box);
        (_batch, _result) = (batch, result);
        _examples.Start(batch);
        int steps = _options.Steps ?? DefaultSteps;
        for (int step = steps; step >= 0 && _examples.Count > 0; step--)
        {
            _examples.Forward();
            if (step > 0)
            {
                _plane.Find();
            }
            _step.RunAll(_examples.Count);
            _examples.DropDone();
            Progress.Report(1 - (step / (steps + 1.0)));
        }
    }

    private void Step(int place)
    {
        Span<float> point = _examples.Points.Row(place), delta = _delta.Row(place);
        int row = _examples.RowAt(place);
        point.CopyTo(_result.Row(row));
        if (_examples.IsFooled(place))
        {
            _examples.MarkDone(place);
            return;
        }
        _way.Project(point, _plane.Normal(place), _plane.Gap(place), delta);
        TensorPrimitives.MultiplyAdd(delta, Overshoot, point, point);
        _ball.Box.Clip(point, _batch.Originals.Row(row));
    }
}
