using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scratch.Engine.Kernels;

/// <summary>One operand of a product: a matrix, to be read as it is or transposed.</summary>
internal readonly record struct Operand(Matrix Matrix, bool Transposed)
{
    public int Rows => Transposed ? Matrix.Columns : Matrix.Rows;

    public int Columns => Transposed ? Matrix.Rows : Matrix.Columns;

    /// <summary>From one row of the operand to the next, in floats of the matrix.</summary>
    public int RowStride => Transposed ? 1 : Matrix.RowStride;

    /// <summary>From one column of the operand to the next, in floats of the matrix.</summary>
    public int ColumnStride => Transposed ? Matrix.RowStride : 1;
}

/// <summary>c = a · b, or c = bias + a · b, or c += a · b, in blocks (Goto and van de Geijn 2008, simplified).</summary>
/// <remarks>
/// A part is a block of rows of c times a run of panels, each <see cref="ProductKernel.Width"/> columns wide. For every block of
/// k it walks its panels, copies one panel of b into a contiguous strip that stays in the first-level cache, and lets all
/// tiles of its rows meet that strip while the rows of a stay in the second-level cache.
/// </remarks>
internal sealed class ProductJob : ParallelJob
{
    /// <summary>The stretch of k that one tile sums up before it goes back to c. Part of the result's definition.</summary>
    public const int DepthOfBlock = 512;

    private const int RowsOfBlock = 32 * ProductKernel.Height;
    private const int PartsWanted = 16;
    private const long SmallestPart = 128 * 1024; // multiplications: about 2 µs of work, the cost of a fork

    [ThreadStatic]
    private static float[]? t_strip;

    private Operand _a;
    private Operand _b;
    private Matrix _bias;
    private Matrix _c;
    private bool _accumulate;
    private int _rowBlocks;
    private int _panelsOfPart;

    /// <summary>Takes the operands, whose shapes were checked, and returns the number of parts.</summary>
    public int Prepare(Operand a, Operand b, Matrix bias, Matrix c, bool accumulate)
    {
        (_a, _b, _bias, _c, _accumulate) = (a, b, bias, c, accumulate);
        int panels = CeilingOfRatio(c.Columns, ProductKernel.Width);
        _rowBlocks = CeilingOfRatio(c.Rows, RowsOfBlock);
        long multiplications = (long)c.Rows * c.Columns * Math.Max(1, a.Columns);
        long parts = Math.Clamp(multiplications / SmallestPart, 1, PartsWanted);
        _panelsOfPart = (int)Math.Max(1, (panels * (long)_rowBlocks + parts - 1) / parts);
        return _rowBlocks * CeilingOfRatio(panels, _panelsOfPart);
    }

    protected internal override void Run(int part)
    {
        int firstRow = part % _rowBlocks * RowsOfBlock;
        int rows = Math.Min(RowsOfBlock, _c.Rows - firstRow);
        int firstColumn = part / _rowBlocks * _panelsOfPart * ProductKernel.Width;
        int columns = Math.Min(_panelsOfPart * ProductKernel.Width, _c.Columns - firstColumn);
        Matrix c = _c.SliceRows(firstRow, rows).SliceColumns(firstColumn, columns);
        bool accumulate = Begin(c, firstColumn);
        for (int k = 0; k < _a.Columns; k += DepthOfBlock)
        {
            int depth = Math.Min(DepthOfBlock, _a.Columns - k);
            for (int column = 0; column < columns; column += ProductKernel.Width)
            {
                int width = Math.Min(ProductKernel.Width, columns - column);
                RunPanel(c.SliceColumns(column, width), firstRow, firstColumn + column, k, depth, accumulate);
            }
            accumulate = true;
        }
    }

    /// <summary>Brings the block of c to what the products are added to; false if the first product overwrites it.</summary>
    private bool Begin(Matrix c, int firstColumn)
    {
        if (!_bias.IsEmpty)
        {
            RowOperations.Repeat(_bias.Row(0).Slice(firstColumn, c.Columns), c);
            return true;
        }
        if (_a.Columns == 0 && !_accumulate)
        {
            c.Fill(0);
        }
        return _accumulate;
    }

    private void RunPanel(Matrix c, int firstRow, int firstColumn, int k, int depth, bool accumulate)
    {
        Span<float> strip = (t_strip ??= GC.AllocateUninitializedArray<float>(DepthOfBlock * ProductKernel.Width, pinned: true))
            .AsSpan(0, depth * ProductKernel.Width);
        Pack(strip, firstColumn, c.Columns, k, depth);
        ref float b = ref MemoryMarshal.GetReference(strip);
        for (int row = 0; row < c.Rows; row += ProductKernel.Height)
        {
            int height = Math.Min(ProductKernel.Height, c.Rows - row);
            ref float a = ref Unsafe.Add(
                ref _a.Matrix.First, ((nint)(firstRow + row) * _a.RowStride) + ((nint)k * _a.ColumnStride));
            if (height == ProductKernel.Height && c.Columns == ProductKernel.Width)
            {
                ref float tile = ref Unsafe.Add(ref c.First, (nint)row * c.RowStride);
                ProductKernel.Run(ref a, _a.RowStride, _a.ColumnStride, height, ref b, depth, ref tile, c.RowStride, accumulate);
            }
            else
            {
                RunAtEdge(ref a, height, ref b, depth, c.SliceRows(row, height), accumulate);
            }
        }
    }

    /// <summary>A tile that c has only a part of: computed whole beside c, then copied or added as far as c reaches.</summary>
    [SkipLocalsInit]
    private void RunAtEdge(ref float a, int height, ref float b, int depth, Matrix c, bool accumulate)
    {
        Span<float> tile = stackalloc float[ProductKernel.Height * ProductKernel.Width];
        ref float first = ref MemoryMarshal.GetReference(tile);
        ProductKernel.Run(ref a, _a.RowStride, _a.ColumnStride, height, ref b, depth, ref first, ProductKernel.Width, accumulate: false);
        for (int row = 0; row < c.Rows; row++)
        {
            Span<float> destination = c.Row(row);
            ReadOnlySpan<float> source = tile.Slice(row * ProductKernel.Width, c.Columns);
            for (int column = 0; column < source.Length; column++)
            {
                destination[column] = accumulate ? destination[column] + source[column] : source[column];
            }
        }
    }

    /// <summary>strip (depth, Width) = rows k … k + depth of b, columns firstColumn …, filled up with zeros.</summary>
    private void Pack(Span<float> strip, int firstColumn, int columns, int k, int depth)
    {
        if (columns < ProductKernel.Width)
        {
            strip.Clear();
        }
        if (!_b.Transposed)
        {
            for (int row = 0; row < depth; row++)
            {
                _b.Matrix.Row(k + row).Slice(firstColumn, columns).CopyTo(strip[(row * ProductKernel.Width)..]);
            }
            return;
        }
        for (int column = 0; column < columns; column++)
        {
            ReadOnlySpan<float> source = _b.Matrix.Row(firstColumn + column).Slice(k, depth);
            for (int row = 0; row < source.Length; row++)
            {
                strip[(row * ProductKernel.Width) + column] = source[row];
            }
        }
    }

    private static int CeilingOfRatio(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}
