namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>
/// Each pixel becomes the mean of its neighbours, weighed by a Gaussian bell; beyond the border its pixels go on.
/// </summary>
internal sealed class GaussianBlur : ImageCorruption
{
    private const float Reach = 3; // standard deviations: 99.7 % of the bell
    private static readonly float[] Deviation = [0.5f, 0.75f, 1, 1.5f, 2]; // pixels of a 28 × 28 image

    /// <inheritdoc/>
    public override string Name => "gaussian blur";

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        float deviation = Deviation[severity - 1];
        int radius = (int)MathF.Ceiling(Reach * deviation);
        Span<float> bell = stackalloc float[(2 * radius) + 1], line = stackalloc float[Math.Max(height, width)];
        float total = 0;
        for (int i = -radius; i <= radius; i++)
        {
            total += bell[i + radius] = MathF.Exp(-0.5f * i * i / (deviation * deviation));
        }
        for (int i = 0; i < bell.Length; i++)
        {
            bell[i] /= total;
        }
        image.CopyTo(output);
        for (int row = 0; row < height; row++)
        {
            Smooth(output[(row * width)..], 1, width, bell, line);
        }
        for (int column = 0; column < width; column++)
        {
            Smooth(output[column..], width, height, bell, line);
        }
    }

    /// <summary>One row or column in place: its pixels lie <paramref name="stride"/> apart.</summary>
    private static void Smooth(Span<float> pixels, int stride, int count, ReadOnlySpan<float> bell, Span<float> line)
    {
        for (int i = 0; i < count; i++)
        {
            line[i] = pixels[i * stride];
        }
        int radius = bell.Length / 2;
        for (int i = 0; i < count; i++)
        {
            float sum = 0;
            for (int k = -radius; k <= radius; k++)
            {
                sum += bell[k + radius] * line[Math.Clamp(i + k, 0, count - 1)];
            }
            pixels[i * stride] = MathF.Min(sum, 1); // the weights' sum may be 1 + 1e-7
        }
    }
}
