using Microsoft.Win32.SafeHandles;

namespace Scratch.Adversarial.Data;

/// <summary>
/// Examples in a file of rows that all have the same length, read on all threads: neighbours in one go, others one by
/// one.
/// </summary>
/// <remarks>One caller at a time. The file is open until the store is collected or the process ends.</remarks>
internal abstract class FileRows : RowStore
{
    private const int BytesOfPart = 64 * 1024; // what is worth another thread, and within the second-level cache

    [ThreadStatic]
    private static byte[]? _buffer; // of whichever store reads on this thread

    private readonly string _name;
    private readonly SafeFileHandle _file;
    private readonly long _start;
    private readonly int _bytesOfRow;
    private readonly Job _job;

    /// <summary>Rows in a file.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="file">The open file.</param>
    /// <param name="start">Where the first row begins, in bytes.</param>
    /// <param name="bytesOfRow">The length of a row.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="features">The numbers that a row becomes.</param>
    private protected FileRows(
        string name, SafeFileHandle file, long start, int bytesOfRow, int count, int features)
    {
        (_name, _file, _start, _bytesOfRow, Count, Features) = (name, file, start, bytesOfRow, count, features);
        _job = new Job(this, Math.Max(1, BytesOfPart / bytesOfRow));
    }

    /// <summary>What messages call it.</summary>
    private protected string Name => _name;

    /// <summary>The open file.</summary>
    private protected SafeFileHandle Handle => _file;

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override int Features { get; }

    /// <inheritdoc/>
    public override void Gather(ReadOnlySpan<int> rows, Matrix output)
    {
        Shape.Require(output, rows.Length, Features);
        _job.Run(rows, output);
    }

    /// <summary>Overwrites a row of numbers with what the bytes of a row stand for. Called on any thread.</summary>
    private protected abstract void Convert(ReadOnlySpan<byte> bytes, Span<float> output);

    /// <summary>Reads rows that follow one another in the file.</summary>
    private void Read(ReadOnlySpan<int> rows, Matrix output, int at)
    {
        int length = rows.Length * _bytesOfRow;
        if (_buffer is null || _buffer.Length < length)
        {
            _buffer = new byte[length];
        }
        Span<byte> bytes = _buffer.AsSpan(0, length);
        long place = _start + ((long)rows[0] * _bytesOfRow);
        for (int filled = 0; filled < length;)
        {
            int read = RandomAccess.Read(_file, bytes[filled..], place + filled);
            filled += read > 0 ? read : throw new EndOfStreamException(
                $"{_name}: the file ends at byte {place + filled}; expected it as long as when it was opened.");
        }
        for (int i = 0; i < rows.Length; i++)
        {
            Convert(bytes.Slice(i * _bytesOfRow, _bytesOfRow), output.Row(at + i));
        }
    }

    private sealed class Job(FileRows store, int rowsOfPart) : ParallelJob
    {
        private int[] _rows = [];
        private int _count;
        private Matrix _output;

        public void Run(ReadOnlySpan<int> rows, Matrix output)
        {
            if (_rows.Length < rows.Length)
            {
                _rows = new int[rows.Length];
            }
            rows.CopyTo(_rows);
            (_count, _output) = (rows.Length, output);
            WorkerPool.Run(this, (rows.Length + rowsOfPart - 1) / rowsOfPart);
        }

        protected override void Run(int part)
        {
            int first = part * rowsOfPart, last = Math.Min(first + rowsOfPart, _count);
            for (int end; first < last; first = end)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)_rows[first], (uint)store.Count, "rows");
                for (end = first + 1; end < last && _rows[end] == _rows[end - 1] + 1 && _rows[end] < store.Count; end++)
                {
                }
                store.Read(_rows.AsSpan(first, end - first), _output, first);
            }
        }
    }
}
