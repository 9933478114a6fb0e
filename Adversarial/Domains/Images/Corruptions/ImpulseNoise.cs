namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>Salt and pepper: some pixels become black or white.</summary>
internal sealed class ImpulseNoise : ImageCorruption
{
    private static readonly float[] Share = [0.03f, 0.06f, 0.09f, 0.17f, 0.27f]; // ImageNet-C

    /// <inheritdoc/>
    public override string Name => "impulse noise";

    /// <inheritdoc/>
    public override bool NeedsImage => false;

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        float share = Share[severity - 1];
        random.FillUniform(output);
        for (int i = 0; i < output.Length; i++)
        {
            // Below the share lie pepper and salt in turn, so that a pixel hit at one severity is hit the same way at
            // the next.
            output[i] = output[i] >= share ? image[i] : random.Fork(0).Bits((ulong)i) & 1;
        }
    }
}
