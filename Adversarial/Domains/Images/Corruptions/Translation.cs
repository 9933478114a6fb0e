namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>A shift in a random direction; what leaves the image is lost.</summary>
internal sealed class Translation : ImageCorruption
{
    private static readonly float[] Share = [0.05f, 0.1f, 0.15f, 0.2f, 0.25f]; // of the side

    /// <inheritdoc/>
    public override string Name => "translation";

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        (float sine, float cosine) = MathF.SinCos(random.Uniform(0) * MathF.Tau);
        float share = Share[severity - 1];
        new AffineMap(1, 0, down: share * sine * height, right: share * cosine * width)
            .Sample(image, output, height, width);
    }
}
