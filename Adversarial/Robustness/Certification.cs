namespace Scratch.Adversarial.Robustness;

/// <summary>
/// Proofs beside attacks: an attack shows what breaks, a bound what doesn't, and the truth lies between.
/// </summary>
/// <param name="ByIntervals">For a radius and some rows of the data set, whether each is right in its whole ball; told
/// how far it is, if somebody waits.</param>
public sealed record Certification(Func<float, int[], IProgress<WorkProgress>?, bool[]> ByIntervals)
{
    private const int ExamplesAtOnce = 100;

    /// <summary>The same by CROWN, for what intervals leave open; null for intervals alone.</summary>
    public Func<float, int[], IProgress<WorkProgress>?, bool[]>? ByCrown { get; init; }

    /// <summary>What the bounds are called: the tighter of them.</summary>
    public string Bounds => ByCrown is null ? "intervals" : "crown";

    /// <summary>The bounds of a classifier; null if it has a layer, or the norm is one, that they don't know.</summary>
    /// <param name="classifier">The model.</param>
    /// <param name="data">What is to be certified.</param>
    /// <param name="norm">The norm of the balls.</param>
    /// <param name="isTight">CROWN bounds, too, if they know all layers. They take up to a second for each hundred
    /// examples; intervals certify little but for models that were trained for it.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static Certification? Create(
        Network classifier, Dataset data, string norm, bool isTight, CancellationToken cancellation = default)
    {
        if (norm is not ("linf" or "l2") || !IsBounded(ball => new IntervalBounds(classifier, ball, 1)))
        {
            return null;
        }
        bool byCrown = isTight && IsBounded(ball => new CrownBounds(classifier, ball, 1));
        return new Certification(
            (epsilon, rows, told) =>
                Certify(new IntervalBounds(classifier, Ball(epsilon), ExamplesAtOnce), rows, told))
        {
            ByCrown = byCrown ? (epsilon, rows, told) =>
                Certify(
                    new CrownBounds(classifier, Ball(epsilon), ExamplesAtOnce) { Cancellation = cancellation },
                    rows, told) : null,
        };

        Ball Ball(float epsilon) => new(Norm.Parse(norm), epsilon, data.Domain.Box);

        bool[] Certify(MarginBounds bounds, int[] rows, IProgress<WorkProgress>? told) =>
            Certifier.Certify(classifier, bounds, data, rows, told, cancellation);

        bool IsBounded(Func<Ball, MarginBounds> create)
        {
            try
            {
                _ = create(Ball(0));
                return true;
            }
            catch (NotSupportedException)
            {
                return false;
            }
        }
    }
}
