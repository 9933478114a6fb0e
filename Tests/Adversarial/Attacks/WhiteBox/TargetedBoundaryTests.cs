using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Adversarial.Robustness;

namespace Scratch.Tests.Adversarial.Attacks.WhiteBox;

/// <summary>Attacks that look for the nearest plane, led to one class of many.</summary>
public class TargetedBoundaryTests
{
    private static readonly Dataset Data = TrainedDigits.HeldOut.Take(60);
    private static readonly Network Classifier = TrainedDigits.Plain(seed: 1);

    [TestCase("deepfool", "linf")]
    [TestCase("deepfool", "l2")]
    [TestCase("fab", "linf")]
    [TestCase("fab", "l2")]
    [TestCase("fab-t", "l2")]
    public void The_target_is_reached_as_often_as_by_Carlini_and_Wagner(string name, string norm) =>
        Assert.That(Reached(name, norm), Is.GreaterThanOrEqualTo(Reached("cw", "l2")).And.GreaterThan(50));

    [Test]
    public void FAB_reaches_it_about_as_near()
    {
        double fab = MedianDistance("fab"), cw = MedianDistance("cw");
        Assert.That(fab, Is.LessThan(1.1 * cw));
    }

    private static int Reached(string name, string norm) => Attack(name, norm).Seen.Count(IsTarget);

    private static double MedianDistance(string name)
    {
        (Matrix moved, (int Seen, int Target)[] seen) = Attack(name, "l2");
        float[] distances = [.. Enumerable.Range(0, Data.Count).Where(row => IsTarget(seen[row]))
            .Select(row => Norm.L2.Distance(moved.Row(row), Data.Inputs.Row(row))).Order()];
        return distances[distances.Length / 2];
    }

    private static bool IsTarget((int Seen, int Target) pair) => pair.Seen == pair.Target;

    private static (Matrix Moved, (int Seen, int Target)[] Seen) Attack(string name, string norm)
    {
        var model = new ClassifierModel(Classifier, Data.Count);
        int[] targets = [.. Data.Labels.ToArray().Select((label, i) => (label + 1 + (i % 9)) % 10)];
        var options = new AttackOptions { Norm = norm, Epsilon = norm == "l2" ? 1 : 0.1f };
        Attack attack = AttackCatalog.Create(name, new AttackContext(model, options) { IsTargeted = true });
        Matrix moved = Matrix.Allocate(Data.Count, Data.Inputs.Columns);
        attack.Perturb(
            new AttackBatch(Data.Inputs, Data.Labels, Enumerable.Range(0, Data.Count).ToArray(), new RandomStream(1), targets),
            moved);
        return (moved, [.. Decision.All(model, moved).Zip(targets)]);
    }
}
