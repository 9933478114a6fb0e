using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scratch.Engine.Kernels;

/// <summary>
/// c = a · b, or c = bias + a · b, or c += a · b, in blocks (Goto and van de Geijn 2008, simplified).
/// </summary>
/// <remarks>
/// A part is a block of rows of c times a run of panels, each as wide as a tile. For every block of k it walks its
/// panels, and for each lets all tiles of its rows meet the same columns of b, while the rows of a stay in the
/// second-level cache. Columns of b that are not to be read as they lie are first copied into a contiguous strip.
/// Between two tiles, the processor is told of what comes next: the next tile of c, and a share of the next panel of b.
/// </remarks>
internal sealed class ProductJob(TileKernel kernel) : ParallelJob
{
    /// <summary>
    /// The stretch of k that one tile sums up before it goes back to c. Part of the result's definition.
    /// </summary>
    public const int DepthOfBlock = 512;

    private const int TilesOfBlock = 20;
    private const int SmallestTilesOfBlock = 4; // fewer rows would not repay a strip
    private const long SmallestPart = 128 * 1024; // multiplications: about 2 µs of work, the cost of a fork
    private const int PartsWanted = 16;
    private const int PartsThatRepayTurning = 4; // every block of rows turns a transposed b for itself
    private const double CostOfColumns = 2; // of reading a by its columns, over b by its rows
    private const int SmallestDepthToPrefetch = 128; // a shallower panel is done before a hint would repay itself

    [ThreadStatic]
    private static float[]? _strip;

