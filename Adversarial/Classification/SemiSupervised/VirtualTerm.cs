namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// Virtual adversarial training: what the classifier says of x it is to say of x + ε d, d the unit vector that changes
/// it most. Miyato et al. 2018, eq. 5 to 8. Within the tangent space of the generator's samples, or normal to it: Yu et
/// al., CVPR 2019.
/// </summary>
/// <remarks>
/// KL(p(x) ‖ p(x + r)) is 0 with its gradient at r = 0, so near x it is ½ rᵀ H r, and d the main eigenvector of H; of P
/// H P, if it has to stay in a subspace that P projects on. Power iteration finds it: d ← P H d, and ξ H d is the
/// gradient of the divergence at x + ξ d, up to ξ².
/// Derivation: docs/backprop.md, section "Virtual adversarial directions".
/// </remarks>
internal sealed class VirtualTerm : UnlabelledTerm
{
    // less the entropy of the target, which no gradient sees
    private static readonly Loss Divergence = new SoftmaxCrossEntropy();

    private readonly VirtualOptions _options;
    private readonly ClassifierModel _target;
    private readonly TangentSpace? _space;
    private readonly bool _isNormal;
    private readonly Matrix _points;
    private readonly Matrix _dLogits;

    /// <summary>The term of one training. Allocates what the largest batch needs.</summary>
    /// <param name="options">Radius, weight and iterations.</param>
    /// <param name="target">The classifier that learns.</param>
    /// <param name="space">The tangent spaces of the data; null to move anywhere.</param>
    /// <param name="isNormal">Whether to move normal to them rather than along them.</param>
    public VirtualTerm(VirtualOptions options, ClassifierModel target, TangentSpace? space = null,
        bool isNormal = false)
        : base(space is null ? "virtual" : isNormal ? "normal" : "tangent", options.Weight)
    {
        (_options, _target, _space, _isNormal) = (options, target, space, isNormal);
        _points = Matrix.Allocate(target.Capacity, target.Features);
        _dLogits = Matrix.Allocate(target.Capacity, target.Classes);
    }

    /// <inheritdoc/>
    public override void Compose(in UnlabelledBatch batch, RandomStream random, Matrix inputs, Matrix targets)
    {
        int rows = inputs.Rows;
        // until the end
        Matrix points = _points.SliceRows(0, rows), dLogits = _dLogits.SliceRows(0, rows), direction = inputs;
        for (int row = 0; row < rows; row++)
        {
            random.Fork(batch.Rows.Span[row]).FillNormal(direction.Row(row));
        }
        _space?.MoveTo(batch.Rows.Span);
        Restrict(direction, points);
        for (int iteration = 0; iteration < _options.Iterations; iteration++)
        {
            AddScaled(batch.Examples, _options.Probe, direction, points);
            Divergence.Compute(_target.Forward(points), batch.Probabilities, default, 1, dLogits);
            _target.Backward(dLogits, direction);
            Restrict(direction, points);
        }
        AddScaled(batch.Examples, _options.Epsilon, direction, inputs);
        batch.Probabilities.CopyTo(targets);
    }

    /// <summary>Projects each direction on its subspace and gives it length 1; one without a length stays 0.</summary>
    private void Restrict(Matrix direction, Matrix room)
    {
        ScaleDown(direction);
        if (_space is not null)
        {
            _space.Part(direction, room);
            if (!_isNormal)
            {
                room.CopyTo(direction);
            }
        }
        ScaleDown(direction);
        for (int row = 0; row < direction.Rows; row++)
        {
            Span<float> d = direction.Row(row);
            float length = Reductions.Norm<float>(d);
            if (length > 0)
            {
                TensorPrimitives.Divide(d, length, d);
            }
        }
    }

    /// <summary>
    /// Largest magnitudes of 1: a confident classifier's gradients are so small that their squares are 0, and so are
    /// parts of them.
    /// </summary>
    private static void ScaleDown(Matrix direction)
    {
        for (int row = 0; row < direction.Rows; row++)
        {
            Span<float> d = direction.Row(row);
            float largest = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(d));
            if (largest > 0)
            {
                TensorPrimitives.Divide(d, largest, d);
            }
        }
    }

    private static void AddScaled(Matrix x, float scale, Matrix direction, Matrix result)
    {
        for (int row = 0; row < x.Rows; row++)
        {
            TensorPrimitives.MultiplyAdd(direction.Row(row), scale, x.Row(row), result.Row(row));
        }
    }
}
