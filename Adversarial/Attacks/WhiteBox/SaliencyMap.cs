namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// JSMA: raises, two at a time, the pixels that speak most for one wrong class and against all others, until the model
/// is fooled or the number of pixels is used up. Papernot et al. 2016, algorithm 2 and 3, on logits.
/// </summary>
/// <remarks>The class is the wanted one, or else the wrong one with the largest logit.</remarks>
internal sealed class SaliencyMap : Attack
{
    // θ, where a feature has no range; otherwise a feature goes to its upper bound at once
    private const float DefaultStepSize = 1;

    private readonly IModel _model;
    private readonly AttackOptions _options;
    private readonly Box _box;
    private readonly PackedExamples _examples;
    private readonly RowsJob _step;
    private readonly Matrix _towards;
    private readonly int[] _goals;
    private AttackBatch _batch;
    private Matrix _result;

    /// <summary>An attack on one model. Allocates for its largest batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The radius, a number of pixels, and by how much a feature is raised, its range unless
    /// given.</param>
    public SaliencyMap(IModel model, AttackOptions options)
    {
        (_model, _options, _box) = (model, options, options.BoxIn(model.Box));
        _examples = new PackedExamples(model);
        _step = new RowsJob(Step, model.Features);
        _towards = Matrix.Allocate(model.Capacity, model.Features);
        _goals = new int[model.Capacity];
    }

    /// <inheritdoc/>
    public override string Name => "jsma";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _box);
        (_batch, _result) = (batch, result);
        _examples.Start(batch);
        Array.Fill(_goals, -1);
        while (_examples.Count > 0)
        {
            _examples.Forward();
            Differentiate();
            _step.RunAll(_examples.Count);
            _examples.DropDone();
            Progress.Report(1 - ((double)_examples.Count / batch.Count));
        }
    }

    /// <summary>∂z_t/∂x into <see cref="_towards"/>, by place, and Σ_{j≠t} ∂z_j/∂x into the gradient.</summary>
    private void Differentiate()
    {
        Matrix dLogits = _examples.DLogits;
        dLogits.Fill(0);
        for (int place = 0; place < _examples.Count; place++)
        {
            ref int goal = ref _goals[_examples.RowAt(place)];
            goal = goal >= 0 ? goal
                : _batch.IsTargeted ? _batch.TargetClasses.Span[_examples.RowAt(place)]
                : RowLoss.LargestBut(_examples.Logits.Row(place), _examples.Labels[place]);
            dLogits[place, goal] = 1;
        }
        _model.Backward(dLogits, _towards.SliceRows(0, _examples.Count));
        foreach (ref float d in dLogits.Span)
        {
            d = 1 - d;
        }
        _model.Backward(dLogits, _examples.Gradient);
    }

    private void Step(int place)
    {
        int row = _examples.RowAt(place);
        Span<float> point = _examples.Points.Row(place), towards = _towards.Row(place);
        point.CopyTo(_result.Row(row));
        bool isSpent = Norm.L0.Distance(point, _batch.Originals.Row(row)) + 2 > _options.Epsilon;
        ReadOnlySpan<float> original = _batch.Originals.Row(row);
        for (int i = 0; i < point.Length; i++)
        {
            // A white pixel can't rise; without an upper bound each has one turn.
            bool canRise = !_box.IsFixed(i)
                && (float.IsFinite(_box.Upper(i)) ? point[i] < _box.Upper(i) : point[i] == original[i]);
            towards[i] = canRise ? towards[i] : float.NegativeInfinity;
        }
        if (isSpent || _examples.IsFooled(place)
            || !SaliencyPair.TryFind(towards, _examples.Gradient.Row(place), out int p, out int q))
        {
            _examples.MarkDone(place);
            return;
        }
        if (!(Raise(point, p) | Raise(point, q)))
        {
            _examples.MarkDone(place); // a step too small for a float would be taken for ever
        }
    }

    /// <summary>Whether the feature has changed.</summary>
    private bool Raise(Span<float> point, int i)
    {
        float before = point[i], upper = _box.Upper(i), range = upper - _box.Lower(i);
        point[i] = MathF.Min(before + (_options.StepSize ?? (float.IsFinite(range) ? range : DefaultStepSize)), upper);
        return point[i] != before;
    }
}
