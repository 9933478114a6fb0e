namespace Scratch.Adversarial.Domains.Tables;

/// <summary>½ Σⱼ (xⱼ − tⱼ)²: −log of a Gaussian of deviation 1 around x, but for a constant. dX = x − t.</summary>
internal sealed class HalfSquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "half squared error";

    /// <inheritdoc/>
    protected override void Rows(Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits)
    {
        for (int row = 0; row < logits.Rows; row++)
        {
            float distance = Reductions.Distance<float>(logits.Row(row), target.Row(row));
            if (!perExample.IsEmpty)
            {
                perExample[row] = 0.5f * distance * distance;
            }
            if (!dLogits.IsEmpty)
            {
                TensorPrimitives.Subtract(logits.Row(row), target.Row(row), dLogits.Row(row));
                TensorPrimitives.Multiply(dLogits.Row(row), scale, dLogits.Row(row));
            }
        }
    }
}
