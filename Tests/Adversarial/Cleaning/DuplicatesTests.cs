using NUnit.Framework;
using Scratch.Adversarial.Cleaning;
using Scratch.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Cleaning;

public class DuplicatesTests
{
    private const int Width = 9;

    [Test]
    public void A_row_repeats_the_first_that_it_is_like()
    {
        Matrix rows = Samples.Uniform(6, Width, seed: 1, low: 0, high: 1);
        rows.Row(1).CopyTo(rows.Row(3));
        rows.Row(1).CopyTo(rows.Row(5));
        (int[] twins, float[] squared) = Duplicates.Find(rows, 0);
        Assert.That(twins, Is.EqualTo([-1, -1, -1, 1, -1, 1]));
        Assert.That(squared, Is.All.Zero);
    }

    [TestCase(0.02f, 1)]
    [TestCase(0.0199f, -1)]
    public void Near_is_the_root_mean_square_difference(float largest, int twin)
    {
        Matrix rows = Matrix.Allocate(3, Width);
        rows.Row(0).Fill(0.9f);
        rows.Row(1).Fill(0.25f);
        rows.Row(2).Fill(0.25f);
        rows[2, 4] += Width * 0.01995f / 3; // √(Δ² / 9) = Δ / 3
        Assert.That(Duplicates.Find(rows, largest).Twins[2], Is.EqualTo(twin));
    }

    [Test]
    public void Of_a_chain_every_link_stays_that_is_far_from_those_that_stay()
    {
        Matrix rows = Matrix.Allocate(5, 1);
        for (int i = 0; i < 5; i++)
        {
            rows[i, 0] = 0.1f * i; // each is near the next, and none near the one after
        }
        Assert.That(Duplicates.Find(rows, 0.15f).Twins, Is.EqualTo([-1, 0, -1, 2, -1]));
    }

    [Test]
    public void What_stays_has_no_duplicates()
    {
        Matrix rows = Samples.Uniform(300, 2, seed: 2, low: 0, high: 1);
        int[] kept = Kept(rows);
        Matrix left = Matrix.Allocate(kept.Length, 2);
        RowOperations.Gather(rows, kept, left);
        Assert.That(kept, Has.Length.InRange(50, 290));
        Assert.That(Kept(left), Has.Length.EqualTo(kept.Length));

        static int[] Kept(Matrix rows)
        {
            int[] twins = Duplicates.Find(rows, 0.03f).Twins;
            return [.. Enumerable.Range(0, twins.Length).Where(row => twins[row] < 0)];
        }
    }
}
