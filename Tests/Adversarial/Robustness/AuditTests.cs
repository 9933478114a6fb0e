using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Defences;
using Scratch.Adversarial.Domains.Images.Squeezers;
using Scratch.Adversarial.Robustness;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Robustness;

/// <summary>
/// Models that look robust and are not are found out, each for the right reason; honest ones are not suspected.
/// </summary>
public class AuditTests
{
    private static readonly Dataset Data = TrainedDigits.HeldOut;
    private static readonly Network Classifier = TrainedDigits.Plain(seed: 1);

    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public void A_plain_model_is_not_suspected(ulong seed) => RequireSound(TrainedDigits.Plain(seed));

    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public void An_adversarially_trained_model_is_not_suspected(ulong seed) =>
        RequireSound(TrainedDigits.Adversarial(seed));

    [Test]
    public void A_model_that_was_trained_for_long_is_not_suspected() =>
        RequireSound(TrainedDigits.Plain(seed: 4, epochs: 60));

    [Test]
    public void A_model_in_l2_is_not_suspected()
    {
        AuditReport audit = Evaluate(Target(Classifier), "l2", 0.5f, 1, 2).Audit;
        Assert.That(audit.Passed, Is.True, string.Join("; ", audit.Reasons));
    }

    [TestCase(1e3f)]
    [TestCase(1e4f)]
    public void Logits_far_apart_mask_the_gradient(float factor)
    {
        RobustnessReport report = Evaluate(new FarApart(Target(Classifier), factor));
        RequireCaught(report, "gradient");
        Assert.That(report.Audit.Reasons, Has.Some.Contains("gradients are masked"));
    }

    [TestCase(20f)]
    [TestCase(1000f)]
    public void Saturated_units_mask_the_gradient(float slope) =>
        RequireCaught(Evaluate(new Flattened(Target(Classifier), slope)), "gradient");

    [TestCase(1e-3f)]
    [TestCase(0.2f)]
    public void A_randomised_model_is_caught(float deviation) =>
        RequireCaught(Evaluate(new Randomised(Target(Classifier), deviation)), "repeatable");

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void A_model_that_rounds_its_input_is_caught(int bits) =>
        RequireCaught(Evaluate(new SqueezedModel(new BitDepth(bits), Target(Classifier))), "slopes");

    [Test]
    public void A_rounded_input_with_its_true_gradient_of_zero_is_caught() => RequireCaught(
        Evaluate(new WrongGradient(
            new SqueezedModel(new BitDepth(2), Target(Classifier)), gradient => gradient.Clear())), "gradient");

    private static IEnumerable<TestCaseData<Action<Span<float>>>> Spoilers =>
    [
        new(gradient => gradient.Reverse()) { TestName = "pixels in reverse order" },
        new(gradient => Negate(gradient)) { TestName = "the wrong sign" },
        new(gradient => gradient[..(gradient.Length / 2)].Clear()) { TestName = "half of it missing" },
        new(gradient => Scale(gradient, 1.3f)) { TestName = "30 % too long" },
        new(gradient => gradient[0] = float.NaN) { TestName = "not a number" },
    ];

    [TestCaseSource(nameof(Spoilers))]
    public void A_wrong_gradient_is_caught(Action<Span<float>> spoil) =>
        Assert.That(Evaluate(new WrongGradient(Target(Classifier), spoil)).Audit.Checks,
            Has.Some.Matches<AuditCheck>(c => c is { Name: "slopes", Passed: false }));

    [Test]
    public void Probabilities_in_place_of_logits_are_caught()
    {
        RequireCaught(Evaluate(new WithSoftmax(Target(Classifier))), "logits");
        RequireCaught(Evaluate(new WithSigmoid(Target(Classifier))), "logits");
    }

    [Test]
    public void A_rising_curve_is_caught()
    {
        Assert.That(RadiusCheck.Falls("pgd", [0.9, 0.5, 0.55], 1000),
            Has.Property("Passed").False.And.Property("Value").EqualTo(0.05).Within(1e-12));
        Assert.That(RadiusCheck.Falls("pgd", [0.9, 0.5, 0.5, 0.1], 1000), Has.Property("Passed").True);
        Assert.That(RadiusCheck.Falls("pgd", [0.9], 1000), Has.Property("Passed").True);
    }

