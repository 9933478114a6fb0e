using System.Runtime.Intrinsics;
using Scratch.Engine;
using Line = System.Runtime.Intrinsics.Vector256<float>;

namespace Scratch.Layers;

/// <summary>
/// A relu in the way of a linear function: Σ pᵢ f(xᵢ) ≥ Σ aᵢ xᵢ + constant, where the line below f takes the place of f
/// if pᵢ is positive, and the line above if it is negative. Zhang et al. 2018, section 3.3.
/// </summary>
/// <remarks>
/// Bounds, and so lines, are those of an example; it has several functions, which are rows. Nothing here allocates but
/// the constructor.
/// </remarks>
internal sealed class CarriedRelu(int capacity, int width, float slope)
{
    private readonly Matrix _below = Matrix.Allocate(capacity, width); // slopes
    private readonly Matrix _above = Matrix.Allocate(capacity, width);
    private readonly Matrix _offset = Matrix.Allocate(capacity, width);

    /// <summary>The gradient of an example's lower bounds after <see cref="EndBackward"/>.</summary>
    public Matrix DLower { get; } = Matrix.Allocate(capacity, width);

    /// <summary>The gradient of the upper bounds, likewise.</summary>
    public Matrix DUpper { get; } = Matrix.Allocate(capacity, width);

    /// <summary>Lays the lines for an example's bounds.</summary>
    public void Take(int example, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        Span<float> below = _below.Row(example), above = _above.Row(example), offset = _offset.Row(example);
        for (int i = 0; i < below.Length; i++)
        {
            (below[i], above[i], offset[i]) = ReluLines.Around(lower[i], upper[i], slope);
        }
    }

    /// <summary>a = p⁺ ⊙ below + p⁻ ⊙ above, overwritten; returns the constant, p⁻ · offset.</summary>
    public float Forward(int example, ReadOnlySpan<float> p, Span<float> a)
    {
        ReadOnlySpan<float> below = _below.Row(example), above = _above.Row(example), offset = _offset.Row(example);
        Line constants = Line.Zero;
        int i = 0;
        for (; i <= p.Length - Line.Count; i += Line.Count)
        {
            var value = Vector256.Create<float>(p[i..]);
            Line ofPositive = Vector256.Max(value, Line.Zero) * Vector256.Create<float>(below[i..]);
            Line negative = Vector256.Min(value, Line.Zero);
            (ofPositive + (negative * Vector256.Create<float>(above[i..]))).CopyTo(a[i..]);
            constants += negative * Vector256.Create<float>(offset[i..]);
        }
        float constant = Vector256.Sum(constants);
        for (; i < p.Length; i++)
        {
            (float positive, float negative) = (MathF.Max(p[i], 0), MathF.Min(p[i], 0));
            a[i] = (positive * below[i]) + (negative * above[i]);
            constant += negative * offset[i];
        }
        return constant;
    }

    /// <summary>Before the rows of an example.</summary>
    public void BeginBackward(int example)
    {
        DLower.Row(example).Clear(); // until the end they hold the gradients of the lines: dAbove and dOffset
        DUpper.Row(example).Clear();
    }

    /// <summary>
    /// The way back of <see cref="Forward"/>: dp = below ⊙ da where p is positive, above ⊙ da + offset · dConstant
    /// elsewhere.
    /// </summary>
    /// <param name="example">As given.</param>
    /// <param name="p">As given.</param>
    /// <param name="dA">The gradient of a.</param>
    /// <param name="dConstant">The gradient of the constant.</param>
    /// <param name="dP">Overwritten.</param>
    public void Backward(int example, ReadOnlySpan<float> p, ReadOnlySpan<float> dA, float dConstant, Span<float> dP)
    {
        ReadOnlySpan<float> below = _below.Row(example), above = _above.Row(example), offset = _offset.Row(example);
        Span<float> dAbove = DLower.Row(example), dOffset = DUpper.Row(example);
        int i = 0;
        for (; i <= p.Length - Line.Count; i += Line.Count)
        {
            Line value = Vector256.Create<float>(p[i..]), d = Vector256.Create<float>(dA[i..]);
            Line negative = Vector256.Min(value, Line.Zero);
            Line ofLower = d * Vector256.Create<float>(below[i..]);
            Line ofUpper = (d * Vector256.Create<float>(above[i..]))
                + (dConstant * Vector256.Create<float>(offset[i..]));
            Vector256.ConditionalSelect(Vector256.GreaterThan(value, Line.Zero), ofLower, ofUpper).CopyTo(dP[i..]);
            (Vector256.Create<float>(dAbove[i..]) + (d * negative)).CopyTo(dAbove[i..]);
            (Vector256.Create<float>(dOffset[i..]) + (dConstant * negative)).CopyTo(dOffset[i..]);
        }
        for (; i < p.Length; i++)
        {
            float negative = MathF.Min(p[i], 0);
            dP[i] = p[i] > 0 ? dA[i] * below[i] : (dA[i] * above[i]) + (dConstant * offset[i]);
            dAbove[i] += dA[i] * negative;
            dOffset[i] += dConstant * negative;
        }
    }

    /// <summary>After the rows of an example: from the lines to the bounds.</summary>
    public void EndBackward(int example, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        Span<float> dLower = DLower.Row(example), dUpper = DUpper.Row(example);
        for (int i = 0; i < dLower.Length; i++)
        {
            (dLower[i], dUpper[i]) = ReluLines.Differentiate(lower[i], upper[i], slope, dLower[i], dUpper[i]);
        }
    }
}
