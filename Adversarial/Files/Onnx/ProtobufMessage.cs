using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Scratch.Adversarial.Files.Onnx;

/// <summary>
/// A message of protocol buffers to be written: fields with their number, one after another, each message inside
/// another with its length before it.
/// </summary>
/// <remarks>
/// https://protobuf.dev/programming-guides/encoding: a field begins with (number &lt;&lt; 3 | wire type); a whole
/// number is written seven bits at a time, the lowest first. Tensors are kept as they are and turned into bytes while
/// the file is written.
/// </remarks>
internal sealed class ProtobufMessage
{
    private const int Varint = 0, Delimited = 2, Fixed32 = 5;

    private readonly List<object> _pieces = []; // bytes, messages, floats and whole numbers, in their order
    private List<byte>? _bytes; // the piece that is being added to

    /// <summary>The bytes of the fields so far.</summary>
    public long Length { get; private set; }

    /// <summary>A whole number.</summary>
    public ProtobufMessage Add(int field, long value)
    {
        WriteVarint((ulong)(field << 3) | Varint);
        WriteVarint((ulong)value);
        return this;
    }

    /// <summary>A 32-bit float.</summary>
    public ProtobufMessage Add(int field, float value)
    {
        WriteVarint((ulong)(field << 3) | Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        Write(bytes);
        return this;
    }

    /// <summary>A text, in UTF-8.</summary>
    public ProtobufMessage Add(int field, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        WriteHead(field, bytes.Length);
        Write(bytes);
        return this;
    }

    /// <summary>A message, to which nothing is added afterwards.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message)
    {
        WriteHead(field, message.Length);
        AddPiece(message, message.Length);
        return this;
    }

    /// <summary>Floats as bytes, the lowest first.</summary>
    public ProtobufMessage AddRaw(int field, float[] values)
    {
        WriteHead(field, values.LongLength * sizeof(float));
        AddPiece(values, values.LongLength * sizeof(float));
        return this;
    }

    /// <summary>Whole numbers as bytes, the lowest first.</summary>
    public ProtobufMessage AddRaw(int field, long[] values)
    {
        WriteHead(field, values.LongLength * sizeof(long));
        AddPiece(values, values.LongLength * sizeof(long));
        return this;
    }

    /// <summary>Writes the fields.</summary>
    public void WriteTo(Stream stream)
    {
        foreach (object piece in _pieces)
        {
            switch (piece)
            {
                case ProtobufMessage message: message.WriteTo(stream); break;
                case List<byte> bytes: stream.Write(CollectionsMarshal.AsSpan(bytes)); break;
                case float[] values: LittleEndian.Write(stream, values); break;
                case long[] values: LittleEndian.Write<long>(stream, values); break;
            }
        }
    }

    private void WriteHead(int field, long length)
    {
        WriteVarint((ulong)(field << 3) | Delimited);
        WriteVarint((ulong)length);
    }

    private void WriteVarint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        int count = 0;
        for (; value > 0x7F; value >>= 7)
        {
            bytes[count++] = (byte)(value | 0x80);
        }
        bytes[count++] = (byte)value;
        Write(bytes[..count]);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_bytes is null)
        {
            _bytes = [];
            _pieces.Add(_bytes);
        }
        _bytes.AddRange(bytes);
        Length += bytes.Length;
    }

    private void AddPiece(object piece, long length)
    {
        _pieces.Add(piece);
        _bytes = null;
        Length += length;
    }
}
