namespace Scratch.Adversarial.Defences;

/// <summary>
/// ‖p(x) − p(s(x))‖₁, by how much a model changes its mind about a squeezed point. Xu et al. 2018, eq. 1.
/// </summary>
/// <remarks>The softmax of each pass is taken here; two targets over one network keep their passes apart.</remarks>
/// <param name="model">The model.</param>
/// <param name="squeezed">The same model behind a squeezer, with memory of its own.</param>
public sealed class SqueezingScore(IModel model, SqueezedModel squeezed) : SuspicionScore
{
    private readonly Matrix _plain = Matrix.Allocate(model.Capacity, model.Classes);
    private readonly Matrix _other = Matrix.Allocate(model.Capacity, model.Classes);
    private readonly Matrix _dLogits = Matrix.Allocate(model.Capacity, model.Classes);
    private readonly Matrix _dPoints = Matrix.Allocate(model.Capacity, model.Features);

    /// <inheritdoc/>
    public override string Name => "squeezing";

    /// <inheritdoc/>
    public override int Capacity => Math.Min(model.Capacity, squeezed.Capacity);

    /// <inheritdoc/>
    public override void Forward(Matrix points, Span<float> scores)
    {
        Shape.RequireLength(scores.Length, points.Rows, nameof(scores));
        Softmax(model.Forward(points), _plain);
        Softmax(squeezed.Forward(points), _other);
        for (int row = 0; row < points.Rows; row++)
        {
            float sum = 0;
            for (int k = 0; k < _plain.Columns; k++)
            {
                sum += MathF.Abs(_plain[row, k] - _other[row, k]);
            }
            scores[row] = sum;
        }
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> dScores, Matrix dPoints)
    {
        Matrix dLogits = _dLogits.SliceRows(0, dScores.Length), dOther = _dPoints.SliceRows(0, dScores.Length);
        Gradient(_other, _plain, dScores, dLogits);
        squeezed.Backward(dLogits, dOther);
        Gradient(_plain, _other, dScores, dLogits);
        model.Backward(dLogits, dPoints);
        for (int row = 0; row < dPoints.Rows; row++)
        {
            TensorPrimitives.Add(dPoints.Row(row), dOther.Row(row), dPoints.Row(row));
        }
    }

    private static void Softmax(Matrix logits, Matrix probabilities)
    {
        for (int row = 0; row < logits.Rows; row++)
        {
            RowSoftmax.Write(logits.Row(row), probabilities.Row(row));
        }
    }

    /// <summary>Of Σ |p − q| by the logits of p: with s = sign(p − q), dLogits = p ⊙ (s − Σ p s).</summary>
    private static void Gradient(Matrix p, Matrix q, ReadOnlySpan<float> dScores, Matrix dLogits)
    {
        for (int row = 0; row < dScores.Length; row++)
        {
            float mean = 0;
            for (int k = 0; k < p.Columns; k++)
            {
                mean += p[row, k] * MathF.Sign(p[row, k] - q[row, k]);
            }
            for (int k = 0; k < p.Columns; k++)
            {
                dLogits[row, k] = dScores[row] * p[row, k] * (MathF.Sign(p[row, k] - q[row, k]) - mean);
            }
        }
    }
}
