using System.Numerics.Tensors;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Adversarial.Training.Robust;

/// <summary>The worst logits of a classifier in balls of L∞ and [0, 1], by intervals, by CROWN, or by a mean of the two, and the way back.</summary>
internal sealed class WorstCase
{
    private readonly IntervalPass _intervals;
    private readonly CrownPass? _crown;
    private readonly Matrix _lower;
    private readonly Matrix _upper;
    private readonly Matrix _mean;
    private readonly Matrix _dIntervals;
    private readonly Matrix _dCrown;
    private float _intervalShare;

    /// <summary>Memory for up to <paramref name="capacity"/> balls. Allocates.</summary>
    /// <exception cref="NotSupportedException">The classifier has a layer that the bounds don't know; the message names it.</exception>
    public WorstCase(Network classifier, CertifiedTrainer trainer, int capacity)
    {
        _intervals = new IntervalPass(classifier, capacity);
        _crown = trainer == CertifiedTrainer.Crown ? new CrownPass(classifier, _intervals) : null;
        _lower = Matrix.Allocate(capacity, classifier.Inputs);
        _upper = Matrix.Allocate(capacity, classifier.Inputs);
        _mean = Matrix.Allocate(capacity, classifier.Outputs);
        _dIntervals = Matrix.Allocate(capacity, classifier.Outputs);
        _dCrown = Matrix.Allocate(capacity, classifier.Outputs);
    }

    /// <summary>How far the logit of each class can get above that of the true one. Allocates nothing.</summary>
    /// <param name="centres">(B, Inputs) in [0, 1].</param>
    /// <param name="labels">B true classes; they stay in use until the way back is done.</param>
    /// <param name="epsilon">The radius.</param>
    /// <param name="intervalShare">The share of intervals beside CROWN.</param>
    /// <returns>(B, classes), 0 for the true one; memory of the passes, until the next.</returns>
    public Matrix Forward(Matrix centres, ReadOnlyMemory<int> labels, float epsilon, float intervalShare)
    {
        Matrix lower = _lower.SliceRows(0, centres.Rows), upper = _upper.SliceRows(0, centres.Rows);
        TensorPrimitives.Subtract(centres.Span, epsilon, lower.Span);
        TensorPrimitives.Clamp(lower.Span, 0f, 1f, lower.Span);
        TensorPrimitives.Add(centres.Span, epsilon, upper.Span);
        TensorPrimitives.Clamp(upper.Span, 0f, 1f, upper.Span);
        _intervalShare = _crown is null ? 1 : intervalShare;
        if (_crown is null)
        {
            return _intervals.ForwardToWorstLogits(lower, upper, labels);
        }
        if (_intervalShare == 0)
        {
            _intervals.Forward(lower, upper);
            return _crown.ForwardToWorstLogits(labels);
        }
        Matrix mean = _mean.SliceRows(0, centres.Rows);
        TensorPrimitives.Multiply(_intervals.ForwardToWorstLogits(lower, upper, labels).Span, _intervalShare, mean.Span);
        TensorPrimitives.MultiplyAdd(_crown.ForwardToWorstLogits(labels).Span, 1 - _intervalShare, mean.Span, mean.Span);
        return mean;
    }

    /// <summary>Adds to the gradients of the classifier's parameters. Allocates nothing.</summary>
    /// <param name="dWorst">(B, classes), the gradient of what <see cref="Forward"/> returned.</param>
    public void Backward(Matrix dWorst)
    {
        if (_crown is null)
        {
            _intervals.Backward(dWorst);
            return;
        }
        Matrix dIntervals = _dIntervals.SliceRows(0, _intervalShare == 0 ? 0 : dWorst.Rows), dCrown = _dCrown.SliceRows(0, dWorst.Rows);
        TensorPrimitives.Multiply(dWorst.Span, 1 - _intervalShare, dCrown.Span);
        if (!dIntervals.IsEmpty)
        {
            TensorPrimitives.Multiply(dWorst.Span, _intervalShare, dIntervals.Span);
        }
        _crown.Backward(dCrown, dIntervals);
    }

    /// <summary>The share of the examples that no wrong class can reach.</summary>
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
