namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>A black rectangle at a random place within the image. DeVries and Taylor 2017 train with such.</summary>
internal sealed class Occlusion : ImageCorruption
{
    private static readonly float[] Share = [0.15f, 0.22f, 0.29f, 0.36f, 0.43f]; // of the side

    /// <inheritdoc/>
    public override string Name => "occlusion";

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        int rows = (int)MathF.Round(Share[severity - 1] * height),
            columns = (int)MathF.Round(Share[severity - 1] * width);
        int top = random.Below(height - rows + 1, 0), left = random.Below(width - columns + 1, 1);
        image.CopyTo(output);
        for (int row = top; row < top + rows; row++)
        {
            output.Slice((row * width) + left, columns).Clear();
        }
    }
}
