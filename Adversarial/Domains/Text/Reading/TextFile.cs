using System.Buffers.Binary;
using System.IO.Compression;

namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>
/// A file of texts as a stream, decompressed if its name ends in <c>.gz</c>: what comes out is bounded and never held
/// whole. Its length must be the one that the end of the file says, so that a file that was cut is seen; several gzip
/// members in one file are refused for that.
/// </summary>
internal sealed class TextFile : Stream
{
    private const long MostBytes = 1 << 30;
    private const int ShortestGzip = 18; // a header, an empty block and the end (RFC 1952, 2.3)

    private readonly string _name;
    private readonly GZipStream _content;
    private readonly long _most;
    private readonly uint _promised; // the size that the end of the file claims, modulo 2³²
    private long _position;

    private TextFile(Stream file, string name, long most)
    {
        (_name, _most) = (name, most);
        Span<byte> word = stackalloc byte[sizeof(uint)];
        if (file.Length < ShortestGzip || file.ReadByte() != 0x1F || file.ReadByte() != 0x8B)
        {
            throw new InvalidDataException(
                $"{name}: at byte 0: no gzip data; expected them, or a name that doesn't end in .gz.");
        }
        file.Position = file.Length - word.Length;
        file.ReadExactly(word);
        _promised = BinaryPrimitives.ReadUInt32LittleEndian(word);
        file.Position = 0;
        _content = new GZipStream(file, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <summary>Opens a file at its start.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that may come out of it if it is compressed.</param>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="InvalidDataException">Its name ends in .gz, and it is no gzip file.</exception>
    public static Stream Open(string path, long most = MostBytes)
    {
        Stream file = Disk.OpenRead(path);
        try
        {
            return IsCompressed(path) ? new TextFile(file, path, most) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The ending that says what is in a file, in lower case and without <c>.gz</c>.</summary>
    public static string FindExtension(string path) =>
        Path.GetExtension(IsCompressed(path) ? path[..^3] : path).ToLowerInvariant();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _content.Read(buffer);
        }
        catch (InvalidDataException error) // from the decompressor, which doesn't know the file's name
        {
            throw new InvalidDataException(
                $"{_name}: the gzip data are corrupt after byte {_position} of what they hold; expected them whole.",
                error);
        }
        _position += read;
        if (_position > _most)
        {
            throw new InvalidDataException(
                $"{_name}: more than {_most} bytes come out of the gzip data; expected at most that.");
        }
        // the decompressor takes the end of the file for the end of the data
        if (read == 0 && !buffer.IsEmpty && _promised != (uint)_position)
        {
            throw new InvalidDataException(
                $"{_name}: the gzip data end after byte {_position} of what they hold, and the end of the file "
                    + $"says {_promised}; expected one whole gzip member.");
        }
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }
        base.Dispose(disposing);
    }

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
