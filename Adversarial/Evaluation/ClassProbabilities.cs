namespace Scratch.Adversarial.Evaluation;

/// <summary>The softmax of logits in double precision, for the figures that want probabilities.</summary>
public sealed class ClassProbabilities
{
    private readonly double[] _probabilities;

    /// <summary>The probabilities of a set of predictions. Allocates.</summary>
    /// <param name="logits">(N, classes), or one logit of two classes; not overwritten.</param>
    /// <exception cref="ArgumentException">A logit is infinite or not a number: a model that gives such has no
    /// figures.</exception>
    public ClassProbabilities(Matrix logits)
    {
        logits = Evaluator.OfClasses(logits);
        (Count, Classes) = (logits.Rows, logits.Columns);
        _probabilities = new double[Count * Classes];
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<float> z = logits.Row(row);
            double logTotal = LogSumOfExponentials(z);
            if (!double.IsFinite(logTotal) || z.Contains(float.NegativeInfinity))
            {
                throw new ArgumentException($"The logits of example {row} are not all finite.", nameof(logits));
            }
            Span<double> p = Writable(row);
            for (int c = 0; c < p.Length; c++)
            {
                p[c] = Math.Exp(z[c] - logTotal);
            }
        }
    }

    /// <summary>The number of examples.</summary>
    public int Count { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The probabilities of one example; their sum is 1.</summary>
    public ReadOnlySpan<double> Row(int row) => Writable(row);

    /// <summary>log Σ exp(z), the maximum subtracted first so that nothing overflows.</summary>
    internal static double LogSumOfExponentials(ReadOnlySpan<float> z)
    {
        double largest = z[RowOperations.ArgMax(z)], sum = 0;
        foreach (float logit in z)
        {
            sum += Math.Exp(logit - largest);
        }
        return largest + Math.Log(sum);
    }

    private Span<double> Writable(int row) => _probabilities.AsSpan(row * Classes, Classes);
}
