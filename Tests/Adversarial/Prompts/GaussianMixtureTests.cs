using NUnit.Framework;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Prompts;

public class GaussianMixtureTests
{
    private static readonly RandomStream Random = new(11);

    // Two Gaussians in the plane: one round about (−4, 0), one along the diagonal about (3, 1), with ¾ of the points.
    private static readonly GaussianMixture Truth =
        new([0.25f, 0.75f], Matrix.FromRows([-4, 0], [3, 1]), Matrix.FromRows([1, 0], [0, 1], [0.5f, 0], [1, 0.25f]));

    [Test]
    public void A_factor_is_that_of_its_matrix()
    {
        // S = 4·(1, 0)(1, 0)ᵀ + 2·(1, 1)(1, 1)ᵀ + diag(3, 1) = [9 2; 2 3]: F = [3 0; ⅔ √(23/9)], S⁻¹ = [3 −2; −2 9] /
        // 23
        var factor = new CholeskyFactor(2);
        factor.AddOuterProduct([1, 0], 4);
        factor.AddOuterProduct([1, 1], 2);
        factor.AddDiagonal([2, 0], 1);
        factor.AddDiagonal(1);
        factor.Factor();
        double[] solved = [3, 2 / 3.0], inverse = new double[2];
        factor.Solve(solved);
        factor.InverseDiagonal(inverse);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(factor.Row(0)[0], Is.EqualTo(3).Within(1e-12));
            Assert.That(factor.Row(1).ToArray(), Is.EqualTo(new[] { 2 / 3.0, Math.Sqrt(23 / 9.0) }).Within(1e-12));
            Assert.That(factor.LogDeterminant, Is.EqualTo(Math.Log(23)).Within(1e-12));
            Assert.That(solved, Is.EqualTo(new double[] { 1, 0 }).Within(1e-12), "F⁻¹ of F's first column");
            Assert.That(inverse, Is.EqualTo(new[] { 3 / 23.0, 9 / 23.0 }).Within(1e-12));
        }
    }

    [Test]
    public void Draws_have_the_moments_of_the_mixture()
    {
        double[][] points = [.. Rows(Draws(Truth, 20_000))];
        double[][] second = [.. points.Where(point => point[0] > -1)];
        double x = second.Average(p => p[0]), y = second.Average(p => p[1]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(second, Has.Length.EqualTo(15_000).Within(300));
            Assert.That((x, y), Is.EqualTo((3.0, 1.0))
                .Using<(double, double)>((a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 0.06));
            // F Fᵀ = [0.25 0.5; 0.5 1.0625]
            Assert.That(second.Average(p => (p[0] - x) * (p[0] - x)), Is.EqualTo(0.25).Within(0.015));
            Assert.That(second.Average(p => (p[0] - x) * (p[1] - y)), Is.EqualTo(0.5).Within(0.03));
            Assert.That(second.Average(p => (p[1] - y) * (p[1] - y)), Is.EqualTo(1.0625).Within(0.05));
        }
    }

    [Test]
    public void A_fit_finds_the_mixture_that_the_points_came_from()
    {
        Matrix points = Draws(Truth, 4000);
        GaussianMixture fit = GaussianMixture.Fit(points, Matrix.Allocate(4000, 2), 2, Random);
        int round = fit.Means[0, 0] < 0 ? 0 : 1, diagonal = 1 - round;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fit.Weights[round], Is.EqualTo(0.25f).Within(0.03));
            // four standard errors
            Assert.That(Agreement.Doubles(fit.Means.SliceRows(round, 1)),
                Is.EqualTo(new double[] { -4, 0 }).Within(0.13));
            Assert.That(Agreement.Doubles(fit.Means.SliceRows(diagonal, 1)),
                Is.EqualTo(new double[] { 3, 1 }).Within(0.08));
            Assert.That(Agreement.Doubles(fit.Factors.SliceRows(2 * diagonal, 2)),
                Is.EqualTo(new double[] { 0.5, 0, 1, 0.25 }).Within(0.05));
            Assert.That(Agreement.Doubles(fit.Factors.SliceRows(2 * round, 2)),
                Is.EqualTo(new double[] { 1, 0, 0, 1 }).Within(0.1));
        }
    }

    [Test]
    public void The_bound_never_falls([Values(1, 3, 8)] int components, [Values(0f, 0.4f)] float deviation)
    {
        Matrix points = Draws(Truth, 500), deviations = Matrix.Allocate(500, 2);
        deviations.Fill(deviation);
        var fit = new MixtureFit(points, deviations, components);
        fit.Seed(Random);
        List<double> bounds = fit.Run();
        Assert.That(bounds, Has.Count.GreaterThan(1));
        Assert.That(bounds.Zip(bounds.Skip(1), (before, after) => after - before), Is.All.GreaterThan(-1e-9));
    }

    /// <summary>One Gaussian, in closed form: the scatter of the means plus the mean of the variances.</summary>
    [Test]
    public void The_uncertainty_of_the_points_belongs_to_the_covariance()
    {
        GaussianMixture fit =
            GaussianMixture.Fit(Matrix.FromRows([0, 1], [2, 1]), Matrix.FromRows([1, 2], [3, 2]), 1, Random);
        Assert.That(Agreement.Doubles(fit.Means), Is.EqualTo(new double[] { 1, 1 }).Within(1e-6));
        Assert.That(Agreement.Doubles(fit.Factors), Is.EqualTo(new[] { Math.Sqrt(1 + 5), 0, 0, 2 }).Within(1e-5));
    }

    [Test]
    public void Points_that_coincide_or_are_fewer_than_the_components_do_no_harm()
    {
        Matrix same = Matrix.Allocate(6, 2);
        same.Fill(5);
        GaussianMixture fit = GaussianMixture.Fit(same, Matrix.Allocate(6, 2), 3, Random);
        GaussianMixture few = GaussianMixture.Fit(Matrix.FromRows([1, 2], [3, 4]), Matrix.Allocate(2, 2), 5, Random);
        Assert.That(Agreement.Doubles(Draws(fit, 50)), Is.All.EqualTo(5).Within(0.01));
        Assert.That(few.Components, Is.EqualTo(2));
        Assert.That(Rows(Draws(few, 50)).Select(point => Math.Round(point[0])).Distinct().Order(),
            Is.EqualTo(new double[] { 1, 3 }));
    }

    [Test]
    public void A_component_without_weight_is_never_drawn()
    {
        var mixture = new GaussianMixture([0, 1, 0], Matrix.FromRows([9], [1], [9]), Matrix.Allocate(3, 1));
        Assert.That(Agreement.Doubles(Draws(mixture, 200)), Is.All.EqualTo(1));
    }

    [TestCase(new float[] { 1 })]
    [TestCase(new float[] { 0, 0 })]
    [TestCase(new float[] { 2, -1 })]
    [TestCase(new float[] { 1, float.NaN })]
    public void Weights_that_are_no_shares_are_refused(float[] weights) =>
        Assert.That(() => new GaussianMixture(weights, Matrix.Allocate(2, 2), Matrix.Allocate(4, 2)),
            Throws.ArgumentException);

    private static Matrix Draws(GaussianMixture mixture, int count)
    {
        Matrix points = Matrix.Allocate(count, mixture.Means.Columns);
        for (int i = 0; i < count; i++)
        {
            mixture.Draw(Random.Fork(i), points.Row(i));
        }
        return points;
    }

    private static IEnumerable<double[]> Rows(Matrix points) =>
        Enumerable.Range(0, points.Rows).Select(row => Numeric.Row(points, row));
}