    [Test]
    public void Accuracy_where_all_images_are_one_is_that_of_one_class_at_most()
    {
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => (int[])[0, 0, 1, 2]).SelectMany(four => four)];
        var sample = new Dataset("many", Matrix.Allocate(labels.Length, 1), labels, 3, new VectorDomain(1));
        Assert.That(RadiusCheck.Collapses("pgd", 0.5f, 0.5, sample).Passed, Is.True);
        Assert.That(RadiusCheck.Collapses("pgd", 0.5f, 0.75, sample).Passed, Is.False);
    }

    [Test]
    public void A_black_box_that_does_better_is_caught()
    {
        Assert.That(BlackBoxCheck.Run(0.1f, ("pgd", 0.6), ("square", 0.5), 100).Passed, Is.False);
        Assert.That(BlackBoxCheck.Run(0.1f, ("pgd", 0.5), ("square", 0.6), 100),
            Has.Property("Passed").True.And.Property("Value").Zero);
    }

    [TestCase(0.3, 10)] // 3 of 10, where a tenth is allowed
    [TestCase(1.0, 1)]
    [TestCase(0.5, 2)]
    [TestCase(0.11, 128)]
    public void A_few_examples_above_a_limit_are_said_to_be_few_and_raise_no_alarm(double share, int examples)
    {
        var check = AuditCheck.ShareAtMost(0.1, "gradient", share, examples, "fine", "alarm");
        Assert.That(check.Passed, Is.True);
        Assert.That(check.Message, Does.Contain($"{(int)Math.Round(share * examples)} of {examples} examples")
            .And.Contains("10% are allowed").And.Contains("too few to tell"));
    }

    [TestCase(0.4, 10)] // one of a hundred such evaluations has as many by chance
    [TestCase(1.0, 3)]
    [TestCase(0.2, 128)]
    public void As_many_as_chance_does_not_make_are_an_alarm(double share, int examples)
    {
        var check = AuditCheck.ShareAtMost(0.1, "gradient", share, examples, "fine", "alarm");
        Assert.That((check.Passed, check.Message), Is.EqualTo((false, "alarm")));
        Assert.That(AuditCheck.ShareAtMost(0.1, "gradient", 0.11, 10_000, "fine", "alarm").Message, Is.EqualTo("alarm"));
        Assert.That(AuditCheck.ShareAtMost(0.1, "gradient", 0.1, examples, "fine", "alarm").Message, Is.EqualTo("fine"));
    }

    [Test]
    public void An_audit_of_few_examples_says_so()
    {
        var few = new RobustnessEvaluator(
            Context(Target(Classifier)), Data.Take(12), Options("linf", 0.1f, 0.2f), new RandomStream(1)).Evaluate();
        Assert.That(few.Audit.Passed, Is.True, string.Join("; ", few.Audit.Reasons));
        Assert.That(few.Audit.Caution, Does.Contain("expected at least 50"));
        Assert.That(Evaluate(Target(Classifier), "linf", 0.1f).Audit.Caution, Is.Null);
    }

    [Test]
    public void Inputs_that_are_not_in_the_box_of_attacks_are_reported()
    {
        Matrix bytes = Matrix.Allocate(Data.Count, Data.Inputs.Columns);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes.Span[i] = 255 * Data.Inputs.Span[i];
        }
        Network classifier = TrainedDigits.Plain(seed: 1);
        classifier.ParametersOf(0).Span[0].CopyTo(classifier.ParametersOf(0).Span[0]);
        foreach (ref float weight in classifier.ParametersOf(0).Span[0].Span)
        {
            weight /= 255; // as if it had been trained on bytes
        }
        var data = new Dataset("bytes", bytes, Data.Labels.ToArray(), Data.Classes, Data.Domain);
        RobustnessReport report = new RobustnessEvaluator(
            Context(Target(classifier)), data, Options("linf", 0.1f), new RandomStream(1)).Evaluate();
        Assert.That(report.Accuracy, Is.GreaterThan(0.8));
        Assert.That((report.OutsideBox, report.Radii[0].RobustCorrect), Is.EqualTo((Data.Count, 0)));
        Assert.That(report.Audit.Reasons, Has.One.Contains("200 of 200 examples are not in the box").And.One
            .Contains("[0, 1]"));
        RobustnessReport right = new RobustnessEvaluator(
            new(new ClassifierModel(classifier, 200, Box.Uniform(0, 255)), new AttackOptions()), data,
            Options("linf", 25.5f), new RandomStream(1)).Evaluate();
        Assert.That((right.OutsideBox, right.Audit.Passed), Is.EqualTo((0, true)), string.Join("; ", right.Audit.Reasons));
    }

    [Test]
    public void Without_a_right_answer_there_is_nothing_to_look_at()
    {
        var wrong = Data.WithLabels([.. Data.Labels.ToArray().Select((_, i) => (Evaluator(i) + 1) % 10)]);
        RobustnessReport report = new RobustnessEvaluator(
            Context(Target(Classifier)), wrong, Options("linf", 0.1f), new RandomStream(1)).Evaluate();
        Assert.That((report.Correct, report.Audit.Examples, report.Audit.Passed), Is.EqualTo((0, 0, true)));

        static int Evaluator(int row) =>
            Scratch.Adversarial.Evaluation.Evaluator.PredictClasses(Classifier, Data.Inputs.SliceRows(row, 1))[0];
    }

    private static void RequireSound(Network classifier)
    {
        RobustnessReport report = Evaluate(Target(classifier));
        Assert.That(report.Accuracy, Is.GreaterThan(0.8));
        Assert.That(report.Audit.Passed, Is.True, string.Join("; ", report.Audit.Reasons));
    }

    private static void RequireCaught(RobustnessReport report, string check)
    {
        Assert.That(report.Audit.Passed, Is.False);
        Assert.That(report.Audit.Checks.Where(c => !c.Passed).Select(c => c.Name), Does.Contain(check));
        Assert.That(report.Audit.Reasons, Is.Not.Empty.And.All.Not.Empty);
    }

    private static RobustnessReport Evaluate(IModel model) => Evaluate(model, "linf", 0.05f, 0.1f, 0.2f);

    private static RobustnessReport Evaluate(IModel model, string norm, params float[] epsilons) =>
        new RobustnessEvaluator(Context(model), Data, Options(norm, epsilons), new RandomStream(1)).Evaluate();

    private static RobustnessOptions Options(string norm, params float[] epsilons) => new()
    {
        Norm = norm,
        Epsilons = epsilons,
        Attacks = [PlannedAttack.From("pgd", new AttackOptions { Norm = norm, Steps = 20 })],
    };

    private static AttackContext Context(IModel model) => new(model, new AttackOptions()) { RowLength = 28 };

    private static ClassifierModel Target(Network classifier) => new(classifier, 200);

    private static void Negate(Span<float> gradient) => Scale(gradient, -1);

    private static void Scale(Span<float> gradient, float factor)
    {
        foreach (ref float g in gradient)
        {
            g *= factor;
        }
    }
}
