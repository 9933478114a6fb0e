namespace Scratch.Adversarial.Attacks;

/// <summary>
/// max_{i≠y} zᵢ − z_y; targeted, z_t − max_{i≠t} zᵢ. Above 0 exactly where the model is fooled. Carlini and Wagner
/// 2017, f₆.
/// </summary>
internal sealed class MarginLoss : RowLoss
{
    protected override float Row(ReadOnlySpan<float> z, int label, Span<float> dz) =>
        Lead(z, LargestBut(z, label), label, dz);

    protected override float Row(ReadOnlySpan<float> z, int label, int wanted, Span<float> dz) =>
        Lead(z, wanted, LargestBut(z, wanted), dz);

    /// <summary>z_up − z_down.</summary>
    private static float Lead(ReadOnlySpan<float> z, int up, int down, Span<float> dz)
    {
        if (!dz.IsEmpty)
        {
            dz[up] += 1;
            dz[down] -= 1;
        }
        return z[up] - z[down];
    }
}
