using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

public class AttackLossTests
{
    private const int Batch = 40, Classes = 6;
    private static readonly Matrix Logits = Samples.Uniform(Batch, Classes, seed: 1, low: -3, high: 3);
    private static readonly int[] Labels = [.. Enumerable.Range(0, Batch).Select(i => i % Classes)];
    private static readonly int[] TargetClasses = [.. Labels.Select(label => (label + 2) % Classes)];

    private static IEnumerable<TestCaseData<string, bool, Func<double[], int, int, double>>> Cases =>
    [
        new("ce", false, (z, y, _) => LogSumExp(z) - z[y]),
        new("ce", true, (z, _, t) => z[t] - LogSumExp(z)),
        new("margin", false, (z, y, _) => LargestBut(z, y) - z[y]),
        new("margin", true, (z, _, t) => z[t] - LargestBut(z, t)),
        new("dlr", false, (z, y, _) => -(z[y] - LargestBut(z, y)) / (Ranked(z, 1) - Ranked(z, 3))),
        new("dlr", true, (z, y, t) => -(z[y] - z[t]) / (Ranked(z, 1) - ((Ranked(z, 3) + Ranked(z, 4)) / 2))),
    ];

    [TestCaseSource(nameof(Cases))]
    public void Loss_and_gradient_are_those_of_the_formula(
        string name, bool targeted, Func<double[], int, int, double> formula)
    {
        Matrix losses = Samples.Poisoned(1, Batch), dLogits = Samples.Poisoned(Batch, Classes);
        AttackLoss.Create(name, Classes, Batch).Compute(Logits, Labels, targeted ? TargetClasses : [], losses, dLogits);
        for (int row = 0; row < Batch; row++)
        {
            double[] z = Numeric.Row(Logits, row);
            double expected = formula(z, Labels[row], TargetClasses[row]);
            Assert.That(losses[0, row], Is.EqualTo(expected).Within(1e-5 * Math.Max(1, Math.Abs(expected))),
                $"example {row}");
            double[] gradient = Numeric.Gradient(() => formula(z, Labels[row], TargetClasses[row]), z);
            Assert.That(Agreement.Error(dLogits.SliceRows(row, 1), gradient), Is.LessThan(Tolerances.FloatGradient),
                $"example {row}");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void The_loss_alone_is_the_same(string name, bool targeted, Func<double[], int, int, double> formula)
    {
        _ = formula;
        Matrix both = Samples.Poisoned(1, Batch), alone = Samples.Poisoned(1, Batch);
        AttackLoss loss = AttackLoss.Create(name, Classes, Batch);
        loss.Compute(Logits, Labels, targeted ? TargetClasses : [], both, Samples.Poisoned(Batch, Classes));
        loss.Compute(Logits, Labels, targeted ? TargetClasses : [], alone, default);
        Assert.That(Agreement.Bits(alone), Is.EqualTo(Agreement.Bits(both)));
    }

    /// <summary>What cross-entropy can't do: logits a thousand times as large leave it a gradient of zero.</summary>
    [Test]
    public void The_ratio_of_logits_does_not_see_their_scale([Values] bool targeted)
    {
        Matrix large = Matrix.Allocate(Batch, Classes), losses = Matrix.Allocate(2, Batch);
        for (int i = 0; i < large.Length; i++)
        {
            large.Span[i] = 1024 * Logits.Span[i];
        }
        AttackLoss dlr = AttackLoss.Create("dlr", Classes, Batch);
        dlr.Compute(Logits, Labels, targeted ? TargetClasses : [], losses.SliceRows(0, 1), default);
        dlr.Compute(large, Labels, targeted ? TargetClasses : [], losses.SliceRows(1, 1), default);
        Assert.That(Agreement.Error(losses.SliceRows(1, 1), losses.SliceRows(0, 1)), Is.LessThan(Tolerances.ByHand));
    }

    [Test]
    public void A_ratio_needs_three_logits() =>
        Assert.That(() => AttackLoss.Create("dlr", 2, 1),
            Throws.ArgumentException.With.Message.Contains("compares 3 logits, but there are 2 classes"));

    [Test]
    public void A_targeted_ratio_needs_four() => Assert.That(
        () => AttackLoss.Create("dlr", 3, 1).Compute(Matrix.Allocate(1, 3), [0], [1], Matrix.Allocate(1, 1), default),
        Throws.ArgumentException.With.Message.Contains("compares 4 logits, but there are 3 classes"));

    private static double LogSumExp(double[] z) => Math.Log(z.Sum(Math.Exp));

    private static double LargestBut(double[] z, int excluded) => z.Where((_, i) => i != excluded).Max();

    private static double Ranked(double[] z, int place) => z.OrderDescending().ElementAt(place - 1);
}
