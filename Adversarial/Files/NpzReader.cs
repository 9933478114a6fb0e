using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace Scratch.Adversarial.Files;

/// <summary>
/// Reads arrays out of NumPy's .npz: those that <see cref="NpzFile"/> writes, and what <c>numpy.savez</c> makes of the
/// same.
/// </summary>
/// <remarks>
/// Files are read as hostile: memory is taken only after the size was checked against the archive's length, and nothing
/// is unpickled.
/// </remarks>
public sealed class NpzReader : IDisposable
{
    // no byte of a deflate stream can become more (RFC 1951: 258 bytes in two bits)
    private const long DeflateLimit = 1032;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly ZipArchive _archive;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">There is no such file, or it can't be read.</exception>
    /// <exception cref="InvalidDataException">It is no zip archive.</exception>
    public NpzReader(string path)
    {
        _path = path;
        _stream = Disk.OpenRead(path);
        try
        {
            _archive = new ZipArchive(_stream, ZipArchiveMode.Read);
            _ = _archive.Entries; // the central directory: what is wrong with it shows here
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException)
        {
            _stream.Dispose();
            throw new InvalidDataException($"{path}: no readable zip archive: {error.Message}", error);
        }
    }

    /// <summary>True if there is an array of that name.</summary>
    public bool Contains(string name) => Find(name) is not null;

    /// <summary>Reads a two-dimensional array of float32 or float64 numbers, as floats. Allocates.</summary>
    /// <exception cref="InvalidDataException">It is not there, or something else, or damaged, or a number is not finite
    /// as a float.</exception>
    public Matrix ReadMatrix(string name) => ReadMatrix(name, mustBeFinite: true);

    /// <summary>The same for numbers that may be infinite or NaN.</summary>
    /// <exception cref="InvalidDataException">It is not there, or something else, or damaged.</exception>
    internal Matrix ReadAnyMatrix(string name) => ReadMatrix(name, mustBeFinite: false);

    private Matrix ReadMatrix(string name, bool mustBeFinite) => Open(name, dimensions: 2, (content, header) =>
    {
        Matrix matrix = Matrix.Allocate(header.Shape[0], header.Shape[1]);
        bool isDouble = header.Type == "<f8";
        byte[] row = new byte[matrix.Columns * header.ElementSize];
        for (int i = 0; i < matrix.Rows; i++)
        {
            content.ReadExactly(row);
            Span<float> values = matrix.Row(i);
            for (int j = 0; j < values.Length; j++)
            {
                values[j] = isDouble
                    ? (float)BinaryPrimitives.ReadDoubleLittleEndian(row.AsSpan(j * sizeof(double)))
                    : BinaryPrimitives.ReadSingleLittleEndian(row.AsSpan(j * sizeof(float)));
                if (mustBeFinite && !float.IsFinite(values[j]))
                {
                    throw new InvalidDataException(
                        $"{_path}: {name}: number ({i}, {j}) is {values[j]}, expected a finite number.");
                }
            }
        }
        return matrix;
    }, "<f4", "<f8");

    /// <summary>Reads a one-dimensional array of int32 or int64 numbers that fit into an int. Allocates.</summary>
    /// <exception cref="InvalidDataException">It is not there, or something else, or damaged, or a number doesn't
    /// fit.</exception>
    public int[] ReadIntegers(string name) => Open(name, dimensions: 1, (content, header) =>
    {
        int[] values = new int[header.Shape[0]];
        Span<byte> element = stackalloc byte[header.ElementSize];
        for (int i = 0; i < values.Length; i++)
        {
            content.ReadExactly(element);
            long value = header.ElementSize == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(element)
                : BinaryPrimitives.ReadInt32LittleEndian(element);
            values[i] = value == (int)value ? (int)value
                : throw new InvalidDataException(
                $"{_path}: {name}: number {i} is {value}, which is no 32-bit integer.");
        }
        return values;
    }, "<i4", "<i8");

    /// <inheritdoc/>
    public void Dispose()
    {
        _archive.Dispose();
        _stream.Dispose();
    }

    private ZipArchiveEntry? Find(string name) => _archive.GetEntry($"{name}.npy");

    private T Open<T>(string name, int dimensions, Func<Stream, NpyHeader, T> read, params string[] types)
    {
        ZipArchiveEntry entry = Find(name) ?? throw new InvalidDataException($"{_path}: there is no array '{name}'.");
        if (BigInteger.Max(entry.Length, 0) > (BigInteger)DeflateLimit * _stream.Length)
        {
            throw new InvalidDataException(
                $"{_path}: {name}: {entry.Length} bytes can't come out of a file of {_stream.Length}.");
        }
        try
        {
            using Stream packed = entry.Open();
            using var content = new BufferedStream(packed);
            NpyHeader header = NpyHeader.Read(content, $"{_path}: {name}");
            if (header.Shape.Count != dimensions || !types.Contains(header.Type))
            {
                throw new InvalidDataException(
                    $"{_path}: {name}: an array of {header.Type} with {header.Shape.Count} dimensions, expected "
                        + $"{string.Join(" or ", types)} with {dimensions}.");
            }
            long expected = header.Bytes + (header.Elements * header.ElementSize);
            if (expected != entry.Length || header.Elements > Array.MaxLength)
            {
                throw new InvalidDataException(
                    $"{_path}: {name}: the entry has {entry.Length} bytes, but its header asks for {expected}.");
            }
            T result = read(content, header);
            return content.ReadByte() < 0 ? result
                : throw new InvalidDataException($"{_path}: {name}: there are bytes after the array.");
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException($"{_path}: {name}: the array ends too early.", error);
        }
    }
}
