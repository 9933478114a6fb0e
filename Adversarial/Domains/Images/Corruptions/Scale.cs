namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>The image shrinks about its centre.</summary>
internal sealed class Scale : ImageCorruption
{
    private static readonly float[] Size = [0.9f, 0.8f, 0.7f, 0.6f, 0.5f]; // of the side

    /// <inheritdoc/>
    public override string Name => "scale";

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random) =>
        new AffineMap(1 / Size[severity - 1], 0, 0, 1 / Size[severity - 1], 0, 0).Sample(image, output, height, width);
}
