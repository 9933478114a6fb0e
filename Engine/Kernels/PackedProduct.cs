using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scratch.Engine.Kernels;

/// <summary>
/// c = a · b + bias with packed weights b: the forward pass of a dense layer that is prepared for answering.
/// a (M,K) · b (K,N) + bias (1,N) -> c (M,N)
/// </summary>
/// <remarks>
/// A part is a block of rows times a run of panels, as in <see cref="ProductJob"/>, with the same sums in the same
/// order. A single row has no use for tall tiles: it walks several panels at once, so that as many sums are under way
/// as the processor can take. It belongs to one caller at a time and allocates nothing.
/// </remarks>
internal sealed class PackedProduct : ParallelJob
{
    private const long SmallestPart = 128 * 1024; // multiplications: about 2 µs of work, the cost of a fork
    private const int PartsWanted = 16;
    private const int TilesOfBlock = 20;
    private const int SmallestTilesOfBlock = 4;

    private static readonly TileKernel Kernel = TileKernel.Best;

    private PackedWeights _b = null!;
    private Matrix _c;
    private unsafe float* _a; // of memory that stays where it is until all parts have ended
    private int _rowBlocks;
    private int _panelsOfPart;

    /// <summary>Overwrites c, which shares no memory with a.</summary>
    /// <param name="a">(M, K), rows one after another, not overwritten.</param>
    /// <param name="b">The packed weights.</param>
    /// <param name="c">(M, N), overwritten.</param>
    public unsafe void Multiply(ReadOnlySpan<float> a, PackedWeights b, Matrix c)
    {
        Shape.RequireLength(a.Length, c.Rows * b.Inputs, nameof(a));
        Shape.Require(c, c.Rows, b.Outputs);
        if (c.IsEmpty)
        {
            return;
        }
        fixed (float* first = a)
        {
            _a = first;
            (_b, _c) = (b, c);
            WorkerPool.Run(this, CutIntoParts());
        }
        _a = null;
        (_b, _c) = (null!, default);
    }

    private int CutIntoParts()
    {
        long multiplications = (long)_c.Rows * _c.Columns * _b.Inputs;
        int parts = (int)Math.Clamp(multiplications / SmallestPart, 1, PartsWanted);
        int fewest = CeilingOfRatio(_c.Rows, TilesOfBlock * Kernel.Height),
            most = Math.Max(fewest, _c.Rows / (SmallestTilesOfBlock * Kernel.Height));
        _rowBlocks = Math.Clamp(parts / _b.Panels, fewest, most);
        _panelsOfPart = CeilingOfRatio(_b.Panels * _rowBlocks, parts);
        if (_c.Rows == 1)
        {
            _panelsOfPart = CeilingOfRatio(_panelsOfPart, RowOfPanels.Most) * RowOfPanels.Most;
        }
        return _rowBlocks * CeilingOfRatio(_b.Panels, _panelsOfPart);
    }

    protected internal override void Run(int part)
    {
        int firstRow = Balanced(part % _rowBlocks, _rowBlocks, _c.Rows),
            lastRow = Balanced((part % _rowBlocks) + 1, _rowBlocks, _c.Rows);
        if (_b.PanelWidth == 1)
        {
            RunColumn(firstRow, lastRow);
            return;
        }
        int firstPanel = part / _rowBlocks * _panelsOfPart;
        int lastPanel = Math.Min(firstPanel + _panelsOfPart, _b.Panels);
        for (int k = 0; k < _b.Inputs; k += ProductJob.DepthOfBlock)
        {
            int depth = Math.Min(ProductJob.DepthOfBlock, _b.Inputs - k);
            for (int panel = firstPanel; panel < lastPanel;)
            {
                int whole = Math.Min(lastPanel, _c.Columns / _b.PanelWidth) - panel;
                if (lastRow - firstRow == 1 && whole >= 2)
                {
                    int together = whole >= RowOfPanels.Most ? RowOfPanels.Most : 2;
                    RunRow(firstRow, panel, together, k, depth);
                    panel += together;
                }
                else
                {
                    RunPanel(firstRow, lastRow, panel, k, depth);
                    panel++;
                }
            }
        }
    }

