using System.Runtime.Intrinsics;
using Line = System.Runtime.Intrinsics.Vector256<float>;

namespace Scratch.Adversarial.Certificates;

/// <summary>
/// Two straight lines that hold a layer of relu, or leaky relu, between them where its inputs are bounded.
/// </summary>
/// <remarks>The lines are those of <see cref="ReluLines"/>: Zhang et al. 2018, section 3.3.</remarks>
internal sealed class ReluRelaxation(int width, float slope)
{
    private readonly float[] _below = new float[width]; // slopes
    private readonly float[] _above = new float[width];
    private readonly float[] _offset = new float[width]; // of the line above, at 0

    /// <summary>Takes the bounds of the inputs, <c>width</c> numbers each.</summary>
    public void Take(ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        for (int i = 0; i < _below.Length; i++)
        {
            (_below[i], _above[i], _offset[i]) = ReluLines.Around(lower[i], upper[i], slope);
        }
    }

    /// <summary>
    /// Turns a lower bound Σ aᵢ f(xᵢ) into one in the inputs, Σ a′ᵢ xᵢ + constant: where aᵢ is positive the line below
    /// takes the place of f, where it is negative the line above.
    /// </summary>
    /// <param name="coefficients">a, overwritten with a′.</param>
    /// <param name="bias">The bias of the layer before, b.</param>
    /// <returns>The constant, Σ over the negative aᵢ of aᵢ · offset, and a′ · b.</returns>
    public float Substitute(Span<float> coefficients, ReadOnlySpan<float> bias)
    {
        Shape.RequireLength(coefficients.Length, _below.Length, nameof(coefficients));
        Shape.RequireLength(bias.Length, _below.Length, nameof(bias));
        Line sums = Line.Zero;
        int i = 0;
        for (; i <= coefficients.Length - Line.Count; i += Line.Count)
        {
            var a = Vector256.Create<float>(coefficients[i..]);
            Line positive = Vector256.Max(a, Line.Zero), negative = Vector256.Min(a, Line.Zero);
            Line next =
                (positive * Vector256.Create(_below, i)) + (negative * Vector256.Create(_above, i));
            sums += (negative * Vector256.Create(_offset, i)) + (next * Vector256.Create<float>(bias[i..]));
            next.CopyTo(coefficients[i..]);
        }
        float sum = Vector256.Sum(sums);
        for (; i < coefficients.Length; i++)
        {
            (float positive, float negative) = (MathF.Max(coefficients[i], 0), MathF.Min(coefficients[i], 0));
            coefficients[i] = (positive * _below[i]) + (negative * _above[i]);
            sum += (negative * _offset[i]) + (coefficients[i] * bias[i]);
        }
        return sum;
    }
}
