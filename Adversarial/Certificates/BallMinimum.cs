using System.Numerics;

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
        Vector<float> values = Vector<float>.Zero, magnitudes = Vector<float>.Zero;
        int i = 0;
        for (; i <= coefficients.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var a = new Vector<float>(coefficients[i..]);
            Vector<float> size = Vector.Abs(a);
            values += (a * new Vector<float>(_centre.AsSpan(i))) - (size * new Vector<float>(_radius.AsSpan(i)));
            magnitudes += size * new Vector<float>(_largest.AsSpan(i));
        }
        (float value, float magnitude) = (Vector.Sum(values), Vector.Sum(magnitudes));
        for (; i < coefficients.Length; i++)
        {
            value += (coefficients[i] * _centre[i]) - (MathF.Abs(coefficients[i]) * _radius[i]);
            magnitude += MathF.Abs(coefficients[i]) * _largest[i];
        }
        if (ball.Norm == Norm.L2)
        {
            value = MathF.Max(value,
                TensorPrimitives.Dot(coefficients, _example) - (ball.Epsilon * TensorPrimitives.Norm(coefficients)));
        }
        return value + constant - (Slack * (magnitude + MathF.Abs(constant)));
    }
}
