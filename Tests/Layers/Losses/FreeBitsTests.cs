using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Tests.Layers.Losses;

public class FreeBitsTests
{
    private const int Batch = 5, Latent = 7;
    private const float Weight = 0.3f;

    // The floor lies halfway between the third and the fourth of the seven divergences, and so far from any.
    private static readonly Matrix Heads = Samples.AwayFromZero(Batch, 2 * Latent, seed: 1);

    [Test]
    public void The_sum_and_its_gradient_agree_with_differences_of_the_double_reference()
    {
        double[] means = MeanDivergences(Doubles(Heads));
        double[] ordered = [.. means.Order()];
        float floor = (float)(ordered[2] + ordered[3]) / 2;
        Matrix dHeads = Matrix.Allocate(Batch, 2 * Latent);
        dHeads.Fill(1); // it is to be added to
        float sum = FreeBits.Add(Heads, floor, Weight / Batch, dHeads);
        Assert.That(sum, Is.EqualTo(means.Sum(mean => Math.Max(floor, mean))).Within(1e-5));
        const double Step = 1e-5;
        for (int row = 0; row < Batch; row++)
        {
            for (int j = 0; j < 2 * Latent; j++)
            {
                double Objective(double move)
                {
                    double[][] moved = Doubles(Heads);
                    moved[row][j] += move;
                    return Weight * MeanDivergences(moved).Sum(mean => Math.Max(floor, mean));
                }
                double expected = 1 + ((Objective(Step) - Objective(-Step)) / (2 * Step));
                Assert.That(dHeads[row, j], Is.EqualTo(expected).Within(1e-6), $"row {row}, column {j}");
            }
        }
    }

    [Test]
    public void Without_a_floor_it_is_the_divergence_and_under_a_high_one_all_is_free()
    {
        Matrix free = Matrix.Allocate(Batch, 2 * Latent), plain = Samples.Poisoned(Batch, 2 * Latent),
            nothing = Matrix.Allocate(Batch, 2 * Latent);
        FreeBits.Add(Heads, floor: 0, Weight, free);
        Reparameterisation.Backward(
            Heads, Matrix.Allocate(Batch, Latent), Matrix.Allocate(Batch, Latent), Weight, plain);
        Assert.That(Agreement.Error(free, plain), Is.LessThan(Tolerances.ByHand));
        Assert.That(FreeBits.Add(Heads, floor: 100, Weight, nothing), Is.EqualTo(100 * Latent));
        Assert.That(nothing.Span.ToArray(), Is.All.Zero);
    }

    [Test]
    public void A_negative_floor_and_other_shapes_are_refused()
    {
        Assert.That(() => FreeBits.Add(Heads, -1, Weight, Matrix.Allocate(Batch, 2 * Latent)),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => FreeBits.Add(Heads, 1, Weight, Matrix.Allocate(Batch, Latent)), Throws.ArgumentException);
    }

    private static double[][] Doubles(Matrix matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(row => Agreement.Doubles(matrix.SliceRows(row, 1)))];

    /// <summary>Of the j-th number by the reference of one number: a prompt that has no other.</summary>
    private static double[] MeanDivergences(double[][] heads) =>
        [.. Enumerable.Range(0, Latent)
            .Select(j => heads.Average(row => ReferenceReparameterisation.Divergence([row[j], row[Latent + j]])))];
}
