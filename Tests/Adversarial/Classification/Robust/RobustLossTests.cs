using NUnit.Framework;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Classification.Robust;

/// <summary>
/// Each loss and its gradients against its formula in double precision, and against numbers worked by hand.
/// </summary>
public class RobustLossTests
{
    private const int Batch = 6, Classes = 4;
    private static readonly int[] Labels = [0, 3, 1, 2, 0, 3];

    private static IEnumerable<TestCaseData<RobustLoss, Func<double[], double[], int, double>>> Losses =>
    [
        Case(new MadryLoss(), (_, q, y) => -Math.Log(q[y])),
        Case(new HalfHalfLoss(), (p, q, y) => (-0.5 * Math.Log(p[y])) - (0.5 * Math.Log(q[y]))),
        Case(new TradesLoss(1.7f), (p, q, y) => -Math.Log(p[y]) + (1.7f * Divergence(p, q))),
        Case(new MartLoss(2.5f), (p, q, y) =>
            -Math.Log(q[y]) - Math.Log(1 - q.Where((_, k) => k != y).Max() + 1e-7)
                + (2.5 * (1 - p[y]) * Divergence(p, q))),
    ];

    [TestCaseSource(nameof(Losses))]
    public void Values_and_gradients_are_the_formula_s(RobustLoss loss, Func<double[], double[], int, double> formula)
    {
        const float Scale = 0.3f;
        Matrix original = Logits(seed: 1), adversarial = Logits(seed: 2), losses = Matrix.Allocate(1, Batch);
        Matrix dOriginal = Samples.Poisoned(Batch, Classes), dAdversarial = Samples.Poisoned(Batch, Classes);
        loss.Compute(original, adversarial, Labels, losses, Scale, dOriginal, dAdversarial);
        for (int row = 0; row < Batch; row++)
        {
            double[] x = Numeric.Row(original, row), x2 = Numeric.Row(adversarial, row);
            double Value() => formula(Softmax(x), Softmax(x2), Labels[row]);
            Assert.That(losses[0, row], Is.EqualTo(Value()).Within(1e-5 * Math.Max(1, Value())),
                $"{loss.Name}, example {row}");
            Check(dAdversarial, Numeric.Gradient(Value, x2));
            if (loss.NeedsOriginals)
            {
                Check(dOriginal, Numeric.Gradient(Value, x));
            }

            void Check(Matrix gradient, double[] expected) => Assert.That(
                Agreement.Error(gradient.SliceRows(row, 1), [.. expected.Select(d => Scale * d)]),
                Is.LessThan(Tolerances.FloatGradient),
                $"{loss.Name}, example {row}");
        }
    }

    [Test]
    public void Two_classes_by_hand()
    {
        // p = (0.8, 0.2), q = (0.5, 0.5), y = 0: KL = 0.8 ln 1.6 + 0.2 ln 0.4 = 0.192745; −ln p_y = 0.223144; −ln q_y =
        // 0.693147.
        (RobustLoss Loss, double Expected)[] cases =
        [
            (new MadryLoss(), 0.693147),
            (new HalfHalfLoss(), 0.458145),
            (new TradesLoss(6), 0.223144 + (6 * 0.192745)),
            (new MartLoss(5), 0.693147 + 0.693147 + (5 * 0.2 * 0.192745)),
        ];
        Matrix p = Matrix.FromRows([MathF.Log(0.8f), MathF.Log(0.2f)]), q = Matrix.FromRows([3, 3]);
        Matrix loss = Matrix.Allocate(1, 1), dp = Matrix.Allocate(1, 2), dq = Matrix.Allocate(1, 2);
        foreach ((RobustLoss Loss, double Expected) in cases)
        {
            Loss.Compute(p, q, [0], loss, 1, dp, dq);
            Assert.That(loss[0, 0], Is.EqualTo(Expected).Within(1e-5), Loss.Name);
        }
    }

    [Test]
    public void Where_nothing_was_moved_there_is_no_divergence()
    {
        Matrix logits = Logits(seed: 3), losses = Matrix.Allocate(1, Batch), d = Matrix.Allocate(Batch, Classes),
            d2 = Matrix.Allocate(Batch, Classes);
        new TradesLoss().Compute(logits, logits, Labels, losses, 1, d, d2);
        Assert.That(d2.Span.ToArray(), Is.All.EqualTo(0).Within(1e-6f));
    }

    [Test]
    public void Large_logits_do_not_overflow()
    {
        Matrix logits = Matrix.FromRows([1000, -1000, 0], [-1000, 1000, 0]), losses = Matrix.Allocate(1, 2);
        Matrix d = Matrix.Allocate(2, 3), d2 = Matrix.Allocate(2, 3);
        foreach (RobustLoss loss in new RobustLoss[] { new MadryLoss(), new HalfHalfLoss(), new TradesLoss(),
            new MartLoss() })
        {
            loss.Compute(logits, logits, [1, 1], losses, 1, d, d2);
            Assert.That(losses.Span.ToArray().Concat(d2.Span.ToArray()).All(float.IsFinite), loss.Name);
        }
    }

    private static TestCaseData<RobustLoss, Func<double[], double[], int,
        double>> Case(RobustLoss loss, Func<double[], double[], int, double> formula) =>
        new TestCaseData<RobustLoss, Func<double[], double[], int,
            double>>(loss, formula).SetArgDisplayNames(loss.Name);

    private static Matrix Logits(int seed)
    {
        Matrix logits = Samples.Uniform(Batch, Classes, (ulong)seed);
        for (int i = 0; i < logits.Span.Length; i++)
        {
            logits.Span[i] *= 3;
        }
        return logits;
    }

    private static double[] Softmax(double[] x)
    {
        double total = x.Sum(Math.Exp);
        return [.. x.Select(value => Math.Exp(value) / total)];
    }

    private static double Divergence(double[] p, double[] q) => p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
}
