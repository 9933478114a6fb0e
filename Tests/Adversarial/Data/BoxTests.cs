using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Data;

public class BoxTests
{
    private static readonly Box Mixed = new([-1, 0, float.NegativeInfinity], [1, 10, 5], [false, true, false]);

    [Test]
    public void A_point_is_clipped_to_the_range_of_each_feature_and_fixed_ones_stay()
    {
        float[] point = [3, 7, 9];
        Mixed.Clip(point, [0, 4, 0]);
        Assert.That(point, Is.EqualTo([1, 4, 5]));
        Assert.That(Mixed.Clip(0, -2, 0), Is.EqualTo(-1));
        Assert.That(Mixed.Clip(1, 9, 4), Is.EqualTo(4));
    }

    [Test]
    public void A_direction_leaves_the_fixed_features()
    {
        float[] direction = [1, 2, 3];
        Mixed.Restrict(direction);
        Assert.That(direction, Is.EqualTo([1, 0, 3]));
    }

    [TestCase(new[] { 0f, 3, 4 }, -1)]
    [TestCase(new[] { -1.1f, 3, 4 }, 0)]
    [TestCase(new[] { 0f, 11, 4 }, 1)]
    [TestCase(new[] { 0f, 3, float.NaN }, 2)]
    public void The_first_feature_outside_is_found(float[] point, int expected)
    {
        Assert.That(Mixed.FindOutside(point), Is.EqualTo(expected));
        Assert.That(Box.Unit.FindOutside([0, 0.5f, 1]), Is.EqualTo(-1));
        Assert.That(Box.Unit.FindOutside([0, float.NaN, 1]), Is.EqualTo(1));
        Assert.That(Box.Unbounded.FindOutside([-1e30f, 1e30f]), Is.EqualTo(-1));
    }

    [Test]
    public void Examples_outside_are_named_by_row_and_feature()
    {
        Assert.That(() => Box.Unit.Require(Matrix.FromRows([0, 1], [0.5f, 1.00001f])), Throws.Nothing, "rounding");
        Assert.That(
            () => Box.Unit.Require(Matrix.FromRows([0, 1], [0.5f, -2.5f])),
            Throws.ArgumentException.With.Message.StartsWith("Example 1: feature 1 is -2.5, outside its range [0, 1]"));
    }

    [Test]
    public void The_box_around_examples_holds_each()
    {
        Matrix examples = Matrix.FromRows([1, -3], [2, 7]);
        Box box = Box.Around(examples);
        Assert.That((box.Lower(0), box.Upper(0), box.Lower(1), box.Upper(1)), Is.EqualTo((1f, 2f, -3f, 7f)));
        Assert.That(() => box.Require(examples), Throws.Nothing);
    }

    [Test]
    public void Shares_of_the_range_lead_there_and_back()
    {
        Box box = new([-1, 0, 2], [1, 10, 2]);
        float[] point = [0.5f, 0.25f, 0.9f];
        box.FromUnit(point);
        Assert.That(point, Is.EqualTo([0f, 2.5f, 2f]));
        box.ToUnit(point);
        Assert.That(point, Is.EqualTo([0.5f, 0.25f, 0.5f]));
    }

    [Test]
    public void An_empty_range_is_refused_and_named() => Assert.That(
        () => new Box([0, 2], [1, 1]), Throws.ArgumentException.With.Message.Contains("feature 1"));

    [Test]
    public void It_says_what_it_is() => Assert.That(
        new[] { Box.Unit, Box.Unbounded, Box.Uniform(-2, 2.5f), Mixed }.Select(box => box.ToString()),
        Is.EqualTo(["[0, 1]", "no bounds", "[-2, 2.5]", "a range for each feature"]));
}
