using System.Runtime.Intrinsics;
using Line = System.Runtime.Intrinsics.Vector256<float>;

namespace Scratch.Adversarial.Certificates;

/// <summary>
/// The least value of a linear function on one example's ball: at a corner of its box, or, in the Euclidean norm, on
/// the sphere.
/// </summary>
internal sealed class BallMinimum(Ball ball, int width)
{
    /// <summary>
    /// What is taken off for rounding, of Σ|a||x| and the constant. It is no proof: coefficients come through several
    /// products in float, each typically good to √n 2⁻²⁴ of its terms, some 1e-6 for the n of an image, and this is a
    /// hundred times that.
    /// </summary>
    private const float Slack = 1e-4f;

    private readonly float[] _example = new float[width];
    private readonly float[] _centre = new float[width];
    private readonly float[] _radius = new float[width];
    private readonly float[] _largest = new float[width];

    /// <summary>Takes an example, <c>width</c> numbers in the box.</summary>
    public void Take(ReadOnlySpan<float> example)
    {
        example.CopyTo(_example);
        ball.Bounds(example, _centre, _largest); // the lower and the upper bounds, for the moment
        TensorPrimitives.Subtract(_largest, _centre, _radius);
        TensorPrimitives.MaxMagnitude(_largest, _centre, _largest);
        TensorPrimitives.Abs(_largest, _largest);
        TensorPrimitives.Multiply(_radius, 0.5f, _radius);
        TensorPrimitives.Add(_centre, _radius, _centre);
    }

    /// <summary>At most min a · x + constant: a · c − |a| · r, and a · x₀ − ε ‖a‖ by the dual norm.</summary>
    public float Of(ReadOnlySpan<float> coefficients, float constant)
    {
        Line values = Line.Zero, magnitudes = Line.Zero;
        int i = 0;
        for (; i <= coefficients.Length - Line.Count; i += Line.Count)
        {
            var a = Vector256.Create<float>(coefficients[i..]);
            Line size = Vector256.Abs(a);
            values += (a * Vector256.Create(_centre, i)) - (size * Vector256.Create(_radius, i));
            magnitudes += size * Vector256.Create(_largest, i);
        }
        (float value, float magnitude) = (Vector256.Sum(values), Vector256.Sum(magnitudes));
        for (; i < coefficients.Length; i++)
        {
            value += (coefficients[i] * _centre[i]) - (MathF.Abs(coefficients[i]) * _radius[i]);
            magnitude += MathF.Abs(coefficients[i]) * _largest[i];
        }
        if (ball.Norm == Norm.L2)
        {
            value = MathF.Max(value,
                Reductions.Dot(coefficients, _example) - (ball.Epsilon * Reductions.Norm(coefficients)));
        }
        return value + constant - (Slack * (magnitude + MathF.Abs(constant)));
    }
}
