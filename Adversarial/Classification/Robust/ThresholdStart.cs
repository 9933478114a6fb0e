namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// A first layer that starts as soft thresholds of single pixels: relu((x − t) / (1 − t)). A move of a dark pixel that
/// ends below t changes nothing. With two thresholds, a pair of units for each pixel, the next layer starts with the
/// difference of the two: 0 below the lower, 1 above the upper, so that bright pixels may move, too.
/// </summary>
/// <remarks>
/// It is what adversarial training on MNIST ends at (Madry et al. 2018, appendix C); a dense network takes long to find
/// it, or doesn't, where ε is large. It is a start and no more: weights and biases go on to learn as all others do.
/// </remarks>
public static class ThresholdStart
{
    /// <summary>Throws unless there are one or two thresholds in [0, 1), the lower first.</summary>
    /// <exception cref="ArgumentException">The message has them.</exception>
    public static void Validate(IReadOnlyList<float> thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        if (thresholds is not ([>= 0 and < 1] or [>= 0, < 1]) || thresholds[^1] < thresholds[0]
            || (thresholds.Count == 2 && thresholds[0] == thresholds[1]))
        {
            throw new ArgumentException(
                $"The thresholds are {string.Join(", ", thresholds)}; expected one or two numbers in [0, 1), the "
                + "lower first.");
        }
    }

    /// <summary>
    /// Overwrites the first layer, whose units go to the pixels that vary most; those that are left over stay as they
    /// are. Allocates.
    /// </summary>
    /// <param name="classifier">It begins with a dense layer and a relu; with two thresholds another dense layer
    /// follows.</param>
    /// <param name="data">The training part, which says how much each pixel varies.</param>
    /// <param name="thresholds">For moves within ε to change nothing of a black pixel at least ε, and of a white one at
    /// most 1 − ε.</param>
    /// <exception cref="ArgumentException">The classifier begins otherwise, or these are no thresholds.</exception>
    public static void Apply(Network classifier, Dataset data, IReadOnlyList<float> thresholds)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(data);
        Validate(thresholds);
        if (classifier.Layers is not [Dense, Relu, Dense, ..])
        {
            throw new ArgumentException(
                "The classifier begins with "
                + $"{string.Join(", ", classifier.Layers.Take(3).Select(layer => layer.Type))}; expected Dense, Relu, "
                + "Dense.", nameof(classifier));
        }
        Matrix weights = classifier.ParametersOf(0).Span[0], biases = classifier.ParametersOf(0).Span[1];
        Shape.RequireLength(data.Features, weights.Rows, nameof(data));
        double[] variances = Variances(data);
        int units = thresholds.Count; // of a pixel
        // a stable order
        int[] pixels = [.. Enumerable.Range(0, weights.Rows).OrderByDescending(pixel => variances[pixel])
            .Take(weights.Columns / units)];
        float slope = 1 / ((units == 2 ? thresholds[1] : 1) - thresholds[0]);
        for (int unit = 0; unit < units * pixels.Length; unit++)
        {
            for (int pixel = 0; pixel < weights.Rows; pixel++)
            {
                weights[pixel, unit] = pixel == pixels[unit / units] ? slope : 0;
            }
            biases[0, unit] = -slope * thresholds[unit % units];
        }
        if (units == 2)
        {
            Subtract(classifier.ParametersOf(2).Span[0], pixels.Length);
        }
    }

    /// <summary>
    /// Gives the second unit of each pair the weights of the first with the other sign, and both the variance of one
    /// unit for two.
    /// </summary>
    private static void Subtract(Matrix weights, int pairs)
    {
        for (int unit = 0; unit < 2 * pairs; unit += 2)
        {
            for (int output = 0; output < weights.Columns; output++)
            {
                float weight = MathF.Sqrt(2) * weights[unit, output];
                (weights[unit, output], weights[unit + 1, output]) = (weight, -weight);
            }
        }
    }

    private static double[] Variances(Dataset data)
    {
        double[] sums = new double[data.Features], squares = new double[data.Features];
        foreach ((_, Matrix inputs) in data.Pieces())
        {
            for (int row = 0; row < inputs.Rows; row++)
            {
                ReadOnlySpan<float> x = inputs.Row(row);
                for (int i = 0; i < x.Length; i++)
                {
                    sums[i] += x[i];
                    squares[i] += (double)x[i] * x[i];
                }
            }
        }
        return [.. sums.Zip(
            squares, (sum, square) => (square / data.Count) - (sum / data.Count * (sum / data.Count)))];
    }
}
