using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Certificates;
using Scratch.Adversarial.Data;
using Scratch.Layers;

namespace Scratch.Adversarial.Robustness;

/// <summary>Proofs beside attacks: an attack shows what breaks, a bound what doesn't, and the truth lies between.</summary>
/// <param name="Bounds">What the bounds are called.</param>
/// <param name="Certify">For a radius, whether each example of the data set is right in its whole ball.</param>
public sealed record Certification(string Bounds, Func<float, bool[]> Certify)
{
    private const int ExamplesAtOnce = 100;

    /// <summary>The bounds of a classifier; null if it has a layer, or the norm is one, that they don't know.</summary>
    /// <param name="classifier">The model.</param>
    /// <param name="data">What is to be certified.</param>
    /// <param name="norm">The norm of the balls.</param>
    /// <param name="isTight">CROWN bounds, which take up to seconds for each hundred examples, rather than intervals, which certify little but for
    /// models that were trained for it.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static Certification? Of(Network classifier, Dataset data, string norm, bool isTight, CancellationToken cancellation = default)
    {
        if (norm is not ("linf" or "l2"))
        {
            return null;
        }
        try
        {
            return new Certification(Bounds(0).Name, epsilon => Certifier.Certify(classifier, Bounds(epsilon), data, cancellation));
        }
        catch (NotSupportedException)
        {
            return null;
        }

        MarginBounds Bounds(float epsilon)
        {
            var ball = new InputBall(Norm.Parse(norm), epsilon);
            return isTight ? new CrownBounds(classifier, ball, ExamplesAtOnce) : new IntervalBounds(classifier, ball, ExamplesAtOnce);
        }
    }
}
