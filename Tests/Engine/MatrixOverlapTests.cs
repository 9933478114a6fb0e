using CsCheck;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine;

/// <summary>Which views share memory, through the check that the kernels use.</summary>
public sealed class MatrixOverlapTests
{
    [Test]
    public void Columns_side_by_side_are_disjoint()
    {
        Matrix all = Matrix.Allocate(5, 8);

        AssertDisjoint(all.SliceColumns(0, 4), all.SliceColumns(4, 4)); // [mean | logVariance]
        AssertDisjoint(all.SliceColumns(5, 3), all.SliceColumns(0, 2));
        AssertDisjoint(all.SliceRows(1, 3).SliceColumns(6, 2), all.SliceRows(0, 5).SliceColumns(0, 6));
        AssertOverlap(all.SliceColumns(0, 5), all.SliceColumns(4, 4));
        AssertOverlap(all.SliceColumns(2, 1), all.SliceColumns(0, 8));
    }

    [Test]
    public void Rows_one_after_another_are_disjoint()
    {
        Matrix all = Matrix.Allocate(6, 3);

        AssertDisjoint(all.SliceRows(0, 3), all.SliceRows(3, 3));
        AssertOverlap(all.SliceRows(0, 4), all.SliceRows(3, 3));
        AssertOverlap(all, all);
    }

    [Test]
    public void Empty_views_and_other_arrays_are_disjoint_from_everything()
    {
        Matrix all = Matrix.Allocate(3, 3);

        AssertDisjoint(all, default);
        AssertDisjoint(default, default);
        AssertDisjoint(all, all.SliceRows(1, 0));
        AssertDisjoint(all, Matrix.Allocate(3, 3));
    }

    [Test]
    public void Views_of_one_stride_overlap_exactly_if_they_share_an_element() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6], Gen.ULong).SampleSeeded(cases: 500, size =>
        {
            Matrix all = Matrix.Allocate(size.Item1, size.Item2);
            Matrix first = AnyPart(all, new RandomStream(size.Item3, 0)),
                second = AnyPart(all, new RandomStream(size.Item3, 1));
            first.Fill(1);
            bool shared = false;
            for (int r = 0; r < second.Rows; r++)
            {
                shared |= second.Row(r).Contains(1f);
            }
            if (shared)
            {
                AssertOverlap(first, second);
            }
            else
            {
                AssertDisjoint(first, second);
            }
        });

    [Test]
    public void Views_of_different_strides_are_never_taken_for_disjoint_where_they_meet()
    {
        float[] array = new float[100];

        AssertOverlap(new Matrix(array, 0, 4, 3, 10), new Matrix(array, 12, 1, 1, 1)); // shares element 12
        AssertOverlap(new Matrix(array, 0, 10, 1, 7), new Matrix(array, 5, 10, 1, 3)); // shares element 14
        AssertDisjoint(new Matrix(array, 0, 4, 3, 10), new Matrix(array, 33, 4, 3, 5));
    }

    private static Matrix AnyPart(Matrix all, RandomStream random)
    {
        int row = random.Below(all.Rows, 0), column = random.Below(all.Columns, 1);
        return all.SliceRows(row, 1 + random.Below(all.Rows - row, 2))
            .SliceColumns(column, 1 + random.Below(all.Columns - column, 3));
    }

    private static void AssertDisjoint(Matrix first, Matrix second)
    {
        Assert.That(() => Shape.RequireDisjoint(first, second), Throws.Nothing);
        Assert.That(() => Shape.RequireDisjoint(second, first), Throws.Nothing);
    }

    private static void AssertOverlap(Matrix first, Matrix second)
    {
        Assert.That(
            () => Shape.RequireDisjoint(first, second),
            Throws.ArgumentException.With.Message.Contains($"first {first}").And.Message.Contains($"second {second}"));
        Assert.That(() => Shape.RequireDisjoint(second, first), Throws.ArgumentException);
    }
}
