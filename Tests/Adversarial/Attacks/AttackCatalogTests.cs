using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>What holds for every attack of the catalogue.</summary>
public class AttackCatalogTests
{
    private const float Epsilon = 0.35f;
    private static readonly Dataset Data = Toys.Images(60, height: 7, width: 29); // rows of 203 floats: each starts at another place of a vector
    private static readonly Network Classifier = Toys.TrainedClassifier(Data);
    private static readonly Network Surrogate = Toys.TrainedClassifier(Data, hidden: 12);

    private static IEnumerable<TestCaseData<AttackKind, string>> Cases =>
        AttackCatalog.All.SelectMany(kind => kind.Norms.Select(norm => new TestCaseData<AttackKind, string>(kind, norm) { TestName = $"{{m}}({kind.Name}, {norm})" }));

    [TestCaseSource(nameof(Cases))]
    public void It_has_its_name(AttackKind kind, string norm)
    {
        Assert.That(Create(kind, Options(norm)).Name, Is.EqualTo(kind.Name));
        Assert.That(AttackCatalog.Find(kind.Name), Is.SameAs(kind));
    }

    [TestCaseSource(nameof(Cases))]
    public void It_stays_in_its_ball_and_in_the_pixel_range(AttackKind kind, string norm)
    {
        Matrix moved = Run(kind, Options(norm), All);
        Assert.That(moved.Span.ToArray(), Is.All.InRange(0f, 1f));
        for (int row = 0; row < Data.Count && !kind.SeeksNearest; row++)
        {
            Assert.That(
                Norm.Parse(norm).Distance(moved.Row(row), Data.Inputs.Row(row)),
                Is.LessThanOrEqualTo(Options(norm).Epsilon + 1e-6f), // a few roundings of numbers near 1
                $"example {row}");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void An_example_is_moved_alike_wherever_it_stands_and_whoever_is_beside_it(AttackKind kind, string norm)
    {
        Matrix all = Run(kind, Options(norm), All);
        int[] chosen = [41, 3, 59, 17, 8];
        Matrix some = Run(kind, Options(norm), chosen, capacity: 64);
        for (int i = 0; i < chosen.Length; i++)
        {
            Assert.That(Agreement.Bits(some.SliceRows(i, 1)), Is.EqualTo(Agreement.Bits(all.SliceRows(chosen[i], 1))), $"example {chosen[i]}");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void An_instance_gives_the_same_bits_a_second_time(AttackKind kind, string norm)
    {
        Attack attack = Create(kind, Options(norm));
        int[] first = Agreement.Bits(Run(attack, Batch(All)));
        Run(attack, Batch([7, 2])); // what it leaves behind must not matter
        Assert.That(Agreement.Bits(Run(attack, Batch(All))), Is.EqualTo(first));
    }

    [TestCaseSource(nameof(Cases))]
    public void It_fools_a_classifier_that_noise_does_not(AttackKind kind, string norm)
    {
        Matrix moved = Run(kind, Options(norm), All);
        Assert.That(CountFooled(Data.Inputs), Is.Zero, "without attack");
        Assert.That(CountFooled(moved), kind.IsBaseline ? Is.LessThan(Data.Count / 2) : Is.GreaterThan(Data.Count / 2));
    }

    [Test]
    public void A_name_that_is_not_there_is_answered_with_those_that_are() =>
        Assert.That(() => AttackCatalog.Find("pdg"), Throws.ArgumentException.With.Message.StartsWith("There is no attack 'pdg'; expected fgsm, r-fgsm, bim"));

    [Test]
    public void A_norm_that_an_attack_has_not_is_refused() => Assert.That(
        () => Create(AttackCatalog.Find("pgd"), new AttackOptions { Norm = "l0" }),
        Throws.ArgumentException.With.Message.EqualTo("The attack pgd has no norm 'l0'; expected linf or l2."));

    [Test]
    public void Names_are_unique() => Assert.That(AttackCatalog.All.Select(kind => kind.Name), Is.Unique);

    private static int[] All => [.. Enumerable.Range(0, Data.Count)];

    /// <summary>A ball that is large enough for half of the examples, and steps that are quickly done.</summary>
    private static AttackOptions Options(string norm) => new()
    {
        Norm = norm,
        Epsilon = norm switch { "l2" => 4, "l0" => 60, _ => Epsilon },
        Restarts = 2,
        Queries = 1200,
    };

    private static Attack Create(AttackKind kind, AttackOptions options, int? capacity = null) =>
        kind.Create(new AttackContext(new ClassifierTarget(Classifier, capacity ?? Data.Count), options) { Height = Data.Height, Width = Data.Width, Surrogate = Surrogate });

    private static AttackBatch Batch(int[] rows)
    {
        Dataset chosen = Data.Subset(rows);
        return new AttackBatch(chosen.Inputs, chosen.Labels, rows, new RandomStream(7));
    }

    private static Matrix Run(AttackKind kind, AttackOptions options, int[] rows, int? capacity = null) => Run(Create(kind, options, capacity), Batch(rows));

    private static Matrix Run(Attack attack, AttackBatch batch)
    {
        Matrix moved = Samples.Poisoned(batch.Count, batch.Originals.Columns);
        int[] before = Agreement.Bits(batch.Originals);
        attack.Perturb(batch, moved);
        Assert.That(Agreement.Bits(batch.Originals), Is.EqualTo(before), "the originals");
        return moved;
    }

    private static int CountFooled(Matrix points)
    {
        Matrix logits = Classifier.Predict(points);
        return Enumerable.Range(0, points.Rows).Count(row => RowOperations.ArgMax(logits.Row(row)) != Data.Labels.Span[row]);
    }
}
