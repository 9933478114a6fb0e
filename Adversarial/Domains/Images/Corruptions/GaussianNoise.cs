namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>Normal noise on every pixel, as in dim light: x + σ n, clipped.</summary>
internal sealed class GaussianNoise : ImageCorruption
{
    private static readonly float[] Deviation = [0.08f, 0.12f, 0.18f, 0.26f, 0.38f]; // ImageNet-C

    /// <inheritdoc/>
    public override string Name => "gaussian noise";

    /// <inheritdoc/>
    public override bool NeedsImage => false;

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        random.FillNormal(output);
        TensorPrimitives.MultiplyAdd(output, Deviation[severity - 1], image, output);
        TensorPrimitives.Clamp(output, 0f, 1f, output);
    }
}
