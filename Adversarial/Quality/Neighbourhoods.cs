namespace Scratch.Adversarial.Quality;

/// <summary>
/// A manifold as its points show it: around each of them the ball that reaches to the k-th nearest of the others.
/// Kynkäänniemi et al. 2019, equation 1.
/// </summary>
internal sealed class Neighbourhoods
{
    private readonly Matrix _points;
    private readonly float[] _squaredRadii;
    private readonly CancellationToken _cancellation;

    /// <summary>The balls around (P, F) points, P above k. Allocates.</summary>
    public Neighbourhoods(Matrix points, int k, CancellationToken cancellation = default)
    {
        (_points, _cancellation) = (points, cancellation);
        _squaredRadii = NearestNeighbours.SquaredWithin(points, k, cancellation);
    }

    /// <summary>For each query the number of balls that it lies in, the border included.</summary>
    public int[] CountAround(Matrix queries)
    {
        var reader = new Counter(queries.Rows, _squaredRadii);
        SquaredDistances.Read(queries, _points, reader, _cancellation);
        return reader.Counts;
    }

    /// <summary>The number of balls that at least one of the queries lies in.</summary>
    public int CountVisited(Matrix queries)
    {
        float[] nearest = NearestNeighbours.Squared(_points, queries, 1, _cancellation);
        return nearest.Zip(_squaredRadii).Count(pair => pair.First <= pair.Second);
    }

    private sealed class Counter(int queries, float[] squaredRadii) : IDistanceReader
    {
        public int[] Counts { get; } = new int[queries];

        public void Read(int query, int firstPoint, ReadOnlySpan<float> squared)
        {
            ReadOnlySpan<float> radii = squaredRadii.AsSpan(firstPoint, squared.Length);
            int count = 0;
            for (int j = 0; j < squared.Length; j++)
            {
                count += squared[j] <= radii[j] ? 1 : 0;
            }
            Counts[query] += count;
        }
    }
}
