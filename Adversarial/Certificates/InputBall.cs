using Scratch.Adversarial.Attacks;

namespace Scratch.Adversarial.Certificates;

/// <summary>The inputs that a certificate speaks of: all within a distance of an example, and in [0, 1].</summary>
/// <param name="Norm">What the distance is measured by.</param>
/// <param name="Epsilon">The distance, finite and at least 0.</param>
public readonly record struct InputBall(Norm Norm, float Epsilon)
{
    /// <summary>The smallest box around the ball. In the Euclidean norm the ball leaves its corners free.</summary>
    /// <param name="example">d numbers in [0, 1].</param>
    /// <param name="lower">d numbers, overwritten.</param>
    /// <param name="upper">d numbers, overwritten.</param>
    public void Box(ReadOnlySpan<float> example, Span<float> lower, Span<float> upper)
    {
        TensorPrimitives.Subtract(example, Epsilon, lower);
        TensorPrimitives.Clamp(lower, 0f, 1f, lower);
        TensorPrimitives.Add(example, Epsilon, upper);
        TensorPrimitives.Clamp(upper, 0f, 1f, upper);
    }

    /// <summary>Throws unless the radius can be one.</summary>
    /// <exception cref="ArgumentException">It is negative or not finite; the message says what it is.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Norm);
        if (!(float.IsFinite(Epsilon) && Epsilon >= 0))
        {
            throw new ArgumentException($"The certificate's epsilon is {Epsilon}; expected a finite number of at least 0.");
        }
    }
}
