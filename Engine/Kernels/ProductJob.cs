using System.Numerics.Tensors;
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
/// A part is a block of rows of c times a run of panels, each as wide as a tile. For every block of k it walks its panels, and
/// for each lets all tiles of its rows meet the same columns of b, which stay in the first-level cache while the rows of a stay
/// in the second-level cache. Columns of b that are not to be read as they lie are first copied into a contiguous strip.
/// </remarks>
internal sealed class ProductJob(TileKernel kernel) : ParallelJob
{
    /// <summary>The stretch of k that one tile sums up before it goes back to c. Part of the result's definition.</summary>
    public const int DepthOfBlock = 512;

    private const int TilesOfBlock = 20;
    private const int PartsWanted = 16;
    private const long SmallestPart = 128 * 1024; // multiplications: about 2 µs of work, the cost of a fork

    [ThreadStatic]
    private static float[]? _strip;

    private Operand _a;
    private Operand _b;
    private Matrix _bias;
    private Matrix _c;
    private bool _accumulate;
    private int _rowBlocks;
    private int _panelsOfPart;

    private int RowsOfBlock => TilesOfBlock * kernel.Height;

    /// <summary>Takes the operands, whose shapes were checked, and returns the number of parts.</summary>
    public int Prepare(Operand a, Operand b, Matrix bias, Matrix c, bool accumulate)
    {
        (_a, _b, _bias, _c, _accumulate) = (a, b, bias, c, accumulate);
        int panels = CeilingOfRatio(c.Columns, kernel.Width);
        _rowBlocks = CeilingOfRatio(c.Rows, RowsOfBlock);
        long multiplications = (long)c.Rows * c.Columns * Math.Max(1, a.Columns);
        long parts = Math.Clamp(multiplications / SmallestPart, 1, PartsWanted);
        _panelsOfPart = (int)Math.Max(1, ((panels * (long)_rowBlocks) + parts - 1) / parts);
        return _rowBlocks * CeilingOfRatio(panels, _panelsOfPart);
    }

    protected internal override void Run(int part)
    {
        int firstRow = Balanced(part % _rowBlocks, _rowBlocks, _c.Rows), lastRow = Balanced((part % _rowBlocks) + 1, _rowBlocks, _c.Rows);
        int firstColumn = part / _rowBlocks * _panelsOfPart * kernel.Width;
        int columns = Math.Min(_panelsOfPart * kernel.Width, _c.Columns - firstColumn);
        Matrix c = _c.SliceRows(firstRow, lastRow - firstRow).SliceColumns(firstColumn, columns);
        bool accumulate = Begin(c, firstColumn);
        for (int k = 0; k < _a.Columns; k += DepthOfBlock)
        {
            int depth = Math.Min(DepthOfBlock, _a.Columns - k);
            for (int column = 0; column < columns; column += kernel.Width)
            {
                int width = Math.Min(kernel.Width, columns - column);
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
        bool isWhole = c.Columns == kernel.Width;
        ref float b = ref Unsafe.NullRef<float>();
        nint strideOfB = kernel.Width;
        if (isWhole && !_b.Transposed)
        {
            b = ref Unsafe.Add(ref _b.Matrix.First, ((nint)k * _b.Matrix.RowStride) + firstColumn);
            strideOfB = _b.Matrix.RowStride;
        }
        else
        {
            b = ref Pack(firstColumn, c.Columns, k, depth);
        }
        int tiles = CeilingOfRatio(c.Rows, kernel.Height);
        for (int tile = 0; tile < tiles; tile++)
        {
            int row = Balanced(tile, tiles, c.Rows), height = Balanced(tile + 1, tiles, c.Rows) - row;
            ref float a = ref Unsafe.Add(
                ref _a.Matrix.First, ((nint)(firstRow + row) * _a.RowStride) + ((nint)k * _a.ColumnStride));
            if (isWhole)
            {
                ref float sums = ref Unsafe.Add(ref c.First, (nint)row * c.RowStride);
                kernel.Run(height, ref a, _a.RowStride, _a.ColumnStride, ref b, strideOfB, depth, ref sums, c.RowStride, accumulate);
            }
            else
            {
                RunAtEdge(ref a, ref b, depth, c.SliceRows(row, height), accumulate);
            }
        }
    }

    /// <summary>A tile that c has only a part of: computed whole beside c, then copied or added as far as c reaches.</summary>
    [SkipLocalsInit]
    private void RunAtEdge(ref float a, ref float b, int depth, Matrix c, bool accumulate)
    {
        Span<float> tile = stackalloc float[kernel.Height * kernel.Width];
        ref float sums = ref MemoryMarshal.GetReference(tile);
        if (c.Columns > kernel.Lanes)
        {
            kernel.Run(c.Rows, ref a, _a.RowStride, _a.ColumnStride, ref b, kernel.Width, depth, ref sums, kernel.Width, accumulate: false);
        }
        else
        {
            kernel.RunNarrow(c.Rows, ref a, _a.RowStride, _a.ColumnStride, ref b, kernel.Width, depth, ref sums, kernel.Width, accumulate: false);
        }
        for (int row = 0; row < c.Rows; row++)
        {
            Span<float> destination = c.Row(row);
            ReadOnlySpan<float> source = tile.Slice(row * kernel.Width, c.Columns);
            if (accumulate)
            {
                TensorPrimitives.Add(destination, source, destination);
            }
            else
            {
                source.CopyTo(destination);
            }
        }
    }

    /// <summary>A strip (depth, Width) with rows k … k + depth of b and its columns from firstColumn on, filled up with zeros.</summary>
    private ref float Pack(int firstColumn, int columns, int k, int depth)
    {
        _strip ??= GC.AllocateUninitializedArray<float>(DepthOfBlock * TileKernel.LargestWidth, pinned: true);
        Span<float> strip = _strip.AsSpan(0, depth * kernel.Width);
        if (columns < kernel.Width)
        {
            strip.Clear();
        }
        if (_b.Transposed)
        {
            Transposition.Run(_b.Matrix.SliceRows(firstColumn, columns).SliceColumns(k, depth), strip, kernel.Width);
        }
        else
        {
            for (int row = 0; row < depth; row++)
            {
                _b.Matrix.Row(k + row).Slice(firstColumn, columns).CopyTo(strip[(row * kernel.Width)..]);
            }
        }
        return ref MemoryMarshal.GetReference(strip);
    }

    /// <summary>Where share <paramref name="index"/> of <paramref name="count"/> begins: shares differ by one at most.</summary>
    private static int Balanced(int index, int count, int total) => (int)((long)index * total / count);

    private static int CeilingOfRatio(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}
