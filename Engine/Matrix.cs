using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scratch.Engine;

/// <summary>
/// A row-major view of floats: (<see cref="Rows"/>, <see cref="Columns"/>), rows <see cref="RowStride"/> floats apart.
/// </summary>
/// <remarks>
/// A view owns nothing and costs nothing to make, so rows and columns of a matrix slice into matrices. It lives on the
/// heap as well as on the stack: a layer, a job or a closure may keep one. <c>default(Matrix)</c> is the empty matrix,
/// which the backward passes take to mean "this gradient is not wanted".
/// </remarks>
/// <example>
/// <code>
/// Matrix a = Matrix.FromRows([1, 2], [3, 4]);
/// Matrix last = a.SliceRows(1, 1); // a view: no copy
/// Matrix product = Matrix.Allocate(1, 2);
/// MatrixProduct.Multiply(last, a, bias: default, product); // [15, 22]
/// </code>
/// </example>
public readonly struct Matrix
{
    // 4 KB: the place of a number in the first-level cache follows from its address modulo this
    private const int CollisionInFloats = 1024;

    private readonly float[]? _array;
    private readonly int _offset;

    /// <summary>A view of <paramref name="array"/> that starts at <paramref name="offset"/>.</summary>
    /// <exception cref="ArgumentException">The view would not fit into the array.</exception>
    public Matrix(float[] array, int offset, int rows, int columns, int rowStride)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowStride, columns);
        long end = rows == 0 || columns == 0 ? offset : offset + ((long)(rows - 1) * rowStride) + columns;
        if (end > array.Length)
        {
            throw new ArgumentException(
                $"A view ({rows}, {columns}) with row stride {rowStride} at offset {offset} ends at {end}, but the "
                    + $"array has {array.Length} floats.");
        }
        _array = array;
        _offset = offset;
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
    }

    /// <summary>The number of rows: examples, or inputs of a layer.</summary>
    public int Rows { get; }

    /// <summary>The number of columns: features, or outputs of a layer.</summary>
    public int Columns { get; }

    /// <summary>The distance from one row to the next, in floats; at least <see cref="Columns"/>.</summary>
    public int RowStride { get; }

    /// <summary>True if the rows all want the same few places of the first-level cache.</summary>
    internal bool RowsCollide => Rows > 1 && RowStride % CollisionInFloats == 0;

    /// <summary>True if there is no element, as in <c>default(Matrix)</c>.</summary>
    public bool IsEmpty => Rows == 0 || Columns == 0;

    /// <summary>True if the rows follow one another without a gap.</summary>
    public bool IsContiguous => RowStride == Columns || Rows <= 1;

    /// <summary>The number of elements.</summary>
    public int Length => Rows * Columns;

    /// <summary>A matrix of zeros in memory of its own, 64-byte aligned. Allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the matrix would exceed 2³¹
    /// floats.</exception>
    public static Matrix Allocate(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (long)rows * columns, Array.MaxLength - AlignedMemory.AlignmentInFloats, "rows * columns");
        float[] array = AlignedMemory.Allocate(rows * columns, out int offset);
        return new Matrix(array, offset, rows, columns, columns);
    }

    /// <summary>
    /// The same with rows that don't push one another out of the cache: where they would lie a multiple of 4 KB apart,
    /// 64 bytes more.
    /// </summary>
    /// <remarks>Its rows may have gaps, so it may have no <see cref="Span"/>.</remarks>
    public static Matrix AllocateApart(int rows, int columns) =>
        Allocate(rows, columns % CollisionInFloats == 0 ? columns + AlignedMemory.AlignmentInFloats : columns)
            .SliceColumns(0, columns);

    /// <summary>A matrix with the given rows, copied. For examples and tests. Allocates.</summary>
    /// <exception cref="ArgumentException">The rows have different lengths.</exception>
    public static Matrix FromRows(params ReadOnlySpan<float[]> rows)
    {
        Matrix matrix = Allocate(rows.Length, rows.Length == 0 ? 0 : rows[0].Length);
        for (int r = 0; r < rows.Length; r++)
        {
            if (rows[r].Length != matrix.Columns)
            {
                throw new ArgumentException(
                    $"Row {r} has {rows[r].Length} columns, but row 0 has {matrix.Columns}.", nameof(rows));
            }
            rows[r].CopyTo(matrix.Row(r));
        }
        return matrix;
    }

    /// <summary>The element at (<paramref name="row"/>, <paramref name="column"/>), to read or write.</summary>
    public ref float this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
            return ref _array![_offset + (row * RowStride) + column];
        }
    }

    /// <summary>All elements in row order, without a copy.</summary>
    /// <exception cref="InvalidOperationException">The rows are not contiguous.</exception>
    public Span<float> Span => IsContiguous
        ? new Span<float>(_array, _offset, Length)
        : throw new InvalidOperationException(
            $"The matrix {this} has row stride {RowStride}: its rows are not contiguous.");

    /// <summary>One row, without a copy.</summary>
    public Span<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        return new Span<float>(_array, _offset + (row * RowStride), Columns);
    }

    /// <summary>The rows from <paramref name="start"/>, <paramref name="count"/> of them, as a view.</summary>
    public Matrix SliceRows(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)Rows, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Rows - start), nameof(count));
        return new Matrix(this, start * RowStride, count, Columns);
    }

    /// <summary>The columns from <paramref name="start"/>, <paramref name="count"/> of them, as a view.</summary>
    public Matrix SliceColumns(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)Columns, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Columns - start), nameof(count));
        return new Matrix(this, start, Rows, count);
    }

    /// <summary>
    /// A part of a contiguous matrix, from its element <paramref name="start"/> on, seen as another shape.
    /// </summary>
    /// <exception cref="ArgumentException">The part would not fit.</exception>
    public Matrix Reshape(int start, int rows, int columns)
    {
        if (!IsContiguous || start < 0 || rows < 0 || columns < 0 || start + ((long)rows * columns) > Length)
        {
            throw new ArgumentException($"{this} has no contiguous ({rows}, {columns}) at element {start}.");
        }
        return _array is null ? default : new Matrix(_array, _offset + start, rows, columns, columns);
    }

    /// <summary>The same memory as a tensor of shape (Rows, Columns), for System.Numerics.Tensors.</summary>
    public TensorSpan<float> AsTensorSpan() => IsEmpty
        ? default
        // it wants 0 of a length of 1
        : new TensorSpan<float>(_array, _offset, [Rows, Columns], [Rows == 1 ? 0 : RowStride, Columns == 1 ? 0 : 1]);

    /// <summary>Copies every element to <paramref name="destination"/>, which has the same shape.</summary>
    public void CopyTo(Matrix destination)
    {
        Shape.RequireSame(this, destination);
        if (IsContiguous && destination.IsContiguous)
        {
            Span.CopyTo(destination.Span);
            return;
        }
        for (int r = 0; r < Rows; r++)
        {
            Row(r).CopyTo(destination.Row(r));
        }
    }

    /// <summary>Overwrites every element with <paramref name="value"/>.</summary>
    public void Fill(float value)
    {
        for (int r = 0; r < Rows; r++)
        {
            Row(r).Fill(value);
        }
    }

    /// <summary>The shape, as "(rows, columns)".</summary>
    public override string ToString() => $"({Rows}, {Columns})";

    /// <summary>The first element, for the kernels, which check their shapes before they use it.</summary>
    internal ref float First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array!), _offset);

    /// <summary>True if the two views share at least one float.</summary>
    internal bool Overlaps(Matrix other)
    {
        if (IsEmpty || other.IsEmpty || _array != other._array)
        {
            return false;
        }
        int end = _offset + ((Rows - 1) * RowStride) + Columns;
        int otherEnd = other._offset + ((other.Rows - 1) * other.RowStride) + other.Columns;
        if (_offset >= otherEnd || other._offset >= end)
        {
            return false;
        }
        if (RowStride != other.RowStride || RowStride == 0)
        {
            return true; // different strides over the same stretch: call it an overlap rather than solve for it
        }
        // Columns of one wider matrix, such as [mean | logVariance], interleave in memory without sharing a float.
        int distance = Math.Abs(other._offset - _offset) % RowStride;
        int first = _offset <= other._offset ? Columns : other.Columns;
        int second = _offset <= other._offset ? other.Columns : Columns;
        return distance < first || distance + second > RowStride;
    }

    private Matrix(Matrix parent, int skip, int rows, int columns)
    {
        _array = parent._array;
        _offset = rows == 0 || columns == 0 ? parent._offset : parent._offset + skip;
        Rows = rows;
        Columns = columns;
        RowStride = parent.RowStride;
    }
}
