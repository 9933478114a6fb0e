using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Robustness;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Robustness;

/// <summary>
/// One number decides: below a half it is class 0, above it class 1. What an attack comes to is then known by hand.
/// </summary>
[NonParallelizable]
public class RobustnessEvaluatorTests
{
    private static readonly Dataset Line = new(
        // the last is wrong
        "line", Matrix.FromRows([0.1f], [0.45f], [0.55f], [0.9f], [0.6f]), [0, 0, 1, 1, 0], classes: 2,
            new ImageDomain(1, 1));

    private static readonly PlannedAttack Up = Move("up", epsilon => epsilon), Down = Move("down", epsilon => -epsilon);

    [Test]
    public void An_example_counts_only_if_it_withstands_every_attack()
    {
        RobustnessReport report = Evaluate([0.1f], Up, Down);
        RadiusReport radius = report.Radii.Single();
        Assert.That((report.Examples, report.Correct, report.Accuracy), Is.EqualTo((5, 4, 0.8)));
        Assert.That(radius.Attacks.Select(attack => (attack.Attack, attack.RobustCorrect)),
            Is.EqualTo([("up", 3), ("down", 3)]));
        Assert.That((radius.RobustCorrect, radius.RobustAccuracy), Is.EqualTo((2, 0.4)), "0.1 and 0.9");
    }

    [Test]
    public void Radii_are_reported_in_order() =>
        Assert.That(Evaluate([0.5f, 0, 0.1f, 0.1f], Up, Down).Radii.Select(radius => radius.RobustCorrect),
            Is.EqualTo([4, 2, 0]));

    [Test]
    public void A_point_out_of_its_ball_is_no_success_and_fails_the_audit()
    {
        RobustnessReport report = Evaluate([0.1f], Move("far", epsilon => 2 * epsilon));
        Assert.That(report.Radii[0], Has.Property("RobustCorrect").EqualTo(4));
        Assert.That(report.Radii[0].Attacks[0].OutOfBounds, Is.EqualTo(3), "0.9 is clipped to 1, within its ball");
        Assert.That(report.Audit.Reasons, Has.Some.Contains("out of their ball"));
    }

    [Test]
    public void A_point_out_of_the_pixel_range_is_no_success() => Assert.That(
        Evaluate([0.5f], Move("unclipped", _ => -0.5f, clips: false)).Radii[0].Attacks[0],
            Has.Property("OutOfBounds").EqualTo(2), "0.1 and 0.45 leave it");

    [Test]
    public void A_success_that_is_not_there_when_measured_again_is_none()
    {
        RobustnessReport report = new RobustnessEvaluator(
            Context(new Fickle(new ClassifierModel(Classifier(), 2))), Line, Options([0], Up), new RandomStream(1))
                .Evaluate();
        AttackReport attack = report.Radii[0].Attacks[0];
        Assert.That(attack.Unverified, Is.GreaterThan(0));
        Assert.That(attack.RobustCorrect, Is.EqualTo(report.Correct));
        Assert.That(report.Audit.Reasons, Has.Some.Contains("not there when measured again"));
    }

    [Test]
    public void An_attack_for_the_nearest_example_serves_every_radius()
    {
        PlannedAttack nearest = new("nearest", new AttackOptions(), _ => new ToTheOtherSide()) { IsMinimumNorm = true };
        RobustnessReport report = Evaluate([0.02f, 0.06f, 0.5f], nearest);
        Assert.That(report.Radii.Select(radius => radius.RobustCorrect), Is.EqualTo([4, 2, 0]),
            "two at 0.051, two at 0.401");
        DistanceReport distance = report.Distances.Single();
        Assert.That((distance.Attack, distance.Norm, distance.Found), Is.EqualTo(("nearest", "linf", 1.0)));
        Assert.That(distance.Median, Is.EqualTo((0.051 + 0.401) / 2).Within(Tolerances.ByHand));
    }

    [Test]
    public void Without_success_there_is_no_median()
    {
        PlannedAttack lazy = new("lazy", new AttackOptions(), _ => new Stay()) { IsMinimumNorm = true };
        Assert.That(Evaluate([0.1f], lazy).Distances.Single(), Has.Property("Median").Null.And.Property("Found").Zero);
    }

