using NUnit.Framework;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Optimizers;

public sealed class ScheduleTests
{
    [Test]
    public void A_constant_rate_is_constant()
    {
        var schedule = new ConstantSchedule(0.3f);

        Assert.That(schedule.RateAt(0, 0, 100), Is.EqualTo(0.3f));
        Assert.That(schedule.RateAt(99, 7, 100), Is.EqualTo(0.3f));
    }

    [TestCase(0, 0.5)]
    [TestCase(1, 0.35355339)]
    [TestCase(3, 0.25)]
    [TestCase(99, 0.05)]
    public void The_inverse_root_falls_with_the_epoch_from_its_first_on(int epoch, double expected)
    {
        var schedule = new InverseSquareRootSchedule(0.5f);

        Assert.That(schedule.RateAt(0, epoch, 1000), Is.EqualTo(expected).Within(EngineTolerances.FormulaRelative));
        Assert.That(schedule.RateAt(999, epoch, 1000), Is.EqualTo(schedule.RateAt(0, epoch, 1000)), "whatever the step");
    }

    [TestCase(0, 2.0)]
    [TestCase(25, 1.70710678)] // 1 + cos 45°
    [TestCase(50, 1.0)]
    [TestCase(75, 0.29289322)] // 1 − cos 45°
    [TestCase(100, 0.0)]
    [TestCase(120, 0.0)]
    public void A_cosine_goes_from_the_rate_to_zero(int step, double expected) =>
        Assert.That(new CosineSchedule(2).RateAt(step, 0, 100), Is.EqualTo(expected).Within(EngineTolerances.FormulaRelative));

    [Test]
    public void A_warm_up_climbs_evenly_to_the_rate_and_the_cosine_follows()
    {
        var schedule = new CosineSchedule(1, warmUp: 0.25f);
        float[] rates = [.. Enumerable.Range(0, 41).Select(step => schedule.RateAt(step, 0, 40))];

        for (int step = 0; step < 10; step++)
        {
            Assert.That(rates[step], Is.EqualTo((step + 1) / 11.0).Within(EngineTolerances.FormulaRelative));
        }
        Assert.That(rates[10], Is.EqualTo(1));
        Assert.That(rates[25], Is.EqualTo(0.5).Within(EngineTolerances.FormulaRelative));
        Assert.That(rates[40], Is.EqualTo(0).Within(EngineTolerances.FormulaRelative));
        Assert.That(rates.Skip(10), Is.Ordered.Descending);
    }

    [Test]
    public void No_rate_is_negative_or_above_the_highest([Values(0f, 0.1f, 0.99f)] float warmUp, [Values(0, 1, 7, 1000)] int totalSteps)
    {
        var schedule = new CosineSchedule(3, warmUp);
        for (int step = 0; step <= totalSteps + 1; step++)
        {
            Assert.That(schedule.RateAt(step, 0, totalSteps), Is.InRange(0f, 3f));
        }
    }

    [TestCase(-0.1f)]
    [TestCase(1f)]
    [TestCase(float.NaN)]
    public void A_share_that_is_none_is_refused(float warmUp) =>
        Assert.That(() => new CosineSchedule(1, warmUp), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
