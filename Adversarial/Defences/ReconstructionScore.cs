namespace Scratch.Adversarial.Defences;

/// <summary>
/// ‖x − x̂‖² / d, the error of a <see cref="Reconstruction"/>. MagNet's detector: Meng and Chen 2017, section 4.2.
/// </summary>
public sealed class ReconstructionScore(Reconstruction reconstruction) : SuspicionScore
{
    private readonly Matrix _residual = Matrix.Allocate(reconstruction.Capacity, reconstruction.Features);

    /// <inheritdoc/>
    public override string Name => "reconstruction error";

    /// <inheritdoc/>
    public override int Capacity => reconstruction.Capacity;

    /// <inheritdoc/>
    public override void Forward(Matrix points, Span<float> scores)
    {
        Shape.RequireLength(scores.Length, points.Rows, nameof(scores));
        Matrix samples = reconstruction.Forward(points);
        for (int row = 0; row < points.Rows; row++)
        {
            Span<float> residual = _residual.Row(row);
            TensorPrimitives.Subtract(points.Row(row), samples.Row(row), residual);
            scores[row] = Reductions.SumOfSquares<float>(residual) / residual.Length;
        }
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<float> dScores, Matrix dPoints)
    {
        // dX = dScore · 2/d (x − x̂) at x itself, less what the same gradient becomes on its way back through x̂
        Matrix residual = _residual.SliceRows(0, dScores.Length);
        for (int row = 0; row < residual.Rows; row++)
        {
            TensorPrimitives.Multiply(residual.Row(row), 2 * dScores[row] / residual.Columns, residual.Row(row));
        }
        if (reconstruction.IsRefined)
        {
            residual.CopyTo(dPoints); // z is nearly the best one: to first order, what x does to it does not count
            return;
        }
        reconstruction.Backward(residual, dPoints);
        for (int row = 0; row < residual.Rows; row++)
        {
            TensorPrimitives.Subtract(residual.Row(row), dPoints.Row(row), dPoints.Row(row));
        }
    }
}
