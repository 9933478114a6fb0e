using System.Numerics;

namespace Scratch.Layers;

/// <summary>y = x where x &gt; 0, else slope · x. dX = dY where y &gt; 0, else slope · dY. Maas et al. 2013.</summary>
/// <remarks>At the kink the derivative is the slope, as in PyTorch. NaN passes through in both directions.</remarks>
public sealed class LeakyRelu : ElementWise
{
    /// <summary>A leaky relu.</summary>
    /// <param name="slope">The slope left of zero, in (0, 1); 0.2 as DCGAN's discriminator has it unless given.</param>
    public LeakyRelu(float slope = 0.2f)
    {
        if (!(slope > 0 && slope < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(slope), slope, "The slope of a leaky relu lies between 0 and 1.");
        }
        Slope = slope;
    }

    /// <summary>The slope left of zero, in (0, 1).</summary>
    public float Slope { get; }

    /// <inheritdoc/>
    public override string Type => "LeakyRelu";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        var slope = new Vector<float>(Slope);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var v = new Vector<float>(x[i..]);
            Vector.Max(v, slope * v).CopyTo(y[i..]); // the slope is below 1, so the larger of the two is the right one
        }
        for (; i < x.Length; i++)
        {
            y[i] = MathF.Max(x[i], Slope * x[i]);
        }
    }

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
        Differentiate(Slope, y, dY, dX);

    /// <summary>dX = dY where y &gt; 0, else slope · dY; with slope 0 the derivative of relu.</summary>
    internal static void Differentiate(float slope, ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX)
    {
        var vectorSlope = new Vector<float>(slope);
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var d = new Vector<float>(dY[i..]);
            Vector<int> left = Vector.LessThanOrEqual(new Vector<float>(y[i..]), Vector<float>.Zero);
            Vector.ConditionalSelect(left, vectorSlope * d, d).CopyTo(dX[i..]);
        }
        for (; i < y.Length; i++)
        {
            dX[i] = y[i] <= 0 ? slope * dY[i] : dY[i];
        }
    }

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second) => second.Clear();
}
