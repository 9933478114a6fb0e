namespace Scratch.Adversarial.Domains.Images.Squeezers;

/// <summary>
/// Each pixel becomes the mean of its 3 × 3 neighbourhood; beyond the border its pixels go on. Xu et al. 2018, section
/// III-B.
/// </summary>
public sealed class MeanSmoothing(int height, int width) : Squeezer
{
    private const float Weight = 1 / 9f;

    /// <inheritdoc/>
    public override string Name => "mean 3x3";

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<float> image, Span<float> squeezed)
    {
        for (int pixel = 0; pixel < squeezed.Length; pixel++)
        {
            float sum = 0;
            for (int neighbour = 0; neighbour < 9; neighbour++)
            {
                sum += image[Place(pixel, neighbour)];
            }
            squeezed[pixel] = Weight * sum;
        }
    }

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<float> image, ReadOnlySpan<float> dSqueezed, Span<float> dImage)
    {
        dImage.Clear();
        for (int pixel = 0; pixel < dSqueezed.Length; pixel++)
        {
            for (int neighbour = 0; neighbour < 9; neighbour++)
            {
                dImage[Place(pixel, neighbour)] += Weight * dSqueezed[pixel];
            }
        }
    }

    private int Place(int pixel, int neighbour)
    {
        (int row, int column) = Math.DivRem(pixel, width);
        int r = Math.Clamp(row + (neighbour / 3) - 1, 0, height - 1),
            c = Math.Clamp(column + (neighbour % 3) - 1, 0, width - 1);
        return (r * width) + c;
    }
}
