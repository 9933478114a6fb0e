namespace Scratch.Adversarial.Domains.Images.Geometry;

/// <summary>Smooth random displacements, one for each pixel. Simard, Steinkraus and Platt 2003, section 2.</summary>
/// <remarks>
/// Noise, even in [−1, 1], is convolved with a Gaussian of standard deviation σ, in rows and then in columns, with
/// darkness around the image, and scaled so that the displacements inside have the root mean square that is asked for.
/// The paper's α = 34 at σ = 4 is one of 1.4 pixels.
/// </remarks>
internal sealed class ElasticField
{
    private const double Reach = 3; // deviations, beyond which the Gaussian is left out

    private readonly float[] _kernel;
    private readonly int _height;
    private readonly int _width;

    /// <summary>Fields for images of one size.</summary>
    /// <param name="rootMeanSquare">Of the displacements in each direction, in pixels.</param>
    /// <param name="deviation">σ, in pixels, above 0.</param>
    /// <param name="height">Rows of pixels.</param>
    /// <param name="width">Pixels in a row.</param>
    public ElasticField(float rootMeanSquare, float deviation, int height, int width)
    {
        (_height, _width) = (height, width);
        int reach = (int)Math.Ceiling(Reach * deviation);
        double[] gaussian = [.. Enumerable.Range(-reach, (2 * reach) + 1)
            .Select(i => Math.Exp(-0.5 * i * i / ((double)deviation * deviation)))];
        // Even noise has the variance 1/3, and its convolution with a kernel in both directions that times (Σ k²)².
        double scale = Math.Sqrt(rootMeanSquare * Math.Sqrt(3)) / Math.Sqrt(gaussian.Sum(k => k * k));
        _kernel = [.. gaussian.Select(k => (float)(k * scale))];
    }

    /// <summary>Overwrites the displacements of one direction.</summary>
    /// <param name="random">The stream of this image and direction.</param>
    /// <param name="field">height · width, overwritten.</param>
    /// <param name="scratch">height · width, overwritten.</param>
    public void Draw(RandomStream random, Span<float> field, Span<float> scratch)
    {
        random.FillUniform(scratch, -1, 1);
        int reach = _kernel.Length / 2;
        field.Clear();
        for (int k = -reach; k <= reach; k++) // along the columns: whole rows at once
        {
            int first = Math.Max(0, -k), count = _height - Math.Abs(k);
            if (count > 0)
            {
                Add(scratch.Slice((first + k) * _width, count * _width), _kernel[k + reach],
                    field.Slice(first * _width, count * _width));
            }
        }
        field.CopyTo(scratch);
        field.Clear();
        for (int row = 0; row < _height; row++)
        {
            ReadOnlySpan<float> from = scratch.Slice(row * _width, _width);
            Span<float> to = field.Slice(row * _width, _width);
            for (int k = -reach; k <= reach; k++)
            {
                int first = Math.Max(0, -k), count = _width - Math.Abs(k);
                if (count > 0)
                {
                    Add(from.Slice(first + k, count), _kernel[k + reach], to.Slice(first, count));
                }
            }
        }
    }

    private static void Add(ReadOnlySpan<float> values, float weight, Span<float> sums) =>
        TensorPrimitives.MultiplyAdd(values, weight, sums, sums);
}
