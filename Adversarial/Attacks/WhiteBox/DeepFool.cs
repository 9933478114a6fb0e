namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// Steps onto the nearest plane where a wrong class takes over, again and again, until one has. Moosavi-Dezfooli et al. 2016, algorithm 2. The
/// step is the shortest that stays in the box, where the paper knows of no box.
/// </summary>
internal sealed class DeepFool : Attack
{
    private const int DefaultSteps = 50;
    private const float Overshoot = 1.02f; // 1 + η of the paper: to be on the other side of the plane, not on it

    private readonly AttackOptions _options;
    private readonly PackedExamples _examples;
    private readonly NearestPlane _plane;
    private readonly PlaceJob _step;
    private readonly Matrix _delta;
    private Matrix _result;

    /// <summary>An attack on one model. Allocates for its largest batch.</summary>
    public DeepFool(IModel model, AttackOptions options)
    {
        _options = options;
        _examples = new PackedExamples(model);
        _plane = new NearestPlane(_examples, model, Norm.ParseBall(options.Norm));
        _step = new PlaceJob(Step, model.Features);
        _delta = Matrix.Allocate(model.Capacity, model.Features);
    }

    /// <inheritdoc/>
    public override string Name => "deepfool";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result);
        _result = result;
        _examples.Start(batch);
        for (int step = _options.Steps ?? DefaultSteps; step >= 0 && _examples.Count > 0; step--)
        {
            _examples.Forward();
            if (step > 0)
            {
                _plane.Find();
            }
            _step.Run(_examples);
            _examples.DropDone();
        }
    }

    private void Step(int place)
    {
        Span<float> point = _examples.Points.Row(place), delta = _delta.Row(place);
        point.CopyTo(_result.Row(_examples.RowAt(place)));
        if (_examples.IsFooled(place))
        {
            _examples.MarkDone(place);
            return;
        }
        BoxPlane.Project(point, _plane.Normal(place), _plane.Gap(place), _options.Norm == "l2", _options.Bounded, delta);
        TensorPrimitives.MultiplyAdd(delta, Overshoot, point, point);
        if (_options.Bounded)
        {
            TensorPrimitives.Clamp(point, 0f, 1f, point);
        }
    }
}