    private readonly AlignedRows _aligned = new();
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
        if (!a.Transposed && c.Columns >= kernel.Width && a.Matrix.RowsCollide)
        {
            _a = new Operand(_aligned.Copy(a.Matrix), false);
        }
        long multiplications = (long)c.Rows * c.Columns * Math.Max(1, a.Columns);
        int parts = (int)Math.Clamp(multiplications / SmallestPart, 1, PartsWanted);
        int panels = CeilingOfRatio(c.Columns, kernel.Width);
        int fewest = CeilingOfRatio(c.Rows, TilesOfBlock * kernel.Height),
            most = Math.Max(fewest, c.Rows / (SmallestTilesOfBlock * kernel.Height));
        _rowBlocks = parts / panels / (b.Transposed ? PartsThatRepayTurning : 1);
        if (a.Transposed && a.Columns > DepthOfBlock && c.Rows > c.Columns)
        {
            // so deep, a has left the cache before another run of panels reads it again: shorter blocks, longer runs
            _rowBlocks = (int)Math.Sqrt(CostOfColumns * parts * c.Rows / c.Columns);
        }
        _rowBlocks = Math.Clamp(_rowBlocks, fewest, most);
        _panelsOfPart = CeilingOfRatio(panels * _rowBlocks, parts);
        return _rowBlocks * CeilingOfRatio(panels, _panelsOfPart);
    }

    protected internal override void Run(int part)
    {
        int firstRow = Balanced(part % _rowBlocks, _rowBlocks, _c.Rows),
            lastRow = Balanced((part % _rowBlocks) + 1, _rowBlocks, _c.Rows);
        int firstColumn = part / _rowBlocks * _panelsOfPart * kernel.Width;
        int lastColumn = Math.Min(firstColumn + (_panelsOfPart * kernel.Width), _c.Columns);
        Matrix rows = _c.SliceRows(firstRow, lastRow - firstRow);
        Matrix addend = _accumulate ? rows : _bias;
        if (_a.Columns == 0)
        {
            AddNothing(rows.SliceColumns(firstColumn, lastColumn - firstColumn), firstColumn);
        }
        for (int k = 0; k < _a.Columns; k += DepthOfBlock)
        {
            for (int column = firstColumn; column < lastColumn; column += kernel.Width)
            {
                int width = Math.Min(kernel.Width, lastColumn - column);
                RunPanel(
                    new Panel(firstRow, column, k, Math.Min(DepthOfBlock, _a.Columns - k),
                        Math.Min(kernel.Width, lastColumn - column - width)),
                    addend.IsEmpty ? default : addend.SliceColumns(column, width),
                    rows.SliceColumns(column, width));
            }
            addend = rows;
        }
    }

    /// <summary>
    /// Where a panel begins in c and b, how deep it is, and the width of the one after it, 0 if there is none.
    /// </summary>
    private readonly record struct Panel(int Row, int Column, int K, int Depth, int NextWidth);

    /// <summary>An empty sum: c = 0, or c = bias, or c as it is.</summary>
    private void AddNothing(Matrix c, int firstColumn)
    {
        if (!_bias.IsEmpty)
        {
            RowOperations.Repeat(_bias.Row(0).Slice(firstColumn, c.Columns), c);
        }
        else if (!_accumulate)
        {
            c.Fill(0);
        }
    }

    /// <summary>c = addend + a · b for all rows of the part and the columns of one panel.</summary>
    /// <param name="panel">Its place.</param>
    /// <param name="addend">As c, or one row to be added to all, or empty.</param>
    /// <param name="c">The rows of the part, the columns of the panel.</param>
    private void RunPanel(in Panel panel, Matrix addend, Matrix c)
    {
        bool isWhole = c.Columns == kernel.Width, inPlace = isWhole && !_b.Transposed;
        ref float b = ref inPlace ? ref _b.At(panel.K, panel.Column) : ref Pack(panel, c.Columns);
        nint strideOfB = inPlace ? _b.Matrix.RowStride : kernel.Width;
        int tiles = CeilingOfRatio(c.Rows, kernel.Height);
        for (int tile = 0; tile < tiles; tile++)
        {
            int row = Balanced(tile, tiles, c.Rows), height = Balanced(tile + 1, tiles, c.Rows) - row;
            Matrix sums = c.SliceRows(row, height);
            if (panel.Depth >= SmallestDepthToPrefetch)
            {
                Prefetch.Rows(ref sums.First, c.RowStride, height, c.Columns);
            }
            if (panel.Depth >= 2 * SmallestDepthToPrefetch)
            {
                PrefetchNext(panel, tile, tiles);
            }
            Matrix start = addend.Rows == c.Rows ? addend.SliceRows(row, height) : addend;
            ref float a = ref _a.At(panel.Row + row, panel.K);
            if (isWhole)
            {
                nint strideOfStart = start.Rows == 1 ? 0 : start.RowStride;
                ref float first = ref start.IsEmpty ? ref Unsafe.NullRef<float>() : ref start.First;
                kernel.Run(height, ref a, _a.RowStride, _a.ColumnStride, ref b, strideOfB, panel.Depth, ref sums.First,
                    c.RowStride, ref first, strideOfStart);
            }
            else
            {
                RunAtEdge(ref a, ref b, panel.Depth, start, sums);
            }
        }
    }

    /// <summary>Asks for one tile's share of the columns of b that come after this panel.</summary>
    private void PrefetchNext(in Panel panel, int tile, int tiles)
    {
        if (panel.NextWidth > 0)
        {
            int lines = _b.Transposed ? panel.NextWidth : panel.Depth;
            int first = Balanced(tile, tiles, lines), count = Balanced(tile + 1, tiles, lines) - first;
            int column = panel.Column + kernel.Width;
            ref float b = ref _b.Transposed ? ref _b.At(panel.K, column + first) : ref _b.At(panel.K + first, column);
            Prefetch.Rows(ref b, _b.Matrix.RowStride, count, _b.Transposed ? panel.Depth : panel.NextWidth);
        }
    }

    /// <summary>
    /// A tile that c has only a part of: computed whole beside c, then copied or added as far as c reaches.
    /// </summary>
    [SkipLocalsInit]
    private void RunAtEdge(ref float a, ref float b, int depth, Matrix addend, Matrix c)
    {
        Span<float> tile = stackalloc float[kernel.Height * kernel.Width];
        ref float sums = ref MemoryMarshal.GetReference(tile);
        nint width = kernel.Width;
        if (c.Columns > kernel.Lanes)
        {
            kernel.Run(c.Rows, ref a, _a.RowStride, _a.ColumnStride, ref b, width, depth, ref sums, width,
                ref Unsafe.NullRef<float>(), 0);
        }
        else
        {
            kernel.RunNarrow(c.Rows, ref a, _a.RowStride, _a.ColumnStride, ref b, width, depth, ref sums, width,
                ref Unsafe.NullRef<float>(), 0);
        }
        for (int row = 0; row < c.Rows; row++)
        {
            ReadOnlySpan<float> source = tile.Slice(row * kernel.Width, c.Columns);
            if (addend.IsEmpty)
            {
                source.CopyTo(c.Row(row));
            }
            else
            {
                TensorPrimitives.Add(addend.Row(addend.Rows == 1 ? 0 : row), source, c.Row(row));
            }
        }
    }

    /// <summary>A strip (depth, Width) with the panel's part of b, filled up with columns of zeros.</summary>
    private ref float Pack(in Panel panel, int columns)
    {
        _strip ??= GC.AllocateUninitializedArray<float>(DepthOfBlock * TileKernel.LargestWidth, pinned: true);
        Span<float> strip = _strip.AsSpan(0, panel.Depth * kernel.Width);
        if (columns < kernel.Width)
        {
            strip.Clear();
        }
        if (_b.Transposed)
        {
            Transposition.Run(_b.Matrix.SliceRows(panel.Column, columns).SliceColumns(panel.K, panel.Depth), strip,
                kernel.Width);
        }
        else
        {
            for (int row = 0; row < panel.Depth; row++)
            {
                _b.Matrix.Row(panel.K + row).Slice(panel.Column, columns).CopyTo(strip[(row * kernel.Width)..]);
            }
        }
        return ref MemoryMarshal.GetReference(strip);
    }

    /// <summary>
    /// Where share <paramref name="index"/> of <paramref name="count"/> begins: shares differ by one at most.
    /// </summary>
    private static int Balanced(int index, int count, int total) => (int)((long)index * total / count);

    private static int CeilingOfRatio(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}
