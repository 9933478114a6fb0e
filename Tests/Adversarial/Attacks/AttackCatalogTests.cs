using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>What holds for every attack of the catalogue.</summary>
public class AttackCatalogTests
{
    private static readonly AttackRun Toy = new();

    private static IEnumerable<TestCaseData<string, string>> Cases => AttackRun.Cases;

    private static IEnumerable<TestCaseData<string, string>> Searches => AttackRun.Searches;

    [TestCaseSource(nameof(Cases))]
    public void It_has_its_name(string name, string norm) =>
        Assert.That(Toy.Create(name, AttackRun.Options(norm) with { Queries = null }).Name, Is.EqualTo(name));

    [TestCaseSource(nameof(Cases))]
    public void It_stays_in_its_ball_and_in_the_pixel_range(string name, string norm)
    {
        AttackOptions options = AttackRun.Options(norm);
        Matrix moved = Toy.Move(name, options);
        Assert.That(moved.Span.ToArray(), Is.All.InRange(0f, 1f));
        for (int row = 0; row < moved.Rows && !AttackCatalog.Find(name).IsMinimumNorm; row++)
        {
            float distance = Norm.Parse(norm).Distance(moved.Row(row), Toy.Data.Inputs.Row(row));
            // a few roundings of numbers near 1
            Assert.That(distance, Is.LessThanOrEqualTo(options.Epsilon + 1e-6f), $"example {row}");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void An_example_is_moved_alike_wherever_it_stands_and_whoever_is_beside_it(string name, string norm)
    {
        AttackOptions options = AttackRun.Options(norm) with { Restarts = 2 };
        Matrix all = Toy.Move(name, options);
        int[] chosen = [41, 3, 59, 17, 8];
        Matrix some = AttackRun.Move(Toy.Create(name, options, capacity: 64), Toy.Batch(chosen));
        for (int i = 0; i < chosen.Length; i++)
        {
            Assert.That(Agreement.Bits(some.SliceRows(i, 1)), Is.EqualTo(Agreement.Bits(all.SliceRows(chosen[i], 1))),
                $"example {chosen[i]}");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Who_is_fooled_stays_the_same_where_it_may_leave_them_then(string name, string norm)
    {
        AttackOptions options = AttackRun.Options(norm) with { Epsilon = norm == "l0" ? 40 : norm == "l2" ? 3 : 0.1f };
        Matrix all = Toy.Move(name, options);
        Matrix some = AttackRun.Move(Toy.Create(name, options, stopsOnceFooled: true), Toy.Batch(Toy.All));
        int[] fooled = Toy.Fooled(all);
        Assert.That(Toy.Fooled(some), Is.EqualTo(fooled));
        foreach (int row in Toy.All.Except(fooled))
        {
            Assert.That(Agreement.Bits(some.SliceRows(row, 1)), Is.EqualTo(Agreement.Bits(all.SliceRows(row, 1))),
                $"example {row}");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void An_instance_gives_the_same_bits_a_second_time(string name, string norm)
    {
        Attack attack = Toy.Create(name, AttackRun.Options(norm));
        int[] first = Agreement.Bits(AttackRun.Move(attack, Toy.Batch(Toy.All)));
        AttackRun.Move(attack, Toy.Batch([7, 2])); // what it leaves behind must not matter
        Assert.That(Agreement.Bits(AttackRun.Move(attack, Toy.Batch(Toy.All))), Is.EqualTo(first));
    }

    [TestCaseSource(nameof(Searches))]
    public void It_says_how_far_it_is_and_comes_to_the_same_whoever_listens(string name, string norm)
    {
        AttackOptions options = AttackRun.Options(norm) with { Restarts = 2 };
        var told = new Progresses();
        Attack attack = Toy.Create(name, options);
        attack.Progress = told;
        Matrix moved = AttackRun.Move(attack, Toy.Batch(Toy.All));
        Assert.That(told.Shares, Is.Not.Empty.And.Ordered.And.All.InRange(0, 1));
        Assert.That(Agreement.Bits(moved), Is.EqualTo(Agreement.Bits(Toy.Move(name, options))));
    }

    [TestCaseSource(nameof(Searches))]
    public void It_fools_a_classifier_that_is_right_without_attack(string name, string norm)
    {
        Assert.That(Toy.Fooled(Toy.Data.Inputs), Is.Empty);
        int fooled = Toy.Fooled(Toy.Move(name, AttackRun.Options(norm))).Length;
        Assert.That(fooled, AttackCatalog.Find(name).IsBaseline ? Is.LessThan(Toy.Data.Count / 2)
            : Is.GreaterThan(Toy.Data.Count / 2));
    }

    [TestCaseSource(nameof(Searches))]
    public void Targeted_it_leads_to_the_wanted_class(string name, string norm)
    {
        Assume.That(name, Is.Not.EqualTo("apgd-dlr"), "its targeted loss needs a fourth class");
        Assume.That(AttackCatalog.Find(name).IsBaseline, Is.False, "noise leads nowhere");
        AttackBatch batch = Toy.Batch(Toy.All);
        int[] wanted = [.. batch.Labels.ToArray().Select(label => (label + 1) % Toys.Classes)];
        int[] seen = Toy.Seen(
            AttackRun.Move(Toy.Create(name, AttackRun.Options(norm)), batch with { TargetClasses = wanted }));
        Assert.That(seen.Zip(wanted).Count(pair => pair.First == pair.Second), Is.GreaterThan(Toy.Data.Count / 3));
    }

    [TestCaseSource(nameof(Cases))]
    public void A_larger_ball_never_does_worse(string name, string norm)
    {
        float full = AttackRun.Options(norm).Epsilon;
        int[] counts = [.. new[] { 0.1f, 0.25f, 0.5f, 0.75f, 1f }.Select(
            share => Toy.Fooled(Toy.Move(name, AttackRun.Options(norm) with { Epsilon = share * full })).Length)];
        Assert.That(counts, Is.Ordered);
    }

    /// <summary>So that the tool may refuse, or has to take, an option.</summary>
    [TestCaseSource(nameof(Cases))]
    public void What_it_takes_changes_what_it_makes_and_nothing_else_does(string name, string norm)
    {
        AttackOptions options = AttackRun.Options(norm) with { Epsilon = 0.4f * AttackRun.Options(norm).Epsilon };
        (string Key, AttackOptions Changed)[] changes =
        [
            ("epsilon", options with { Epsilon = 0.5f * options.Epsilon }),
            ("stepSize", options with { StepSize = norm == "l0" ? 0.5f : 0.05f * options.Epsilon }),
            ("steps", options with { Steps = 0 }),
            ("restarts", options with { Restarts = 3 }),
            ("queries", options with { Queries = 30 }),
            .. norm == "linf" ? [("cornerStart", options with { CornerStart = true })]
                : Array.Empty<(string, AttackOptions)>(),
        ];
        int[] plain = Agreement.Bits(Toy.Move(name, options));
        IReadOnlyList<string> takes = AttackCatalog.Find(name).Takes;
        foreach ((string key, AttackOptions changed) in changes)
        {
            bool isSame = Agreement.Bits(Toy.Move(name, changed)).SequenceEqual(plain);
            if (!takes.Contains(key))
            {
                Assert.That(isSame, Is.True, key);
            }
            else if ((name, key) is not (("fab" or "fab-t", "epsilon") or ("ensemble", "queries"))) // on what is left
            {
                Assert.That(isSame, Is.False, key);
            }
        }
    }

    [Test]
    public void A_name_that_is_not_there_is_answered_with_those_that_are() =>
        Assert.That(() => AttackCatalog.Find("pdg"),
            Throws.ArgumentException.With.Message.StartsWith("There is no attack 'pdg'; expected fgsm, r-fgsm, bim"));

    [Test]
    public void A_norm_that_an_attack_has_not_is_refused() => Assert.That(
        () => Toy.Create("pgd", new AttackOptions { Norm = "l0" }),
        Throws.ArgumentException.With.Message.EqualTo("The attack pgd has no norm 'l0'; expected linf or l2."));

    [Test]
    public void A_figure_of_a_smaller_ensemble_has_another_name()
    {
        Assert.That(Name(new() { Steps = 20 }), Is.EqualTo("smaller ensemble (20 steps, 9 targets, 5000 queries)"));
        Assert.That(Name(new() { Targets = 3 }), Is.EqualTo("smaller ensemble (100 steps, 3 targets, 5000 queries)"));
        Assert.That(Name(new() { Queries = 100 }), Is.EqualTo("smaller ensemble (100 steps, 9 targets, 100 queries)"));
        Assert.That(Name(new() { Steps = 200, Queries = 10000 }), Is.EqualTo("ensemble"));

        static string Name(AttackOptions options) => Toy.Create("ensemble", options).Name;
    }

    [Test]
    public void Names_are_unique() => Assert.That(AttackCatalog.All.Select(kind => kind.Name), Is.Unique);
}
