using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine;

public sealed class ShapeTests
{
    [Test]
    public void Messages_name_both_operands_and_both_shapes()
    {
        Matrix input = Matrix.Allocate(2, 3), output = Matrix.Allocate(2, 4);

        Assert.That(
            () => Shape.RequireSame(input, output),
            Throws.ArgumentException.With.Message.EqualTo(
                "input is (2, 3), but output is (2, 4): the shapes must be the same."));
        Assert.That(
            () => Shape.Require(input, 5, 3),
                Throws.ArgumentException.With.Message.EqualTo("input is (2, 3), but it must be (5, 3)."));
        Assert.That(
            () => Shape.RequireLength(2, 3, "labels"),
                Throws.ArgumentException.With.Message.EqualTo("labels has 2 elements, but it must have 3."));
    }

    [Test]
    public void Shapes_that_fit_pass()
    {
        Matrix wide = Matrix.Allocate(2, 9);

        Assert.That(() => Shape.RequireSame(wide.SliceColumns(0, 4), Matrix.Allocate(2, 4)), Throws.Nothing);
        Assert.That(() => Shape.Require(wide, 2, 9), Throws.Nothing);
        Assert.That(() => Shape.RequireLength(3, 3, "labels"), Throws.Nothing);
    }
}