    /// <summary>One row and several panels.</summary>
    private void RunRow(int row, int panel, int together, int k, int depth)
    {
        int column = panel * _b.PanelWidth;
        Span<float> c = _c.Row(row).Slice(column, together * _b.PanelWidth);
        new RowOfPanels(
            ref A(row, k), ref _b.At(panel, k), _b.PanelLength, depth, k == 0 ? _b.BiasFrom(column) : c, c)
            .Run(together);
    }

    /// <summary>All rows of the part and one panel, tile by tile.</summary>
    private void RunPanel(int firstRow, int lastRow, int panel, int k, int depth)
    {
        int column = panel * _b.PanelWidth, columns = Math.Min(_b.PanelWidth, _c.Columns - column);
        int rows = lastRow - firstRow, tiles = CeilingOfRatio(rows, Kernel.Height);
        ref float b = ref _b.At(panel, k);
        for (int tile = 0; tile < tiles; tile++)
        {
            int row = firstRow + Balanced(tile, tiles, rows), next = firstRow + Balanced(tile + 1, tiles, rows);
            Matrix c = _c.SliceRows(row, next - row).SliceColumns(column, columns);
            ref float a = ref A(row, k);
            if (columns < _b.PanelWidth)
            {
                RunAtEdge(ref a, ref b, depth, isFirst: k == 0, column, c);
                continue;
            }
            ref float addend = ref k == 0 ? ref MemoryMarshal.GetReference(_b.BiasFrom(column)) : ref c.First;
            Kernel.Run(c.Rows, ref a, _b.Inputs, 1, ref b, _b.PanelWidth, depth, ref c.First, c.RowStride, ref addend,
                k == 0 ? 0 : c.RowStride);
        }
    }

    /// <summary>A tile that c has only a part of: computed whole beside c, then added as far as c reaches.</summary>
    [SkipLocalsInit]
    private void RunAtEdge(ref float a, ref float b, int depth, bool isFirst, int column, Matrix c)
    {
        Span<float> tile = stackalloc float[Kernel.Height * Kernel.Width];
        ref float sums = ref MemoryMarshal.GetReference(tile);
        int width = Kernel.Width;
        if (c.Columns > Kernel.Lanes)
        {
            Kernel.Run(c.Rows, ref a, _b.Inputs, 1, ref b, width, depth, ref sums, width,
                ref Unsafe.NullRef<float>(), 0);
        }
        else
        {
            Kernel.RunNarrow(c.Rows, ref a, _b.Inputs, 1, ref b, width, depth, ref sums, width,
                ref Unsafe.NullRef<float>(), 0);
        }
        for (int row = 0; row < c.Rows; row++)
        {
            ReadOnlySpan<float> addend = isFirst ? _b.BiasFrom(column)[..c.Columns] : c.Row(row);
            TensorPrimitives.Add(addend, tile.Slice(row * width, c.Columns), c.Row(row));
        }
    }

    /// <summary>The rows of the part and the single column.</summary>
    private void RunColumn(int firstRow, int lastRow)
    {
        for (int row = firstRow; row < lastRow; row++)
        {
            ReadOnlySpan<float> a = MemoryMarshal.CreateReadOnlySpan(ref A(row, 0), _b.Inputs);
            _c[row, 0] = _b.BiasFrom(0)[0] + DotJob.Dot(a, _b.Column);
        }
    }

    private unsafe ref float A(int row, int k) => ref *(_a + ((nint)row * _b.Inputs) + k);

    private static int Balanced(int index, int count, int total) => (int)((long)index * total / count);

    private static int CeilingOfRatio(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}
