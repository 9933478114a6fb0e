namespace Scratch.Adversarial.Attacks;

/// <summary>A loss of a few logits of each row.</summary>
internal abstract class RowLoss : AttackLoss
{
    /// <inheritdoc/>
    public sealed override void Compute(
        Matrix logits, ReadOnlySpan<int> labels, ReadOnlySpan<int> wanted, Matrix perExample, Matrix dLogits)
    {
        if (!dLogits.IsEmpty)
        {
            dLogits.Fill(0);
        }
        for (int row = 0; row < logits.Rows; row++)
        {
            Span<float> dRow = dLogits.IsEmpty ? default : dLogits.Row(row);
            perExample[0, row] = wanted.IsEmpty ? Row(logits.Row(row), labels[row], dRow)
                : Row(logits.Row(row), labels[row], wanted[row], dRow);
        }
    }

    /// <summary>The loss of one example away from its class.</summary>
    /// <param name="z">The logits.</param>
    /// <param name="label">The true class.</param>
    /// <param name="dz">Zeros, to which the gradient is added; empty to evaluate only.</param>
    protected abstract float Row(ReadOnlySpan<float> z, int label, Span<float> dz);

    /// <summary>The loss of one example towards another class.</summary>
    /// <param name="z">The logits.</param>
    /// <param name="label">The true class.</param>
    /// <param name="wanted">The other class.</param>
    /// <param name="dz">Zeros, to which the gradient is added; empty to evaluate only.</param>
    protected abstract float Row(ReadOnlySpan<float> z, int label, int wanted, Span<float> dz);

    /// <summary>The class with the largest logit but for one class; −1 if there is no other.</summary>
    internal static int LargestBut(ReadOnlySpan<float> z, int excluded)
    {
        int largest = -1;
        for (int i = 0; i < z.Length; i++)
        {
            if (i != excluded && (largest < 0 || z[i] > z[largest]))
            {
                largest = i;
            }
        }
        return largest;
    }
}
