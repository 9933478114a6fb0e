using NUnit.Framework;
using Scratch.Adversarial.Settings;

namespace Scratch.Tests.Adversarial.Settings;

public class NumbersTests
{
    [TestCase("0.001", 0.001f)]
    [TestCase("1e-3", 1e-3f)]
    [TestCase("8/255", 8f / 255)]
    [TestCase("-0.5/2", -0.25f)]
    public void Numbers_have_a_point_an_exponent_or_a_bar(string text, float expected)
    {
        Assert.That(new Numbers<float>(new(-1)).TryRead(text, out float value), Is.True);
        Assert.That(value, Is.EqualTo(expected));
    }

    [TestCase("0,001")]
    [TestCase("1,000")]
    [TestCase(" 1")]
    [TestCase("")]
    [TestCase("1/")]
    [TestCase("1/2/3")]
    [TestCase("0x10")]
    public void What_could_be_misread_is_no_number(string text) =>
        Assert.That(new Numbers<float>(new(0)).TryRead(text, out _), Is.False);

    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("1e400")]
    [TestCase("1/0")]
    public void What_is_not_finite_is_out_of_every_range(string text) =>
        Assert.That(new Numbers<float>(new(double.NegativeInfinity)).Refuse(text),
            Does.EndWith("; expected a finite number of at least -Infinity"));

    [TestCase("2.0")]
    [TestCase("4/2")]
    [TestCase("1e3")]
    public void Whole_numbers_have_digits_alone(string text) =>
        Assert.That(new Numbers<int>(NumberRange.FromOne).Refuse(text),
        Is.EqualTo($"is '{text}'; expected a whole number of at least 1"));

    [Test]
    public void A_whole_number_that_is_too_large_is_told_the_largest() =>
        Assert.That(new Numbers<int>(NumberRange.FromOne).Refuse("9999999999"),
            Is.EqualTo("is 9999999999; expected a whole number of at least 1, and 2147483647 at most"));

    [Test]
    public void A_range_has_its_ends_or_not()
    {
        Assert.That(new[] { 0, 0.5, 1 }.Select(value => NumberRange.Share.Contains(value)), Is.All.True);
        Assert.That(new[] { 0.0, 1 }.Select(value => NumberRange.Inside.Contains(value)), Is.All.False);
        Assert.That((NumberRange.BelowOne.Contains(0), NumberRange.BelowOne.Contains(1),
            NumberRange.Positive.Contains(0)), Is.EqualTo((true, false, false)));
        Assert.That(NumberRange.Inside.Describe(isWhole: false), Is.EqualTo("a number in (0, 1)"));
        Assert.That(new NumberRange(1, 256).Describe(isWhole: true), Is.EqualTo("a whole number from 1 to 256"));
    }
}
