namespace Scratch.Adversarial.Attacks.BlackBox;

/// <summary>
/// A classifier's logits at points of which few coordinates change at a time: the sums of the first Dense layer are
/// kept, and a change adds its share.
/// </summary>
/// <remarks>
/// A change of n coordinates costs n rows of the first weights, not all of them. The sums carry the rounding of each
/// change that was kept: a few parts in ten million each. The rest of the classifier is a network of its own, with a
/// copy of the weights.
/// </remarks>
internal sealed class PatchedClassifier
{
    private readonly Network _classifier;
    private readonly Network _rest;
    private readonly Workspace _workspace;
    private readonly Matrix _sums;
    private readonly Matrix _moved;

    private PatchedClassifier(Network classifier, int capacity)
    {
        _classifier = classifier;
        _rest = new Network(classifier.Width(1), classifier.Layers.Take(classifier.LogitLayers).Skip(1));
        _workspace = new Workspace(_rest, capacity);
        _sums = Matrix.Allocate(capacity, classifier.Width(1));
        _moved = Matrix.Allocate(capacity, classifier.Width(1));
    }

    /// <summary>
    /// That of a model, or null if the model is no classifier that begins with a Dense layer and goes on from there to
    /// two or more outputs. Allocates.
    /// </summary>
    public static PatchedClassifier? TryCreate(IModel model) =>
        model is ClassifierModel { Classifier: { LogitLayers: > 1, Outputs: > 1, Layers: [Dense, ..] } classifier }
            ? new(classifier, model.Capacity) : null;

    /// <summary>Takes the weights as they are now, and (B, d) points.</summary>
    public void Take(Matrix points)
    {
        for (int i = 0; i < _rest.Layers.Count; i++)
        {
            Copy(_classifier.ParametersOf(i + 1).Span, _rest.ParametersOf(i).Span);
            Copy(_classifier.StateOf(i + 1).Span, _rest.StateOf(i).Span);
        }
        ReadOnlySpan<Matrix> first = _classifier.ParametersOf(0).Span;
        MatrixProduct.Multiply(points, first[0], first[1], _sums.SliceRows(0, points.Rows));
    }

    /// <summary>The point of a row is that of the last <see cref="Keep"/>.</summary>
    public void Begin(int row) => _sums.Row(row).CopyTo(_moved.Row(row));

    /// <summary>One coordinate of the point of a row goes up by so much.</summary>
    public void Move(int row, int coordinate, float by)
    {
        Span<float> moved = _moved.Row(row);
        TensorPrimitives.MultiplyAdd(_classifier.ParametersOf(0).Span[0].Row(coordinate), by, moved, moved);
    }

    /// <summary>The logits of the first rows as they have been moved, (count, classes), until the next call.</summary>
    public Matrix Forward(int count) => _rest.ForwardToLogits(_workspace, _moved.SliceRows(0, count));

    /// <summary>The point of a row stays moved.</summary>
    public void Keep(int row) => _moved.Row(row).CopyTo(_sums.Row(row));

    /// <summary>Another row takes the place of a row.</summary>
    public void Replace(int row, int other) => _sums.Row(other).CopyTo(_sums.Row(row));

    private static void Copy(ReadOnlySpan<Matrix> from, ReadOnlySpan<Matrix> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            from[i].CopyTo(to[i]);
        }
    }
}
