using Scratch.Engine;

namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// JSMA: raises, two at a time, the pixels that speak most for one wrong class and against all others, until the model is fooled or the
/// number of pixels is used up. Papernot et al. 2016, algorithm 2 and 3, on logits.
/// </summary>
/// <remarks>The class is the wanted one, or else the wrong one with the largest logit.</remarks>
internal sealed class SaliencyMap : Attack
{
    private const float OwnStepSize = 1; // θ: a pixel goes to white at once

    private readonly IAttackTarget _target;
    private readonly AttackOptions _options;
    private readonly PackedExamples _examples;
    private readonly PlaceJob _step;
    private readonly Matrix _towards;
    private readonly int[] _goals;
    private AttackBatch _batch;
    private Matrix _result;

    /// <summary>An attack on one target. Allocates for its largest batch.</summary>
    /// <param name="target">The model.</param>
    /// <param name="options">The radius, a number of pixels, and by how much a pixel is raised, 1 unless given.</param>
    public SaliencyMap(IAttackTarget target, AttackOptions options)
    {
        (_target, _options) = (target, options);
        _examples = new PackedExamples(target);
        _step = new PlaceJob(Step, target.Dimension);
        _towards = Matrix.Allocate(target.Capacity, target.Dimension);
        _goals = new int[target.Capacity];
    }

    /// <inheritdoc/>
    public override string Name => "jsma";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result);
        (_batch, _result) = (batch, result);
        _examples.Start(batch);
        Array.Fill(_goals, -1);
        while (_examples.Count > 0)
        {
            _examples.Forward();
            Differentiate();
            _step.Run(_examples);
            _examples.DropDone();
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
                : _batch.IsTargeted ? _batch.Wanted.Span[_examples.RowAt(place)]
                : RowLoss.LargestBut(_examples.Logits.Row(place), _examples.Labels[place]);
            dLogits[place, goal] = 1;
        }
        _target.Backward(dLogits, _towards.SliceRows(0, _examples.Count));
        foreach (ref float d in dLogits.Span)
        {
            d = 1 - d;
        }
        _target.Backward(dLogits, _examples.Gradient);
    }

    private void Step(int place)
    {
        int row = _examples.RowAt(place);
        Span<float> point = _examples.Points.Row(place), towards = _towards.Row(place);
        point.CopyTo(_result.Row(row));
        bool isSpent = Norm.L0.Distance(point, _batch.Originals.Row(row)) + 2 > _options.Epsilon;
        for (int i = 0; i < point.Length && _options.Bounded; i++)
        {
            towards[i] = point[i] < 1 ? towards[i] : float.NegativeInfinity; // a white pixel can't be raised
        }
        if (isSpent || _examples.IsFooled(place) || !SaliencyPair.TryFind(towards, _examples.Gradient.Row(place), out int p, out int q))
        {
            _examples.MarkDone(place);
            return;
        }
        Raise(ref point[p]);
        Raise(ref point[q]);
    }

    private void Raise(ref float pixel)
    {
        pixel += _options.StepSize ?? OwnStepSize;
        pixel = _options.Bounded ? MathF.Min(pixel, 1) : pixel;
    }
}