    [Test]
    public void An_attack_does_not_depend_on_the_others_nor_on_the_number_of_threads()
    {
        using var threads = new PoolThreads(1);
        Dataset data = Toys.Images(203);
        Network classifier = Toys.TrainedClassifier(data.Take(60));
        PlannedAttack pgd = PlannedAttack.From("pgd", new AttackOptions { Steps = 3 }),
            fgsm = PlannedAttack.From("fgsm", new AttackOptions());
        int[] expected = Robust(pgd);
        Assert.That(expected.Distinct().Count(), Is.GreaterThan(1));
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Assert.That(Robust(fgsm, pgd), Is.EqualTo(expected), $"{count} threads");
        }

        int[] Robust(params PlannedAttack[] attacks) =>
        [
            .. new RobustnessEvaluator(
                Context(new ClassifierModel(classifier, 64)), data, Options([0.2f, 0.25f, 0.3f], attacks),
                new RandomStream(1))
                .Evaluate().Radii.Select(radius => radius.Attacks[^1].RobustCorrect),
        ];
    }

    [Test]
    public void Progress_is_told_and_cancellation_heard()
    {
        var told = new Progresses();
        new RobustnessEvaluator(
            Context(new ClassifierModel(Classifier(), 2)), Line, Options([0.1f], Up), new RandomStream(1),
                told).Evaluate();
        Assert.That(told.Told.Where(p => p.Work == "up, radius 0.1").Select(p => p.Share), Is.EqualTo([0.425, 0.85]));
        Assert.That(told.Shares, Is.Ordered);
        Assert.That(told.Told[^1].Work, Is.EqualTo("audit"));
        Assert.That(
            () => new RobustnessEvaluator(
                Context(new ClassifierModel(Classifier(), 2)), Line, Options([0.1f], Up), new RandomStream(1), null,
                    new CancellationToken(true)).Evaluate(),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void What_is_certified_is_counted_and_a_contradiction_fails_the_audit()
    {
        Network classifier = Classifier();
        RobustnessReport report = Certified(Certification.Create(classifier, Line, "linf", isTight: true));
        Assert.That(report.Bounds, Is.EqualTo("crown"));
        Assert.That(report.Radii[0].CertifiedAccuracy, Is.EqualTo(report.Radii[0].RobustAccuracy).And.EqualTo(0.4),
            "the bounds of a linear model are exact");
        Assert.That(report.Audit.Checks,
            Has.Some.Matches<AuditCheck>(check => check is { Name: "certificates", Passed: true }));

        report = Certified(new Certification((_, rows, _) => [.. rows.Select(_ => true)]));
        Assert.That((report.Radii[0].CertifiedAccuracy, report.Radii[0].CertifiedButBroken), Is.EqualTo((0.8, 2)));
        Assert.That(report.Audit.Reasons, Has.Some.Contains("2 examples are certified"));

        RobustnessReport Certified(Certification? certification) => new RobustnessEvaluator(
            Context(new ClassifierModel(classifier, 2)), Line,
                Options([0.1f], Up, Down) with { Certification = certification }, new RandomStream(1)).Evaluate();
    }

    [Test]
    public void Crown_is_asked_of_what_intervals_leave_open_and_counts_beside_them()
    {
        int[] asked = [];
        var certification = new Certification((_, rows, _) => [.. rows.Select((_, i) => i == 0)])
        {
            ByCrown = (_, rows, _) =>
            {
                asked = rows;
                return [.. rows.Select((_, i) => i == 0)];
            },
        };
        RobustnessReport report = new RobustnessEvaluator(
            Context(new ClassifierModel(Classifier(), 2)), Line,
                Options([0f], Up) with { Certification = certification }, new RandomStream(1)).Evaluate();
        Assert.That(report.Bounds, Is.EqualTo("crown"));
        Assert.That(asked, Has.Length.EqualTo(3), "of four that are right, all but the one that intervals certify");
        Assert.That((report.Radii[0].CertifiedByIntervals, report.Radii[0].CertifiedAccuracy), Is.EqualTo((0.2, 0.4)));
    }

    [Test]
    public void Logits_that_are_not_finite_are_wrong_under_attack_and_fail_the_audit_and_without_attack_there_is_nothing_to_measure()
    {
        RobustnessReport report =
            new RobustnessEvaluator(
            Context(new Fragile(new ClassifierModel(Classifier(), 2), isSoundAt: Line.Inputs)), Line,
            Options([0.12f], Up), new RandomStream(1)).Evaluate();
        Assert.That(report.Radii[0].Attacks[0].NotFinite, Is.EqualTo(report.Correct), "every moved point");
        Assert.That(report.Radii[0].RobustAccuracy, Is.Zero);
        Assert.That(report.Audit.Passed, Is.False);
        Assert.That(report.Audit.Reasons, Has.Some.Contains("NaN or infinite"));
        Assert.That(
            () => new RobustnessEvaluator(
                Context(new Fragile(new ClassifierModel(Classifier(), 2), isSoundAt: default)), Line,
                Options([0.1f], Up), new RandomStream(1)).Evaluate(),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("not finite for 5 of 5 examples"));
    }

    [Test]
    public void A_network_that_has_no_bounds_is_not_certified() => Assert.That(
        Certification.Create(new Network(1, new LayerNormalisation(1), new Dense(1, 2)), Line, "linf", isTight: false),
            Is.Null);

    private static IEnumerable<TestCaseData<RobustnessOptions, string>> Wrong =>
    [
        new(Options([-0.1f], Up), "epsilon is -0.1"),
        new(Options([float.NaN], Up), "epsilon is NaN"),
        new(Options([], Up), "0 radii"),
        new(Options([0.1f]), "0 attacks"),
        new(Options([0.1f], Up) with { Norm = "l7" }, "no norm 'l7'"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void Options_out_of_range_are_named(RobustnessOptions options, string message) =>
        Assert.That(options.Validate, Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void An_unknown_attack_is_named() =>
        Assert.That(() => PlannedAttack.From("magic", new AttackOptions()),
            Throws.ArgumentException.With.Message.Contains("magic"));

    private static RobustnessReport Evaluate(float[] epsilons, params PlannedAttack[] attacks) =>
        new RobustnessEvaluator(
            Context(new ClassifierModel(Classifier(), 2)), Line, Options(epsilons, attacks), new RandomStream(1))
            .Evaluate();

    private static RobustnessOptions Options(float[] epsilons, params PlannedAttack[] attacks) =>
        new() { Epsilons = epsilons, Attacks = attacks };

    private static AttackContext Context(IModel model) =>
        new(model, new AttackOptions()) { RowLength = model.Features };

    /// <summary>z = (5 − 10 x, 10 x − 5).</summary>
    private static Network Classifier()
    {
        var classifier = new Network(1, new Dense(1, 2));
        ReadOnlySpan<Matrix> parameters = classifier.ParametersOf(0).Span;
        new float[] { -10, 10 }.CopyTo(parameters[0].Row(0));
        new float[] { 5, -5 }.CopyTo(parameters[1].Row(0));
        return classifier;
    }

    private static PlannedAttack Move(string name, Func<float, float> by, bool clips = true) =>
        new(name, new AttackOptions(), context => new Shift(by(context.Options.Epsilon), clips));

    private sealed class Shift(float by, bool clips) : Attack
    {
        public override string Name => "shift";

        public override void Perturb(in AttackBatch batch, Matrix result)
        {
            for (int row = 0; row < result.Rows; row++)
            {
                float moved = batch.Originals[row, 0] + by;
                result[row, 0] = clips ? Math.Clamp(moved, 0, 1) : moved;
            }
        }
    }

    private sealed class ToTheOtherSide : Attack
    {
        public override string Name => "nearest";

        public override void Perturb(in AttackBatch batch, Matrix result)
        {
            for (int row = 0; row < result.Rows; row++)
            {
                result[row, 0] = batch.Labels.Span[row] == 0 ? 0.501f : 0.499f;
            }
        }
    }

    private sealed class Stay : Attack
    {
        public override string Name => "stay";

        public override void Perturb(in AttackBatch batch, Matrix result) => batch.Originals.CopyTo(result);
    }

    /// <summary>Every second call exchanges the two classes, once the examples have been seen clean.</summary>
    private sealed class Fickle(IModel model) : WrappedTarget(model)
    {
        private int _calls;

        public override Matrix Forward(Matrix points)
        {
            Matrix output = base.Forward(points);
            if (++_calls > 3 && _calls % 2 == 0)
            {
                for (int row = 0; row < output.Rows; row++)
                {
                    output.Row(row).Reverse();
                }
            }
            return output;
        }
    }

    /// <summary>Gives NaN everywhere but at some points.</summary>
    private sealed class Fragile(IModel model, Matrix isSoundAt) : WrappedTarget(model)
    {
        public override Matrix Forward(Matrix points)
        {
            Matrix output = base.Forward(points);
            for (int row = 0; row < output.Rows; row++)
            {
                if (isSoundAt.IsEmpty || !isSoundAt.Span.Contains(points[row, 0]))
                {
                    output.Row(row).Fill(float.NaN);
                }
            }
            return output;
        }
    }
}
