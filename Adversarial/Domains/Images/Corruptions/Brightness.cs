namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>All pixels grow by the same amount, and are clipped at white.</summary>
internal sealed class Brightness : ImageCorruption
{
    private static readonly float[] Added = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f]; // ImageNet-C

    /// <inheritdoc/>
    public override string Name => "brightness";

    /// <inheritdoc/>
    public override bool NeedsImage => false;

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        TensorPrimitives.Add(image, Added[severity - 1], output);
        TensorPrimitives.Min(output, 1f, output);
    }
}
