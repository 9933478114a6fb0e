using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine;

public sealed class MatrixTests
{
    [Test]
    public void Default_is_empty_and_everything_about_it_works()
    {
        Matrix empty = default;

        Assert.That(empty.IsEmpty, Is.True);
        Assert.That(empty.IsContiguous, Is.True);
        Assert.That(empty.Length, Is.Zero);
        Assert.That(empty.Span.IsEmpty, Is.True);
        Assert.That(empty.AsTensorSpan().IsEmpty, Is.True);
        Assert.That(empty.SliceRows(0, 0).SliceColumns(0, 0).Reshape(0, 0, 0).IsEmpty, Is.True);
        Assert.That(empty.ToString(), Is.EqualTo("(0, 0)"));
        Assert.That(() => empty[0, 0], Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => empty.Row(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => { empty.Fill(1); empty.CopyTo(empty); }, Throws.Nothing);
    }

    [Test]
    public void Slices_of_slices_see_the_same_memory()
    {
        Matrix all = Numbered(6, 10);

        // rows 2, 3, columns 5, 6
        Matrix slice = all.SliceRows(1, 4).SliceColumns(2, 7).SliceRows(1, 2).SliceColumns(3, 2);
        slice[1, 1] = -1;

        Assert.That((slice.Rows, slice.Columns, slice.RowStride), Is.EqualTo((2, 2, 10)));
        Assert.That(slice.Row(0).ToArray(), Is.EqualTo(new float[] { 25, 26 }));
        Assert.That(slice.Row(1).ToArray(), Is.EqualTo(new float[] { 35, -1 }));
        Assert.That(all[3, 6], Is.EqualTo(-1));
        Assert.That(slice.IsContiguous, Is.False);
        Assert.That(() => slice.Span.Length,
            Throws.InvalidOperationException.With.Message.Contains("(2, 2)").And.Message.Contains("10"));
    }

    [Test]
    public void A_slice_of_any_slice_has_the_elements_of_the_whole() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8], Gen.ULong).SampleSeeded(cases: 200, size =>
        {
            var random = new RandomStream(size.Item3);
            Matrix all = Numbered(size.Item1, size.Item2), slice = all;
            int row = 0, column = 0;
            for (int depth = 0; depth < 3; depth++)
            {
                int skipRows = random.Fork(depth).Below(slice.Rows + 1, 0),
                    skipColumns = random.Fork(depth).Below(slice.Columns + 1, 1);
                slice = slice.SliceRows(skipRows, random.Fork(depth).Below(slice.Rows - skipRows + 1, 2))
                    .SliceColumns(skipColumns, random.Fork(depth).Below(slice.Columns - skipColumns + 1, 3));
                (row, column) = (row + skipRows, column + skipColumns);
            }
            for (int r = 0; r < slice.Rows; r++)
            {
                for (int c = 0; c < slice.Columns; c++)
                {
                    Assert.That(slice[r, c], Is.EqualTo(all[row + r, column + c]));
                }
            }
        });

    [Test]
    public void Rows_and_whole_width_slices_are_contiguous()
    {
        Matrix all = Numbered(5, 4);

        Assert.That(all.SliceRows(1, 2).Span.ToArray(), Is.EqualTo(new float[] { 10, 11, 12, 13, 20, 21, 22, 23 }));
        Assert.That(all.SliceColumns(1, 2).SliceRows(3, 1).Span.ToArray(), Is.EqualTo(new float[] { 31, 32 }));
    }

    [TestCase(-1, 0)]
    [TestCase(3, 0)]
    [TestCase(0, -1)]
    [TestCase(0, 4)]
    public void An_element_out_of_bounds_is_refused(int row, int column) =>
        Assert.That(() => Matrix.Allocate(3, 4)[row, column], Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(-1, 1)]
    [TestCase(0, -1)]
    [TestCase(4, 0)]
    [TestCase(1, 3)]
    [TestCase(1, int.MaxValue)]
    public void A_slice_out_of_bounds_is_refused(int start, int count)
    {
        Matrix square = Matrix.Allocate(3, 3);

        Assert.That(() => square.SliceRows(start, count), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => square.SliceColumns(start, count), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => square.Row(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => square.Row(3), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_view_that_leaves_its_array_is_refused()
    {
        float[] array = new float[20];

        Assert.That(() => new Matrix(array, 2, 3, 4, 7), Throws.Nothing); // 2 + 2 · 7 + 4 = 20
        Assert.That(() => new Matrix(array, 3, 3, 4, 7),
            Throws.ArgumentException.With.Message.Contains("(3, 4)").And.Message.Contains("20"));
        Assert.That(() => new Matrix(array, 0, int.MaxValue, 4, int.MaxValue), Throws.ArgumentException);
        Assert.That(() => new Matrix(array, 0, 2, 4, 3), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Matrix(array, -1, 1, 1, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Matrix(null!, 0, 1, 1, 1), Throws.ArgumentNullException);
        Assert.That(() => Matrix.Allocate(-1, 2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Matrix.Allocate(1 << 20, 1 << 20), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Allocated_memory_is_aligned_to_64_bytes_and_zero()
    {
        for (int size = 1; size < 100; size++)
        {
            Matrix matrix = Matrix.Allocate(3, size);
            Assert.That(AddressOf(matrix) % 64, Is.EqualTo((nuint)0));
            Assert.That(matrix.Span.ContainsAnyExcept(0f), Is.False);
        }
    }

    [Test]
    public void Reshape_sees_the_elements_in_row_order()
    {
        Matrix part = Numbered(2, 6).Reshape(3, 2, 4); // 3, 4, 5, 10, 11, 12, 13, 14
        Matrix wide = Numbered(4, 9).SliceColumns(1, 3);

        Assert.That(part.Row(0).ToArray(), Is.EqualTo(new float[] { 3, 4, 5, 10 }));
        Assert.That(part.Row(1).ToArray(), Is.EqualTo(new float[] { 11, 12, 13, 14 }));
        Assert.That(wide.SliceRows(2, 1).Reshape(0, 3, 1)[2, 0], Is.EqualTo(23));
        AssertNoReshape(Matrix.Allocate(2, 6), 5, 2, 4);
        AssertNoReshape(Matrix.Allocate(2, 6), -1, 1, 1);
        AssertNoReshape(Matrix.Allocate(2, 6), 0, int.MaxValue, int.MaxValue);
        AssertNoReshape(wide, 0, 3, 4);
    }

    [Test]
    public void Copies_go_between_all_kinds_of_views()
    {
        Matrix source = Numbered(3, 5);
        Framed strided = Framed.Poisoned(3, 5), stridedToo = Framed.Poisoned(3, 5);
        Matrix contiguous = Matrix.Allocate(3, 5);

        source.CopyTo(strided.View);
        strided.View.CopyTo(stridedToo.View);
        stridedToo.View.CopyTo(contiguous);

        Assert.That(contiguous.Span.ToArray(), Is.EqualTo(source.Span.ToArray()));
        Assert.That(strided.FrameIsUntouched() && stridedToo.FrameIsUntouched(), Is.True);
        Assert.That(
            () => source.CopyTo(Matrix.Allocate(5, 3)),
                Throws.ArgumentException.With.Message.Contains("(3, 5)").And.Message.Contains("(5, 3)"));
    }

    [Test]
    public void Fill_stays_within_the_view()
    {
        Framed framed = Framed.Poisoned(4, 3);

        framed.View.Fill(2.5f);

        Assert.That(framed.FrameIsUntouched(), Is.True);
        Assert.That(Matrices.Bits(framed.View), Is.All.EqualTo(BitConverter.SingleToUInt32Bits(2.5f)));
    }

    [Test]
    public void A_tensor_span_is_the_same_memory()
    {
        Matrix view = Numbered(4, 9).SliceRows(1, 3).SliceColumns(2, 5);
        TensorSpan<float> tensor = view.AsTensorSpan();

        Tensor.Multiply<float>(tensor, 2, tensor);

        Assert.That(tensor.Lengths.ToArray(), Is.EqualTo(new nint[] { 3, 5 }));
        Assert.That(tensor[2, 4], Is.EqualTo(2 * 36));
        Assert.That(view.Row(0).ToArray(), Is.EqualTo(new float[] { 24, 26, 28, 30, 32 }));
    }

    [TestCase(1, 1)]
    [TestCase(1, 5)]
    [TestCase(3, 1)]
    [TestCase(3, 5)]
    public void A_tensor_span_has_the_elements_of_any_view(int rows, int columns)
    {
        Matrix[] views = [Numbered(rows, columns), Numbered(6, 9).SliceRows(2, rows).SliceColumns(3, columns)];
        foreach (Matrix view in views)
        {
            TensorSpan<float> tensor = view.AsTensorSpan();
            for (int e = 0; e < view.Length; e++)
            {
                Assert.That(tensor[e / columns, e % columns], Is.EqualTo(view[e / columns, e % columns]));
            }
        }
    }

    [Test]
    public void FromRows_copies_and_refuses_a_ragged_row()
    {
        float[] row = [1, 2];
        Matrix matrix = Matrix.FromRows(row, [3, 4]);
        row[0] = 9;

        Assert.That(matrix.Span.ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
        Assert.That(Matrix.FromRows().IsEmpty, Is.True);
        Assert.That(() => Matrix.FromRows([1, 2], [3]),
            Throws.ArgumentException.With.Message.Contains('2').And.Message.Contains('1'));
    }

    private static void AssertNoReshape(Matrix matrix, int start, int rows, int columns) => Assert.That(
        () => matrix.Reshape(start, rows, columns),
        Throws.ArgumentException.With.Message.Contains(matrix.ToString()).And.Message.Contains($"({rows}, {columns})"));

    /// <summary>Element (r, c) is 10 r + c.</summary>
    private static Matrix Numbered(int rows, int columns)
    {
        Matrix matrix = Matrix.Allocate(rows, columns);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                matrix[r, c] = (10 * r) + c;
            }
        }
        return matrix;
    }

    /// <summary>Allocate pins its memory, so the address stays true.</summary>
    private static nuint AddressOf(Matrix matrix)
    {
        ref float first = ref MemoryMarshal.GetReference(matrix.Span);
        return (nuint)Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref first);
    }
}
