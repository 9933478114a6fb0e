namespace Scratch.Adversarial.Cleaning;

/// <summary>How little an example looks like any of the classes.</summary>
/// <remarks>
/// s(x) = log of the least, over the classes c, of d_c(x)² / median d_c²: the distance to a Gaussian of every class in
/// units of what is usual there, with the least as in Lee et al. 2018, section 2.1, so that a wrong label makes no
/// outlier. Each Gaussian is fitted to most of its rows, see
/// <see cref="RobustGaussian"/>, and without the part of them that it is then asked about: in many dimensions the rows
/// of a fit lie nearer to it than others.
/// </remarks>
internal static class OutlierScores
{
    private const int Folds = 3;
    private const double Ridge = 0.005; // of the mean variance of a value, added to every variance

    /// <summary>
    /// The score of every example, in <see cref="RobustDeviations"/> above the typical one. Allocates.
    /// </summary>
    /// <param name="data">Finite examples, not all of them the same.</param>
    /// <param name="progress">Told of the share that is done.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static double[] Compute(
        Dataset data, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] folds = ContentFolds.Assign(data, Folds);
        double ridge = Math.Max(Ridge * MeanVariance(data.Inputs), float.Epsilon);
        double[] least = new double[data.Count];
        Array.Fill(least, double.PositiveInfinity);
        for (int c = 0; c < data.Classes; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] rows = [.. Enumerable.Range(0, data.Count).Where(row => data.Labels.Span[row] == c)];
            if (rows.Length == 0)
            {
                continue;
            }
            double[] distances = DistancesTo(data, rows, folds, ridge);
            double usual = Math.Max(RobustDeviations.Median([.. rows.Select(row => distances[row])]), double.Epsilon);
            for (int row = 0; row < least.Length; row++)
            {
                least[row] = Math.Min(least[row], distances[row] / usual);
            }
            progress?.Invoke((c + 1.0) / data.Classes);
        }
        return RobustDeviations.Compute([.. least.Select(ratio => Math.Log(Math.Max(ratio, double.Epsilon)))]);
    }

    /// <summary>The squared distance of every example to one class, by a fit that it took no part in.</summary>
    private static double[] DistancesTo(Dataset data, int[] rows, int[] folds, double ridge)
    {
        Matrix ofClass = data.Subset(rows).Inputs;
        int[] kept = RobustGaussian.Concentrate(ofClass, ridge);
        double[] distances = new double[data.Count];
        for (int fold = 0; fold < Folds; fold++)
        {
            int[] asked = [.. Enumerable.Range(0, data.Count).Where(row => folds[row] == fold)];
            int[] fitted = [.. kept.Where(i => folds[rows[i]] != fold)];
            if (asked.Length == 0)
            {
                continue;
            }
            double[] some = RobustGaussian.Fit(ofClass, fitted.Length > 0 ? fitted : kept, ridge)
                .Distances(data.Subset(asked).Inputs);
            for (int i = 0; i < asked.Length; i++)
            {
                distances[asked[i]] = some[i];
            }
        }
        return distances;
    }

    private static double MeanVariance(Matrix rows)
    {
        double sum = 0;
        for (int column = 0; column < rows.Columns; column++)
        {
            double total = 0, squares = 0;
            for (int row = 0; row < rows.Rows; row++)
            {
                double value = rows[row, column];
                total += value;
                squares += value * value;
            }
            sum += (squares / rows.Rows) - (total / rows.Rows * total / rows.Rows);
        }
        return sum / rows.Columns;
    }
}
