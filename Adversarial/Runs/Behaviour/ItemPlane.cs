namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>Items in the plane of the two principal components of what they add to the scores of others.</summary>
internal static class ItemPlane
{
    private const int Rounds = 100; // of the iteration

    /// <summary>Coordinates along the two directions in which the items differ most.</summary>
    /// <param name="weights">(items, items): from the items of a profile, by row, to scores, by column.</param>
    /// <param name="items">The items, two or more of them.</param>
    /// <returns>Of each item the place along the first direction, and along the second.</returns>
    public static (double[] First, double[] Second) Project(Matrix weights, IReadOnlyList<int> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        double[][] places = Iterate(Vectors(weights, items));
        return (places[0], places[1]);
    }

    /// <summary>Of each item what it adds to the others, of length 1 and with the mean of all taken off.</summary>
    private static double[][] Vectors(Matrix weights, IReadOnlyList<int> items)
    {
        double[][] rows = [.. items.Select(item =>
        {
            double[] row = [.. items.Select(other => (double)weights[item, other])];
            double length = Reductions.Norm<double>(row);
            TensorPrimitives.Divide(row, length > 0 ? length : 1, row);
            return row;
        })];
        double[] mean = new double[items.Count];
        foreach (double[] row in rows)
        {
            TensorPrimitives.MultiplyAdd(row, 1.0 / rows.Length, mean, mean);
        }
        foreach (double[] row in rows)
        {
            TensorPrimitives.Subtract(row, mean, row);
        }
        return rows;
    }

    /// <summary>
    /// Coordinates along the two first principal components, by orthogonal iteration: v ← Xᵀ(Xv), made orthogonal to
    /// the one before and of length 1 (Golub and Van Loan, Matrix Computations, section 8.2).
    /// </summary>
    private static double[][] Iterate(double[][] rows)
    {
        int width = rows[0].Length;
        double[][] directions = [Start(2), Start(3)], places = [new double[rows.Length], new double[rows.Length]];
        for (int round = 0; round <= Rounds; round++)
        {
            for (int k = 0; k < 2; k++)
            {
                for (int row = 0; row < rows.Length; row++)
                {
                    places[k][row] = Reductions.Dot<double>(rows[row], directions[k]);
                }
                if (round < Rounds)
                {
                    Array.Clear(directions[k]);
                    for (int row = 0; row < rows.Length; row++)
                    {
                        TensorPrimitives.MultiplyAdd(rows[row], places[k][row], directions[k], directions[k]);
                    }
                    Normalise(directions[k], k == 1 ? directions[0] : null);
                }
            }
        }
        return places;

        double[] Start(int step) => [.. Enumerable.Range(0, width).Select(i => Math.Sin((i + 1) * step))];
    }

    private static void Normalise(double[] vector, double[]? other)
    {
        if (other is not null)
        {
            TensorPrimitives.MultiplyAdd(other, -Reductions.Dot<double>(vector, other), vector, vector);
        }
        double length = Reductions.Norm<double>(vector);
        TensorPrimitives.Divide(vector, length > 0 ? length : 1, vector);
    }
}
