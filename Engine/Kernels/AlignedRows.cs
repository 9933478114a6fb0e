namespace Scratch.Engine.Kernels;

/// <summary>A copy of a matrix whose rows lie at a distance that suits the cache.</summary>
/// <remarks>
/// The place of a number in the first-level cache follows from its address modulo 4 KB. Rows a multiple of 4 KB apart
/// all want the same few places: a tile that reads from 13 rows at once would push out with one what the next is about
/// to need. To copy such a matrix once costs a few percent of a product; not to copy it, up to a third.
/// </remarks>
internal sealed class AlignedRows : ParallelJob
{
    private const int FloatsOfPart = 64 * 1024;

    private float[] _memory = [];
    private Matrix _source;
    private Matrix _copy;

    private int RowsOfPart => Math.Max(1, FloatsOfPart / _source.Columns);

    /// <summary>
    /// The same numbers with rows that don't collide, valid until the next call. Allocates only where it was never as
    /// large before.
    /// </summary>
    public Matrix Copy(Matrix source)
    {
        int stride = source.Columns + AlignedMemory.AlignmentInFloats;
        if (_memory.Length < source.Rows * (long)stride)
        {
            _memory = GC.AllocateUninitializedArray<float>(checked(source.Rows * stride), pinned: true);
        }
        (_source, _copy) = (source, new Matrix(_memory, 0, source.Rows, source.Columns, stride));
        WorkerPool.Run(this, (source.Rows + RowsOfPart - 1) / RowsOfPart);
        return _copy;
    }

    protected internal override void Run(int part)
    {
        int first = part * RowsOfPart, count = Math.Min(RowsOfPart, _source.Rows - first);
        _source.SliceRows(first, count).CopyTo(_copy.SliceRows(first, count));
    }
}
