namespace Scratch.Adversarial.Quality;

/// <summary>The centres of k-means (Lloyd 1957), which show what a measure thinks of blurred examples.</summary>
internal static class KMeans
{
    /// <summary>Centres of a data set. Allocates.</summary>
    /// <param name="examples">(N, F).</param>
    /// <param name="count">The number of centres, at most N.</param>
    /// <param name="iterations">Rounds of assignment and means.</param>
    /// <param name="random">Chooses the examples that the centres start as.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>(count, F).</returns>
    public static Matrix Centres(
        Matrix examples, int count, int iterations, RandomStream random, CancellationToken cancellation = default)
    {
        int[] order = [.. Enumerable.Range(0, examples.Rows)];
        random.Shuffle(order);
        Matrix centres = Matrix.Allocate(count, examples.Columns);
        RowOperations.Gather(examples, order.AsSpan(0, count), centres);
        for (int i = 0; i < iterations; i++)
        {
            var nearest = new Reader(examples.Rows);
            SquaredDistances.Read(examples, centres, nearest, cancellation);
            Average(examples, nearest.Points, centres);
        }
        return centres;
    }

    /// <summary>centres[c] = the mean of the examples of c; a centre without examples stays.</summary>
    private static void Average(Matrix examples, int[] centreOf, Matrix centres)
    {
        int width = examples.Columns;
        double[] sums = new double[centres.Rows * width], example = new double[width];
        int[] counts = new int[centres.Rows];
        for (int row = 0; row < examples.Rows; row++)
        {
            Span<double> sum = sums.AsSpan(centreOf[row] * width, width);
            TensorPrimitives.ConvertTruncating<float, double>(examples.Row(row), example);
            TensorPrimitives.Add(sum, example, sum);
            counts[centreOf[row]]++;
        }
        for (int c = 0; c < counts.Length; c++)
        {
            for (int j = 0; counts[c] > 0 && j < width; j++)
            {
                centres[c, j] = (float)(sums[(c * width) + j] / counts[c]);
            }
        }
    }

    private sealed class Reader : IDistanceReader
    {
        private readonly float[] _least;

        public Reader(int examples)
        {
            Points = new int[examples];
            _least = new float[examples];
            Array.Fill(_least, float.PositiveInfinity);
        }

        /// <summary>The nearest point of every example; of equally near ones the first.</summary>
        public int[] Points { get; }

        public void Read(int query, int firstPoint, ReadOnlySpan<float> squared)
        {
            int nearest = TensorPrimitives.IndexOfMin(squared);
            if (squared[nearest] < _least[query])
            {
                (_least[query], Points[query]) = (squared[nearest], firstPoint + nearest);
            }
        }
    }
}
