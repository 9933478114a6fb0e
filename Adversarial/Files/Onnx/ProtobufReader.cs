using System.Buffers.Binary;
using System.Text;

namespace Scratch.Adversarial.Files.Onnx;

/// <summary>Reads the fields of one message of protocol buffers, each length checked against what is there.</summary>
/// <remarks>It copies nothing: a message inside another is a part of the same bytes.</remarks>
internal ref struct ProtobufReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _file;
    private readonly int _end;
    private int _at;
    private int _wire;

    /// <summary>A reader of the message that lies in a range of the file.</summary>
    public ProtobufReader(string name, ReadOnlySpan<byte> file, Range range)
    {
        Name = name;
        _file = file;
        (_at, int length) = range.GetOffsetAndLength(file.Length);
        _end = _at + length;
    }

    /// <summary>What error messages call the file.</summary>
    public string Name { get; }

    /// <summary>The number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <summary>Whether the field at hand has a length before it: a message, a text, or numbers in a row.</summary>
    public readonly bool IsDelimited => _wire == 2;

    /// <summary>Goes to the next field, which is to be read or skipped; false at the end.</summary>
    public bool Next()
    {
        if (_at == _end)
        {
            return false;
        }
        ulong head = ReadVarint();
        (Field, _wire) = ((int)(head >> 3), (int)(head & 7));
        if (head >> 3 is 0 or > 536_870_911 || _wire is not (0 or 1 or 2 or 5))
        {
            throw Error($"field {head >> 3} of wire type {head & 7} is none of protocol buffers 3");
        }
        return true;
    }

    /// <summary>Passes over the field at hand.</summary>
    public void Skip()
    {
        switch (_wire)
        {
            case 0: ReadVarint(); break;
            case 1: Take(8); break;
            case 2: ReadRange(); break;
            default: Take(4); break;
        }
    }

    /// <summary>Where the bytes of the field at hand lie in the file.</summary>
    public Range ReadRange()
    {
        Require(2);
        ulong length = ReadVarint();
        if (length > (ulong)(_end - _at))
        {
            throw Error(
                $"field {Field} has {length} bytes, expected at most {_end - _at} (what its message still has)");
        }
        int start = Take((int)length);
        return start..(start + (int)length);
    }

    /// <summary>The message of the field at hand.</summary>
    public ProtobufReader ReadMessage() => new(Name, _file, ReadRange());

    /// <summary>The text of the field at hand.</summary>
    public string ReadText()
    {
        Range range = ReadRange();
        try
        {
            return Utf8.GetString(_file[range]);
        }
        catch (DecoderFallbackException)
        {
            throw Error($"field {Field} is not valid UTF-8");
        }
    }

    /// <summary>The whole number of the field at hand, or of those in a row.</summary>
    public long ReadInteger()
    {
        Require(0);
        return (long)ReadVarint();
    }

    /// <summary>The next of whole numbers in a row; false at the end of the message.</summary>
    public bool TryReadPacked(out long value)
    {
        bool isThere = _at < _end;
        value = isThere ? (long)ReadVarint() : 0;
        return isThere;
    }

    /// <summary>The 32-bit float of the field at hand.</summary>
    public float ReadFloat()
    {
        Require(5);
        return BinaryPrimitives.ReadSingleLittleEndian(_file[Take(4)..]);
    }

    /// <summary>An error that names the file and the place.</summary>
    public readonly InvalidDataException Error(string what) => new($"{Name}: at byte {_at}: {what}.");

    private readonly void Require(int wire)
    {
        if (_wire != wire)
        {
            throw Error($"field {Field} has wire type {_wire}, expected {wire}");
        }
    }

    private int Take(int count)
    {
        if (count > _end - _at)
        {
            throw Error($"a message ends within field {Field}");
        }
        _at += count;
        return _at - count;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte part = _file[Take(1)];
            value |= shift == 63 ? (ulong)(part & 1) << 63 : (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
        throw Error("a whole number has more than 10 bytes");
    }
}
