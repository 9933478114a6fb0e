using NUnit.Framework;
using Scratch.Cli.Pages;

namespace Scratch.Tests.Cli.Pages;

public sealed class AxisTests
{
    [TestCase(0.1, 0.97, "0 0.2 0.4 0.6 0.8 1")]
    [TestCase(-2.5, 2.5, "-3 -2 -1 0 1 2 3")]
    [TestCase(1200, 3900, "1,000 1,500 2,000 2,500 3,000 3,500 4,000")]
    [TestCase(0.5, 0.5, "0.44 0.46 0.48 0.5 0.52 0.54 0.56")]
    [TestCase(0, 0, "-1 -0.5 0 0.5 1")]
    public void Linear_marks_are_round_and_hold_the_values(double min, double max, string labels)
    {
        Axis axis = Axis.Around(min, max, mayBeLogarithmic: false);

        Assert.That(string.Join(' ', axis.Ticks.Select(Axis.Label)), Is.EqualTo(labels));
        Assert.That(axis.Position(min), Is.InRange(0, 1));
        Assert.That(axis.Position(max), Is.InRange(0, 1));
        Assert.That(axis.Position(axis.Ticks[0]), Is.Zero.Within(1e-9));
        Assert.That(axis.Position(axis.Ticks[^1]), Is.EqualTo(1).Within(1e-9));
    }

    [TestCase(4.4, 510, "2 5 10 20 50 100 200 500 1,000")]
    [TestCase(0.02, 3, "0.02 0.05 0.1 0.2 0.5 1 2 5")]
    [TestCase(3e-7, 2, "1e-6 0.0001 0.01 1")]
    public void Logarithmic_marks_are_1_2_5_or_powers_of_ten(double min, double max, string labels)
    {
        Axis axis = Axis.Around(min, max, mayBeLogarithmic: true);

        Assert.That(axis.IsLogarithmic, Is.True);
        Assert.That(string.Join(' ', axis.Ticks.Select(Axis.Label)), Is.EqualTo(labels));
        Assert.That(axis.Position(min), Is.InRange(0, 1));
        Assert.That(axis.Position(max), Is.InRange(0, 1));
        Assert.That(axis.Position(10 * axis.Ticks[0]) - axis.Position(axis.Ticks[0]),
            Is.EqualTo(axis.Position(100 * axis.Ticks[0]) - axis.Position(10 * axis.Ticks[0])).Within(1e-12));
    }

    [TestCase(1, 9)]
    [TestCase(0, 1000)]
    [TestCase(-1, 1000)]
    public void Less_than_a_decade_and_what_has_no_logarithm_stay_linear(double min, double max) =>
        Assert.That(Axis.Around(min, max, mayBeLogarithmic: true).IsLogarithmic, Is.False);

    [TestCase(423, "0 100 200 300 400")]
    [TestCase(1000, "0 200 400 600 800 1,000")]
    [TestCase(3, "0 1 2 3")]
    public void An_axis_up_to_a_value_ends_there(double last, string labels)
    {
        Axis axis = Axis.UpTo(last);

        Assert.That(string.Join(' ', axis.Ticks.Select(Axis.Label)), Is.EqualTo(labels));
        Assert.That(axis.Position(last), Is.EqualTo(1));
    }
}
