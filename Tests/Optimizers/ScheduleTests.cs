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
        Assert.That(schedule.RateAt(999, epoch, 1000), Is.EqualTo(schedule.RateAt(0, epoch, 1000)),
            "whatever the step");
    }

    [TestCase(0, 2.0)]
    [TestCase(25, 1.70710678)] // 1 + cos 45°
    [TestCase(50, 1.0)]
    [TestCase(75, 0.29289322)] // 1 − cos 45°
    [TestCase(100, 0.0)]
    [TestCase(120, 0.0)]
    public void A_cosine_goes_from_the_rate_to_zero(int step, double expected) =>
        Assert.That(new CosineSchedule(2).RateAt(step, 0, 100),
            Is.EqualTo(expected).Within(EngineTolerances.FormulaRelative));

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
    public void No_rate_is_negative_or_above_the_highest(
        [Values(0f, 0.1f, 0.99f)] float warmUp, [Values(0, 1, 7, 1000)] int totalSteps)
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

    [Test]
    public void A_multiple_of_a_schedule_has_its_shape()
    {
        var schedule = new ScaledSchedule(new PolynomialSchedule(0.5f), 4);

        Assert.That(schedule.RateAt(0, 0, 10), Is.EqualTo(2).Within(EngineTolerances.FormulaRelative));
        Assert.That(schedule.RateAt(5, 0, 10), Is.EqualTo(1).Within(EngineTolerances.FormulaRelative));
    }

    [Test]
    public void A_warm_up_of_no_steps_is_the_schedule_itself([Values(0, 3, 9)] int step) => Assert.That(
        new WarmUpSchedule(new CosineSchedule(0.5f), 0).RateAt(step, 0, 10),
            Is.EqualTo(new CosineSchedule(0.5f).RateAt(step, 0, 10)));

    [Test]
    public void A_rate_on_a_plateau_goes_on_after_a_stop_as_if_there_had_been_none()
    {
        var straight = new ReduceOnPlateauSchedule(1, patience: 2) { Rest = 2 };
        var resumed = new ReduceOnPlateauSchedule(1, patience: 2) { Rest = 2 };
        double[] figures = [5, 4, 4, 4, 4, 4, 4, 3, 4, 4, 4, 4, 4];
        for (int i = 0; i < figures.Length; i++)
        {
            if (i == 5)
            {
                straight.Scalars.CopyTo(resumed.Scalars);
            }
            straight.Observe(figures[i]);
            if (i >= 5)
            {
                resumed.Observe(figures[i]);
                Assert.That(resumed.RateAt(0, 0, 1), Is.EqualTo(straight.RateAt(0, 0, 1)), $"after {i}");
            }
        }
        Assert.That(straight.RateAt(0, 0, 1), Is.EqualTo(0.01f).Within(EngineTolerances.FormulaRelative));
    }

    [Test]
    public void A_figure_that_is_no_number_is_no_better_and_no_best()
    {
        var schedule = new ReduceOnPlateauSchedule(1, patience: 1);
        schedule.Observe(double.NaN);
        schedule.Observe(double.NaN);
        Assert.That(schedule.RateAt(0, 0, 1), Is.EqualTo(0.1f).Within(EngineTolerances.FormulaRelative));
        schedule.Observe(7);
        Assert.That(schedule.Scalars[1], Is.EqualTo(7));
    }

    [Test]
    public void What_is_around_a_schedule_shows_what_it_keeps()
    {
        var inner = new ReduceOnPlateauSchedule(1);

        Assert.That(new WarmUpSchedule(inner, 3).Scalars == inner.Scalars, Is.True);
        Assert.That(new ScaledSchedule(inner, 3).Scalars == inner.Scalars, Is.True);
    }

    [Test]
    public void Every_rate_of_every_schedule_is_finite_and_not_negative([Values(0, 1, 2, 50)] int totalSteps)
    {
        Schedule[] schedules =
        [
            new StepSchedule(1, 2), new ExponentialSchedule(1, 0.5f), new PolynomialSchedule(1, 0.5f),
                new CosineRestartsSchedule(1, 3, 2),
            new OneCycleSchedule(1), new OneCycleSchedule(1, 0), new WarmUpSchedule(new CosineSchedule(1), 5),
        ];
        foreach (Schedule schedule in schedules)
        {
            for (int step = 0; step <= totalSteps + 1; step++)
            {
                Assert.That(schedule.RateAt(step, step / 10, totalSteps), Is.InRange(0f, 1f),
                    $"{schedule.GetType().Name} at {step}");
            }
        }
    }

    [Test]
    public void Numbers_out_of_their_range_are_refused()
    {
        AssertRefused(() => new StepSchedule(1, epochs: 0));
        AssertRefused(() => new StepSchedule(1, epochs: 1, factor: -1));
        AssertRefused(() => new ExponentialSchedule(1, factor: float.NaN));
        AssertRefused(() => new PolynomialSchedule(1, power: -1));
        AssertRefused(() => new CosineRestartsSchedule(1, firstPeriod: 0));
        AssertRefused(() => new CosineRestartsSchedule(1, firstPeriod: 1, factor: 0));
        AssertRefused(() => new CosineRestartsSchedule(1, firstPeriod: 1, lowest: -1));
        AssertRefused(() => new OneCycleSchedule(1, rise: 1));
        AssertRefused(() => new WarmUpSchedule(new ConstantSchedule(1), -1));
        AssertRefused(() => new ScaledSchedule(new ConstantSchedule(1), -1));
        AssertRefused(() => new ReduceOnPlateauSchedule(-1));
        AssertRefused(() => new ReduceOnPlateauSchedule(1, factor: 1));
        AssertRefused(() => new ReduceOnPlateauSchedule(1, patience: -1));
        AssertRefused(() => new ReduceOnPlateauSchedule(1, threshold: -1));
        AssertRefused(() => new ReduceOnPlateauSchedule(1) { Rest = -1 });
        AssertRefused(() => new ReduceOnPlateauSchedule(1, lowest: -1));
    }

    private static void AssertRefused(Func<Schedule> create) =>
        Assert.That(() => create(), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
