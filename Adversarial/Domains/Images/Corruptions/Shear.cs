namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>Rows slide against one another, as in slanted writing: column + s · row.</summary>
internal sealed class Shear : ImageCorruption
{
    private static readonly float[] Slope = [0.15f, 0.3f, 0.45f, 0.6f, 0.75f]; // pixels to the side for each row

    /// <inheritdoc/>
    public override string Name => "shear";

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        var map = new AffineMap(1, 0, Sign(random) * Slope[severity - 1], 1, 0, 0);
        map.Sample(image, output, height, width);
    }
}
