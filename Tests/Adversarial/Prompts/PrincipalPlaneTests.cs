using NUnit.Framework;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Prompts;

public class PrincipalPlaneTests
{
    [Test]
    public void The_directions_of_the_largest_variances_are_found_in_their_order()
    {
        // Points at ±3 a, ±2 b and ±1 c from (1, 2, 3), for perpendicular a = (2, 1, 2)/3, b = (−2, 2, 1)/3, c = (1, 2,
        // −2)/3.
        float[][] directions = [[2 / 3f, 1 / 3f, 2 / 3f], [-2 / 3f, 2 / 3f, 1 / 3f], [1 / 3f, 2 / 3f, -2 / 3f]];
        var rows = new List<float[]>();
        for (int i = 0; i < 3; i++)
        {
            rows.Add([.. directions[i].Select((d, j) => 1 + j + ((3 - i) * d))]);
            rows.Add([.. directions[i].Select((d, j) => 1 + j - ((3 - i) * d))]);
        }
        PrincipalPlane plane = PrincipalPlane.Project(Matrix.FromRows([.. rows]));
        // The largest number of a is positive, so +3 a comes out as 3; that of b is −⅔ or ⅔, the first of which
        // decides.
        Assert.That(Agreement.Doubles(plane.Points.SliceColumns(0, 1)),
            Is.EqualTo(new double[] { 3, -3, 0, 0, 0, 0 }).Within(1e-5));
        Assert.That(Agreement.Doubles(plane.Points.SliceColumns(1, 1)).Select(Math.Abs),
            Is.EqualTo(new double[] { 0, 0, 2, 2, 0, 0 }).Within(1e-5));
        Assert.That(plane.Share, Is.EqualTo(13 / 14.0).Within(1e-6));
    }

    [Test]
    public void Distances_within_the_plane_are_kept()
    {
        Matrix points = Matrix.Allocate(50, 6); // of the six, two differ at all
        for (int row = 0; row < 50; row++)
        {
            new RandomStream(2).Fork(row).FillNormal(points.Row(row)[3..5]);
        }
        PrincipalPlane plane = PrincipalPlane.Project(points.SliceColumns(2, 4));
        double before = Distance(points, 3, 7, 41), after = Distance(plane.Points, 0, 7, 41);
        Assert.That(after, Is.EqualTo(before).Within(1e-5));
        Assert.That(plane.Share, Is.EqualTo(1).Within(1e-9));

        static double Distance(Matrix m, int first, int i, int j) =>
            Math.Sqrt(Enumerable.Range(first, 2).Sum(column => Math.Pow(m[i, column] - m[j, column], 2)));
    }

    [Test]
    public void Points_that_coincide_lie_in_the_middle()
    {
        Matrix points = Matrix.Allocate(4, 3);
        points.Fill(2);
        PrincipalPlane plane = PrincipalPlane.Project(points);
        Assert.That(Agreement.Doubles(plane.Points), Is.All.Zero);
        Assert.That(plane.Share, Is.EqualTo(1));
    }
}
