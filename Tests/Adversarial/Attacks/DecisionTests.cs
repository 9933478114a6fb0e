using NUnit.Framework;
using Scratch.Adversarial.Attacks;

namespace Scratch.Tests.Adversarial.Attacks;

public class DecisionTests
{
    [TestCase(new[] { 1f, 3f, 2f }, 1)]
    [TestCase(new[] { 1f, float.NaN, 2f }, Decision.None)]
    [TestCase(new[] { float.NaN, float.NaN, float.NaN }, Decision.None)]
    [TestCase(new[] { 1f, float.PositiveInfinity, 2f }, Decision.None)]
    [TestCase(new[] { 1f, float.NegativeInfinity, 2f }, Decision.None)]
    public void Where_a_logit_is_not_finite_there_is_no_class(float[] logits, int expected) =>
        Assert.That(Decision.From(logits), Is.EqualTo(expected));
}
