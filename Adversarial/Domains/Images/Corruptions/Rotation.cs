namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>A turn about the centre, to one side or the other.</summary>
internal sealed class Rotation : ImageCorruption
{
    private static readonly float[] Degrees = [8, 16, 24, 32, 40]; // at 45 a person begins to mistake digits

    /// <inheritdoc/>
    public override string Name => "rotation";

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        float angle = Sign(random) * Degrees[severity - 1] * MathF.PI / 180;
        new AffineMap(MathF.Cos(angle), MathF.Sin(angle), down: 0, right: 0).Sample(image, output, height, width);
    }
}
