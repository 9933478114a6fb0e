using NUnit.Framework;
using Scratch.Adversarial.Classification;
using Scratch.Engine;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Classification;

[NonParallelizable] // what is allocated belongs to the process
public class MixUpTests
{
    private const int Rows = 7, Width = 300;

    [Test]
    public void Pairs_are_mixed_inputs_and_targets_alike()
    {
        Matrix batch = Matrix.Allocate(Rows, Width), target = Matrix.Allocate(Rows, Rows);
        for (int i = 0; i < Rows; i++)
        {
            batch.Row(i).Fill(i);
            target[i, i] = 1;
        }
        MixUp.Apply(1, new RandomStream(4), batch, target);
        for (int i = 0; i < Rows; i++)
        {
            int partner = Rows - 1 - i;
            float own = target[i, i], other = i == partner ? 0 : target[i, partner];
            Assert.That(own + other, Is.EqualTo(1).Within(1e-6f), $"row {i} is of itself and its partner");
            Assert.That(batch.Row(i).ToArray(), Is.All.EqualTo((own * i) + (other * partner)).Within(1e-5f),
                $"row {i}");
            Assert.That(own, Is.EqualTo(target[partner, partner]).Within(1e-6f),
                "both have the same share of themselves");
        }
        Assert.That(Enumerable.Range(0, 3).Select(i => target[i, i]).Distinct().Count(), Is.EqualTo(3),
            "each pair has a share of its own");
        Assert.That(target[3, 3], Is.EqualTo(1), "the one in the middle has no partner");
    }

    [TestCase(0.1f)]
    [TestCase(0.4f)]
    [TestCase(1f)]
    public void Shares_are_beta_distributed(float alpha)
    {
        double[] shares = [.. Enumerable.Range(0, 20_000)
            .Select(i => (double)MixUp.DrawShare(alpha, new RandomStream(5).Fork(i)))];
        double mean = shares.Average(), variance = shares.Sum(s => (s - mean) * (s - mean)) / shares.Length;
        Assert.That(mean, Is.EqualTo(0.5).Within(0.015));
        Assert.That(variance, Is.EqualTo(1 / (4 * ((2 * alpha) + 1))).Within(0.004), "the variance of Beta(α, α)");
        Assert.That(shares, Is.All.InRange(0, 1));
    }

    [Test]
    public void It_allocates_nothing()
    {
        Matrix batch = Matrix.Allocate(Rows, Width), target = Matrix.Allocate(Rows, 3);
        Assert.That(Allocations.OfWarm(() => MixUp.Apply(0.2f, new RandomStream(1), batch, target)), Is.Zero);
    }
}
