using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Scratch.Adversarial.Domains.Images;

/// <summary>
/// The pieces that both kinds of IDX file are made of. It keeps count of the bytes, so that errors can name the offset.
/// </summary>
internal sealed class IdxReader : IDisposable
{
    private const byte Gzip0 = 0x1F, Gzip1 = 0x8B; // RFC 1952, 2.3.1
    internal const int MaxBytes = 1 << 30; // as floats 4 GiB: what one matrix holds
    // compressed data are trusted for this much at first, then for twice what came
    private const int FirstBytes = 1 << 16;

    private readonly Stream _content;
    private readonly string _name;
    private readonly bool _isCompressed;
    private readonly long _plainLength;
    private long _position;

    public IdxReader(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanSeek)
        {
            throw new ArgumentException(
                $"{name}: the stream can't seek, but its length must be known.", nameof(stream));
        }
        long start = stream.Position;
        _name = name;
        _plainLength = stream.Length - start;
        _isCompressed = IsCompressed(stream);
        _content = _isCompressed ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : stream;
    }

    /// <summary>Whether a stream at its start is one of gzip; it stays there.</summary>
    public static bool IsCompressed(Stream stream)
    {
        long start = stream.Position;
        bool isCompressed = stream.ReadByte() == Gzip0 && stream.ReadByte() == Gzip1;
        stream.Position = start;
        return isCompressed;
    }

    /// <summary>Reads the magic number.</summary>
    public void RequireMagic(uint expected, string kind)
    {
        uint found = ReadWord("the magic number");
        if (found != expected)
        {
            Fail(_position - sizeof(uint), $"magic number 0x{found:X8}, expected 0x{expected:X8} ({kind})");
        }
    }

    /// <summary>Reads one size of the header, from 1 to <paramref name="max"/>.</summary>
    public int ReadSize(string what, int max)
    {
        uint found = ReadWord(what);
        if (found is 0 || found > max)
        {
            Fail(_position - sizeof(uint), $"{what} is {found}, expected 1 to {max}");
        }
        return (int)found;
    }

    /// <summary>Reads the elements, which must be exactly the <paramref name="count"/> bytes that are left.</summary>
    public byte[] ReadRest(long count, string what)
    {
        if (count > MaxBytes)
        {
            Fail(_position, $"the header promises {what}, {count} bytes; at most {MaxBytes} can be read");
        }
        long left = _plainLength - _position;
        if (!_isCompressed && left != count)
        {
            Fail(_position, $"{left} bytes follow, expected {count} ({what})");
        }
        byte[] bytes = new byte[_isCompressed ? Math.Min(count, FirstBytes) : count];
        int filled = Fill(bytes);
        while (filled == bytes.Length && filled < count)
        {
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * filled));
            filled += Fill(bytes.AsSpan(filled));
        }
        if (filled < count)
        {
            Fail(_position, $"the data end after {filled} bytes, expected {count} ({what})");
        }
        if (Fill(stackalloc byte[1]) != 0)
        {
            Fail(_position - 1, $"more data follow, expected the end after {count} bytes ({what})");
        }
        return bytes;
    }

    /// <summary>Lets go of the decompressor; the stream underneath stays open.</summary>
    public void Dispose()
    {
        if (_isCompressed)
        {
            _content.Dispose();
        }
    }

    private uint ReadWord(string what)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        int filled = Fill(word);
        if (filled < word.Length)
        {
            Fail(_position, $"the file ends, expected {what} ({sizeof(uint)} bytes, {filled} of them found)");
        }
        return BinaryPrimitives.ReadUInt32BigEndian(word);
    }

    private int Fill(Span<byte> destination)
    {
        try
        {
            int filled = _content.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
            _position += filled;
            return filled;
        }
        catch (InvalidDataException exception) // from the decompressor, which doesn't know the file's name
        {
            throw new InvalidDataException(
                $"{_name}: the gzip data are corrupt after byte {_position}: {exception.Message}", exception);
        }
    }

    [DoesNotReturn]
    private void Fail(long offset, string message) => throw new InvalidDataException(
        $"{_name}: at byte {offset}{(_isCompressed ? " of the decompressed data" : "")}: {message}.");
}
