namespace Scratch.Adversarial.Domains.Images.Squeezers;

/// <summary>Fewer shades of grey: round((2ᵇ − 1) x) / (2ᵇ − 1). Xu et al. 2018, section III-A.</summary>
/// <remarks>
/// Its derivative is zero almost everywhere, so gradients pass straight through: Athalye et al. 2018, section 4.1.
/// </remarks>
public sealed class BitDepth : Squeezer
{
    private readonly int _bits;
    private readonly float _steps;

    /// <summary>Images of 2ᵇ shades.</summary>
    /// <param name="bits">b, from 1 to 8.</param>
    public BitDepth(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 8);
        (_bits, _steps) = (bits, (1 << bits) - 1);
    }

    /// <inheritdoc/>
    public override string Name => $"{_bits} bit";

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<float> image, Span<float> squeezed)
    {
        for (int i = 0; i < image.Length; i++)
        {
            squeezed[i] = MathF.Round(_steps * image[i]) / _steps;
        }
    }

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<float> image, ReadOnlySpan<float> dSqueezed, Span<float> dImage) =>
        dSqueezed.CopyTo(dImage);
}
