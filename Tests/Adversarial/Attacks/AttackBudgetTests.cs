using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>Who spends more fools no fewer.</summary>
public class AttackBudgetTests
{
    private static readonly AttackRun Toy = new();

    private static readonly string[] Stepping = ["fgsm", "pgd", "mi-fgsm", "apgd-ce", "jsma", "spsa"];

    private static readonly Dictionary<string,
        float> Radius = new() { ["linf"] = MedianDistance("linf"), ["l2"] = MedianDistance("l2") };

    /// <summary>A ball in which about half of the examples withstand.</summary>
    private static AttackOptions Options(string norm) => AttackRun.Options(norm) with { Epsilon = Radius[norm] };

    [Test]
    public void More_steps_keep_what_fewer_have_fooled(
        [Values("bim", "mi-fgsm", "pgd")] string name, [Values("linf", "l2")] string norm)
    {
        AttackOptions options = Options(norm) with { StepSize = Options(norm).Epsilon / 4 };
        RequireGrowth([.. new[] { 1, 2, 3, 5, 10, 20 }.Select(
            steps => Toy.Fooled(Toy.Move(name, options with { Steps = steps })))]);
    }

    [Test]
    public void A_step_of_nothing_ends_as_soon_as_any(
        [ValueSource(nameof(Stepping))] string name, [Values(0, 1e-12f)] float stepSize)
    {
        string norm = AttackCatalog.Find(name).Norms[0];
        Assert.That(() => Toy.Move(name, AttackRun.Options(norm) with { StepSize = stepSize }), Throws.Nothing);
    }

    [Test]
    public void More_restarts_keep_what_fewer_have_fooled(
        [Values("pgd", "apgd-ce", "apgd-t")] string name, [Values("linf", "l2")] string norm)
    {
        AttackOptions options = Options(norm) with { Steps = 2 };
        RequireGrowth([.. new[] { 1, 2, 4, 8 }.Select(
            restarts => Toy.Fooled(Toy.Move(name, options with { Restarts = restarts })))]);
    }

    [Test]
    public void More_targets_keep_what_fewer_have_fooled([Values("linf", "l2")] string norm) =>
        RequireGrowth([.. new[] { 1, 2 }.Select(
            targets => Toy.Fooled(Toy.Move("apgd-t", Options(norm) with { Targets = targets })))]);

    [Test]
    public void More_steps_bring_the_nearest_point_no_further_away(
        [Values("fab", "fab-t")] string name, [Values("linf", "l2")] string norm)
    {
        double few = Mean(Options(norm) with { Steps = 5 }), many = Mean(Options(norm) with { Steps = 50 });
        Assert.That(many, Is.LessThanOrEqualTo(few));

        double Mean(AttackOptions options)
        {
            Matrix moved = Toy.Move(name, options);
            return Toy.All.Average(row => Norm.Parse(norm).Distance(moved.Row(row), Toy.Data.Inputs.Row(row)));
        }
    }

    [Test]
    public void The_ensemble_fools_whatever_one_of_its_attacks_fools([Values("linf", "l2")] string norm)
    {
        int[] all = Toy.Fooled(Toy.Move("ensemble", Options(norm)));
        Assert.That(Toy.Fooled(Toy.Move("pgd", Options(norm))), Is.SubsetOf(all));
        Assert.That(all, Has.Length.InRange(1, Toy.Data.Count - 1), "the ball is of a size that tells");
        Matrix nearest = Toy.Move("fab-t", Options(norm));
        int[] within = [.. Toy.Fooled(nearest).Where(
            row => Norm.Parse(norm).Distance(nearest.Row(row), Toy.Data.Inputs.Row(row)) <= Options(norm).Epsilon)];
        Assert.That(within, Is.SubsetOf(all));
    }

    private static float MedianDistance(string norm)
    {
        Matrix moved = Toy.Move("fab-t", AttackRun.Options(norm));
        return Toy.All.Select(row => Norm.Parse(norm).Distance(moved.Row(row), Toy.Data.Inputs.Row(row))).Order()
            .ElementAt(Toy.Data.Count / 2);
    }

    private static void RequireGrowth(int[][] fooled)
    {
        for (int i = 1; i < fooled.Length; i++)
        {
            Assert.That(fooled[i - 1], Is.SubsetOf(fooled[i]), $"budget {i}");
        }
        Assert.That(fooled[^1], Has.Length.InRange(1, Toy.Data.Count - 1), "the ball is of a size that tells");
    }
}
