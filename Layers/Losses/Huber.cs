namespace Scratch.Layers;

/// <summary>
/// (1/N) Σⱼ h(xⱼ − tⱼ), h(d) = ½ d² where |d| ≤ δ, else δ (|d| − ½ δ). dX = d / N, with d cut to [−δ, δ]. Huber 1964.
/// </summary>
public sealed class Huber : Loss
{
    /// <summary>A loss that is quadratic near the target and linear far from it.</summary>
    /// <param name="delta">δ, above 0: where one becomes the other; 1 unless given.</param>
    public Huber(float delta = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(delta);
        Delta = delta;
    }

    /// <summary>δ.</summary>
    public float Delta { get; }

    /// <inheritdoc/>
    public override string Name => "Huber loss";

    /// <inheritdoc/>
    protected override float Row(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        float loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            float difference = logits[j] - target[j];
            float cut = Math.Clamp(difference, -Delta, Delta);
            loss += cut * (difference - (0.5f * cut)); // ½ d² inside, δ (|d| − ½ δ) outside
            if (!dLogits.IsEmpty)
            {
                dLogits[j] = scale / logits.Length * cut;
            }
        }
        return loss / logits.Length;
    }
}
