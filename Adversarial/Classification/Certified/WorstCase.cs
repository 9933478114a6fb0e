namespace Scratch.Adversarial.Classification.Certified;

/// <summary>
/// The worst logits of a classifier in balls of L∞ and in the box of the data, by intervals or by CROWN, and the way
/// back through them.
/// </summary>
internal sealed class WorstCase
{
    private readonly Box _box;
    private readonly IntervalPass _intervals;
    private readonly CrownPass? _crown;
    private readonly Matrix _lower;
    private readonly Matrix _upper;

    /// <summary>Memory for up to <paramref name="capacity"/> balls. Allocates.</summary>
    /// <exception cref="NotSupportedException">The classifier has a layer that the bounds don't know; the message names
    /// it.</exception>
    public WorstCase(Network classifier, CertifiedOptions options, Box box, int capacity)
    {
        _box = box;
        _intervals = new IntervalPass(classifier, capacity);
        _crown = options.Trainer == CertifiedTrainer.Crown
            ? new CrownPass(classifier, _intervals, options.Rivals ?? int.MaxValue) : null;
        _lower = Matrix.Allocate(capacity, classifier.Inputs);
        _upper = Matrix.Allocate(capacity, classifier.Inputs);
    }

    /// <summary>How far the logit of each class can get above that of the true one. Allocates nothing.</summary>
    /// <param name="centres">(B, Inputs) in the box.</param>
    /// <param name="logits">(B, classes), of the centres.</param>
    /// <param name="labels">B true classes; they stay in use until the way back is done.</param>
    /// <param name="epsilon">The radius.</param>
    /// <returns>(B, classes), 0 for the true one; memory of the passes, until the next.</returns>
    public Matrix Forward(Matrix centres, Matrix logits, ReadOnlyMemory<int> labels, float epsilon)
    {
        Matrix lower = _lower.SliceRows(0, centres.Rows), upper = _upper.SliceRows(0, centres.Rows);
        var ball = new Ball(Norm.LInfinity, epsilon, _box);
        for (int row = 0; row < centres.Rows; row++)
        {
            ball.Bounds(centres.Row(row), lower.Row(row), upper.Row(row));
        }
        if (_crown is null)
        {
            return _intervals.ForwardToWorstLogits(lower, upper, labels);
        }
        _intervals.Forward(lower, upper);
        return _crown.ForwardToWorstLogits(logits, labels.Span);
    }

    /// <summary>Adds to the gradients of the classifier's parameters. Allocates nothing.</summary>
    /// <param name="dWorst">(B, classes), the gradient of what <see cref="Forward"/> returned.</param>
    public void Backward(Matrix dWorst)
    {
        if (_crown is null)
        {
            _intervals.Backward(dWorst);
        }
        else
        {
            _crown.Backward(dWorst);
        }
    }

    /// <summary>The share of the examples that no class gets above the true one of.</summary>
    public static float Certified(Matrix worst, ReadOnlySpan<int> labels)
    {
        int certified = 0;
        for (int row = 0; row < worst.Rows; row++)
        {
            bool isCertified = true;
            for (int k = 0; k < worst.Columns; k++)
            {
                isCertified &= k == labels[row] || worst[row, k] < 0;
            }
            certified += isCertified ? 1 : 0;
        }
        return (float)certified / worst.Rows;
    }
}
