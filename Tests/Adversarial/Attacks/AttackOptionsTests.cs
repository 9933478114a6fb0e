using NUnit.Framework;
using Scratch.Adversarial.Attacks;

namespace Scratch.Tests.Adversarial.Attacks;

public class AttackOptionsTests
{
    private static IEnumerable<TestCaseData<AttackOptions, string>> Wrong =>
    [
        new(new() { Epsilon = -0.1f }, "epsilon of the attack is -0.1"),
        new(new() { Epsilon = float.NaN }, "epsilon of the attack is NaN"),
        new(new() { Epsilon = float.PositiveInfinity }, "epsilon"),
        new(new() { StepSize = -1 }, "stepSize of the attack is -1"),
        new(new() { StepSize = float.NaN }, "stepSize of the attack is NaN"),
        new(new() { Steps = -1 }, "steps of the attack is -1"),
        new(new() { Norm = "l1" }, "no norm 'l1'"),
        new(new() { Loss = "hinge" }, "no attack loss 'hinge'; expected ce, margin or dlr"),
        new(new() { Restarts = 0 }, "restarts of the attack is 0; expected a whole number of at least 1"),
        new(new() { Targets = 0 }, "targets of the attack is 0"),
        new(new() { Queries = 0 }, "queries of the attack is 0"),
        new(new() { CornerStart = true, Norm = "l2" }, "cornerStart is true, its norm l2"),
        new(new() { CornerStart = true, RandomStart = false }, "randomStart false; expected linf and true with it"),
        new(new() { Momentum = -1 }, "momentum of the attack is -1"),
        new(new() { Confidence = float.NaN }, "confidence of the attack is NaN"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void Options_out_of_range_are_named_with_their_value(AttackOptions options, string message)
    {
        var model = new ClassifierModel(Toys.Classifier(4), 2);
        Assert.That(options.Validate, Throws.ArgumentException.With.Message.Contains(message));
        Assert.That(() => new ProjectedGradient(model, options),
            Throws.ArgumentException.With.Message.Contains(message));
    }

    [Test]
    public void Nothing_is_a_valid_attack() => Assert.That(new AttackOptions().Validate, Throws.Nothing);
}
