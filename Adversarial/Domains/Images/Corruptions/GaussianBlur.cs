namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>
/// Each pixel becomes the mean of its neighbours, weighed by a Gaussian bell; beyond the border its pixels go on.
/// </summary>
internal sealed class GaussianBlur : ImageCorruption
{
    private const float Reach = 3; // standard deviations: 99.7 % of the bell

    [ThreadStatic]
    private static float[]? _across; // an image whose rows are blurred

    private static readonly float[] Deviation = [0.5f, 0.75f, 1, 1.5f, 2]; // pixels of a 28 × 28 image

    /// <inheritdoc/>
    public override string Name => "gaussian blur";

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        float deviation = Deviation[severity - 1];
        int radius = (int)MathF.Ceiling(Reach * deviation);
        Span<float> bell = stackalloc float[(2 * radius) + 1];
        float total = 0;
        for (int i = -radius; i <= radius; i++)
        {
            total += bell[i + radius] = MathF.Exp(-0.5f * i * i / (deviation * deviation));
        }
        for (int i = 0; i < bell.Length; i++)
        {
            bell[i] /= total;
        }
        Span<float> line = stackalloc float[width + (2 * radius)];
        if (_across is null || _across.Length < image.Length)
        {
            _across = new float[image.Length];
        }
        Span<float> across = _across.AsSpan(0, image.Length);
        across.Clear();
        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<float> pixels = image.Slice(row * width, width);
            line[..radius].Fill(pixels[0]);
            pixels.CopyTo(line[radius..]);
            line[^radius..].Fill(pixels[^1]);
            for (int k = 0; k < bell.Length; k++)
            {
                Add(bell[k], line.Slice(k, width), across.Slice(row * width, width));
            }
        }
        TensorPrimitives.Min(across, 1, across); // the weights' sum may be 1 + 1e-7
        output.Clear();
        for (int row = 0; row < height; row++)
        {
            for (int k = -radius; k <= radius; k++)
            {
                int neighbour = Math.Clamp(row + k, 0, height - 1);
                Add(bell[k + radius], across.Slice(neighbour * width, width), output.Slice(row * width, width));
            }
        }
        TensorPrimitives.Min(output, 1, output);
    }

    /// <summary>sum += weight · pixels.</summary>
    private static void Add(float weight, ReadOnlySpan<float> pixels, Span<float> sum) =>
        TensorPrimitives.MultiplyAdd(pixels, weight, sum, sum);
}
