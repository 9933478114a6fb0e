namespace Scratch.Adversarial.Robustness;

/// <summary>
/// The gradient against central differences of the logits, in random directions: a wrong gradient, or one that is not
/// the function's (an input that is rounded), sends attacks astray. "Shattered gradients": Athalye et al. 2018, section
/// 3.
/// </summary>
/// <remarks>
/// What is differentiated is a random sum of the logits, so that no logit escapes, and each direction moves every
/// coordinate by the same step up or down. Features are first drawn in from the ends of their ranges, where a model may
/// clip. What the rounding of the logits can do to a difference is not held against it, and of two steps the one that
/// agrees better counts, since a kink may lie within either.
/// </remarks>
internal static class SlopeCheck
{
    private const string Name = "slopes";
    private const int MostExamples = 32;
    private const int Directions = 8;
    // relative; an honest float gradient has errors of a few per cent, from kinks
    private const double LargestError = 0.1;
    private const double MostWrong = 0.2; // of the examples
    private const float RoundingOfLogits = 16 * 1.2e-7f; // relative to the largest: sixteen roundings
    private const float Margin = 0.05f;

    private static readonly float[] Steps = [1, 1f / 3]; // of the domain's small step

    /// <summary>The share of the examples whose gradient is wrong.</summary>
    public static AuditCheck Run(AuditSample sample)
    {
        sample = sample.Take(MostExamples);
        RandomStream random = sample.Random;
        Matrix points = Interior(sample), weights = Signs(sample.Count, sample.Model.Classes, random.Fork(0));
        Matrix gradient = sample.Gradient(points, weights);
        double[] errors = [.. Enumerable.Repeat(double.PositiveInfinity, sample.Count)];
        foreach (float step in Steps)
        {
            double[] atStep = Errors(sample, points, weights, gradient, step * sample.Step, random.Fork(1));
            errors = [.. errors.Zip(atStep, Math.Min)];
        }
        double wrong = (double)errors.Count(error => !(error <= LargestError)) / errors.Length;
        double median = errors.Order().ElementAt(errors.Length / 2);
        return AuditCheck.ShareAtMost(
            MostWrong, Name, wrong, sample.Count,
            $"the gradient agrees with differences of the logits (median error {median:0.0%})",
            $"the gradient is not that of the logits: it is off by more than {LargestError:0%} for {wrong:0.0%} of "
                + "the examples");
    }

    /// <summary>
    /// ‖differences − slopes‖ / ‖the larger of the two‖ over the directions, for every example; NaN if the model gave
    /// one.
    /// </summary>
    private static double[] Errors(
        AuditSample sample, Matrix points, Matrix weights, Matrix gradient, float step, RandomStream random)
    {
        double[] wrong = new double[sample.Count], differences = new double[sample.Count],
            slopes = new double[sample.Count];
        Matrix moved = Matrix.Allocate(points.Rows, points.Columns);
        for (int direction = 0; direction < Directions; direction++)
        {
            Matrix signs = Signs(points.Rows, points.Columns, random.Fork(direction));
            TensorPrimitives.MultiplyAdd(signs.Span, step, points.Span, moved.Span);
            Matrix above = sample.Logits(moved);
            TensorPrimitives.MultiplyAdd(signs.Span, -step, points.Span, moved.Span);
            Matrix below = sample.Logits(moved);
            for (int row = 0; row < sample.Count; row++)
            {
                double rise = 0;
                for (int c = 0; c < weights.Columns; c++)
                {
                    rise += weights[row, c] * ((double)above[row, c] - below[row, c]);
                }
                double difference = rise / (2 * step), slope = Dot(gradient.Row(row), signs.Row(row));
                double rounding = RoundingOfLogits * MathF.Abs(
                    TensorPrimitives.MaxMagnitude<float>(above.Row(row))) / step;
                double error = Math.Max(0, Math.Abs(difference - slope) - rounding);
                wrong[row] += error * error;
                differences[row] += difference * difference;
                slopes[row] += slope * slope;
            }
        }
        return [.. wrong.Select(
            (error, row) => error == 0 ? 0 : Math.Sqrt(error / Math.Max(differences[row], slopes[row])))];
    }

    private static Matrix Interior(AuditSample sample)
    {
        Matrix points = Matrix.Allocate(sample.Count, sample.Points.Columns);
        sample.Points.CopyTo(points);
        for (int row = 0; row < sample.Count && sample.Box.IsBounded; row++)
        {
            Span<float> point = points.Row(row);
            sample.Box.ToUnit(point);
            TensorPrimitives.Multiply(point, 1 - (2 * Margin), point);
            TensorPrimitives.Add(point, Margin, point);
            sample.Box.FromUnit(point);
        }
        return points;
    }

    private static Matrix Signs(int rows, int columns, RandomStream random)
    {
        Matrix signs = Matrix.Allocate(rows, columns);
        for (int i = 0; i < signs.Length; i++)
        {
            signs.Span[i] = random.Below(2, (ulong)i) == 0 ? -1 : 1;
        }
        return signs;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }
        return sum;
    }
}
