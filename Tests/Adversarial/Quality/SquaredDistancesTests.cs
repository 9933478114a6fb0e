using NUnit.Framework;
using Scratch.Adversarial.Quality;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>Distances in blocks against those by definition.</summary>
public class SquaredDistancesTests
{
    [Test]
    public void They_are_the_sums_of_squared_differences(
        [Values(1, 3, 256, 300)] int queries, [Values(1, 1024, 1100)] int points)
    {
        Matrix q = Clouds.Normal(queries, 7, seed: 1), p = Clouds.Normal(points, 7, seed: 2);
        var table = new Table(queries, points);
        SquaredDistances.Read(q, p, table);
        double[] expected = new double[queries * points];
        for (int i = 0; i < expected.Length; i++)
        {
            ReadOnlySpan<float> a = q.Row(i / points), b = p.Row(i % points);
            for (int k = 0; k < a.Length; k++)
            {
                expected[i] += ((double)a[k] - b[k]) * ((double)a[k] - b[k]);
            }
        }
        Assert.That(Agreement.Error(table.Distances, expected), Is.LessThan(Tolerances.FloatAgainstDouble));
    }

    [Test]
    public void The_distance_of_equal_rows_is_zero_and_none_is_below([Values(1, 2, 65, 784)] int width)
    {
        Matrix cloud = Clouds.Normal(400, width, seed: 3, mean: 5);
        var table = new Table(400, 400);
        SquaredDistances.Read(cloud, cloud, table);
        Assert.That(Enumerable.Range(0, 400).Select(i => table.Distances[i, i]), Is.All.Zero);
        Assert.That(Agreement.Doubles(table.Distances), Is.All.AtLeast(0));
    }

    [Test]
    public void Widths_that_differ_are_refused() => Assert.That(
        () => SquaredDistances.Read(Clouds.Normal(2, 3, 1), Clouds.Normal(2, 4, 1), new Table(2, 2)),
        Throws.ArgumentException.With.Message.Contains("(2, 4)"));

    [Test]
    public void Neighbours_are_counted_from_the_nearest_and_a_point_is_none_of_its_own()
    {
        Matrix points = Clouds.Line(0, 1, 3, 7);
        Assert.That(NearestNeighbours.Squared(Clouds.Line(2, 8), points, 1), Is.EqualTo(new float[] { 1, 1 }));
        Assert.That(NearestNeighbours.Squared(Clouds.Line(2, 8), points, 3), Is.EqualTo(new float[] { 4, 49 }));
        Assert.That(NearestNeighbours.SquaredWithin(points, 1), Is.EqualTo(new float[] { 1, 1, 4, 16 }));
        Assert.That(NearestNeighbours.SquaredWithin(points, 3), Is.EqualTo(new float[] { 49, 36, 16, 49 }));
        Assert.That(() => NearestNeighbours.SquaredWithin(points, 4),
            Throws.ArgumentException.With.Message.Contains("3 neighbours"));
    }

    [Test]
    public void Neighbours_beyond_the_first_block_are_found()
    {
        Matrix points = Clouds.Normal(2500, 3, seed: 4);
        foreach (int row in (int[])[0, 1023, 1024, 2499])
        {
            points.Row(row).Fill(50 + (row / 1000f));
        }
        float[] nearest = NearestNeighbours.SquaredWithin(points, 1);
        // 1023 is nearest; the norms are 7500, so that 1e-3 is noise
        Assert.That(nearest[0], Is.EqualTo(3 * 1.023f * 1.023f).Within(2).Percent);
        Assert.That(nearest[2499], Is.EqualTo(3 * 1.475f * 1.475f).Within(2).Percent);
    }

    private sealed class Table(int queries, int points) : IDistanceReader
    {
        public Matrix Distances { get; } = Matrix.Allocate(queries, points);

        public void Read(int query, int firstPoint, ReadOnlySpan<float> squared) =>
            squared.CopyTo(Distances.Row(query)[firstPoint..]);
    }
}
