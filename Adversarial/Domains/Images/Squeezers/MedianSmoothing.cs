namespace Scratch.Adversarial.Domains.Images.Squeezers;

/// <summary>
/// Each pixel becomes the median of its 3 × 3 neighbourhood; beyond the border its pixels go on. Xu et al. 2018,
/// section III-B.
/// </summary>
public sealed class MedianSmoothing(int height, int width) : Squeezer
{
    private const int Neighbours = 9;

    /// <inheritdoc/>
    public override string Name => "median 3x3";

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<float> image, Span<float> squeezed)
    {
        for (int pixel = 0; pixel < squeezed.Length; pixel++)
        {
            squeezed[pixel] = image[MedianOf(image, pixel)];
        }
    }

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<float> image, ReadOnlySpan<float> dSqueezed, Span<float> dImage)
    {
        dImage.Clear();
        for (int pixel = 0; pixel < dSqueezed.Length; pixel++)
        {
            dImage[MedianOf(image, pixel)] += dSqueezed[pixel];
        }
    }

    /// <summary>Where the median of a pixel's neighbourhood lies; among equal ones, the same on both ways.</summary>
    private int MedianOf(ReadOnlySpan<float> image, int pixel)
    {
        Span<int> places = stackalloc int[Neighbours];
        (int row, int column) = Math.DivRem(pixel, width);
        for (int i = 0; i < Neighbours; i++)
        {
            int r = Math.Clamp(row + (i / 3) - 1, 0, height - 1), c = Math.Clamp(column + (i % 3) - 1, 0, width - 1);
            int place = (r * width) + c, hole = i;
            for (; hole > 0 && image[places[hole - 1]] > image[place]; hole--)
            {
                places[hole] = places[hole - 1];
            }
            places[hole] = place;
        }
        return places[Neighbours / 2];
    }
}
