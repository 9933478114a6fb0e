namespace Scratch.Adversarial.Quality;

/// <summary>The squared distances to the k-th nearest rows.</summary>
internal static class NearestNeighbours
{
    /// <summary>Of every query, the squared distance to the k-th nearest of the points.</summary>
    /// <param name="queries">(Q, F).</param>
    /// <param name="points">(P, F), at least k of them.</param>
    /// <param name="k">1 for the nearest.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static float[] Squared(
        Matrix queries, Matrix points, int k, CancellationToken cancellation = default) =>
        Find(queries, points, k, points.Rows, isWithin: false, cancellation);

    /// <summary>Of every point, the squared distance to the k-th nearest of the others.</summary>
    /// <param name="points">(P, F), at least k + 1 of them.</param>
    /// <param name="k">1 for the nearest.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static float[] SquaredWithin(Matrix points, int k, CancellationToken cancellation = default) =>
        Find(points, points, k, points.Rows - 1, isWithin: true, cancellation);

    private static float[] Find(
        Matrix queries, Matrix points, int k, int candidates, bool isWithin, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (candidates < k)
        {
            throw new ArgumentException(
                $"Of {points} there are {candidates} neighbours; expected at least {k}.", nameof(points));
        }
        var reader = new Reader(queries.Rows, k, isWithin);
        SquaredDistances.Read(queries, points, reader, cancellation);
        return [.. Enumerable.Range(0, queries.Rows).Select(query => reader.Nearest[(query * k) + k - 1])];
    }

    private sealed class Reader : IDistanceReader
    {
        private readonly int _k;
        private readonly bool _isWithin;

        public Reader(int queries, int k, bool isWithin)
        {
            (_k, _isWithin) = (k, isWithin);
            Nearest = new float[queries * k];
            Array.Fill(Nearest, float.PositiveInfinity);
        }

        /// <summary>k of every query, the nearest first.</summary>
        public float[] Nearest { get; }

        public void Read(int query, int firstPoint, ReadOnlySpan<float> squared)
        {
            Span<float> nearest = Nearest.AsSpan(query * _k, _k);
            int self = _isWithin ? query - firstPoint : -1;
            for (int j = 0; j < squared.Length; j++)
            {
                if (squared[j] < nearest[^1] && j != self)
                {
                    Insert(nearest, squared[j]);
                }
            }
        }

        private static void Insert(Span<float> nearest, float squared)
        {
            int place = nearest.Length - 1;
            for (; place > 0 && nearest[place - 1] > squared; place--)
            {
                nearest[place] = nearest[place - 1];
            }
            nearest[place] = squared;
        }
    }
}
