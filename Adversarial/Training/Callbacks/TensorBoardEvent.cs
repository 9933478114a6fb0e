using System.Buffers.Binary;
using System.Text;

namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// Records of a TensorBoard event file: an Event message in protobuf's wire format, in TensorFlow's record format.
/// </summary>
/// <remarks>
/// The record (tensorflow/core/lib/io/record_writer.h): length, 8 bytes; its checksum, 4; the message; its checksum, 4;
/// all with the lowest byte first. The message (tensorflow/core/util/event.proto, framework/summary.proto) has five
/// fields that are written here, by hand: for so few, a protobuf package would be the larger part.
/// </remarks>
internal static class TensorBoardEvent
{
    private const int VarInt = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5; // protobuf's wire types

    /// <summary>The record that an event file begins with.</summary>
    public static byte[] Header(double time)
    {
        var message = new List<byte>();
        WriteFixed64(message, field: 1, BitConverter.DoubleToUInt64Bits(time));
        WriteBytes(message, field: 3, "brain.Event:2"u8);
        return Record([.. message]);
    }

    /// <summary>One value of one figure.</summary>
    public static byte[] Scalar(double time, long step, string tag, float value)
    {
        var scalar = new List<byte>();
        WriteBytes(scalar, field: 1, Encoding.UTF8.GetBytes(tag));
        WriteFixed32(scalar, field: 2, BitConverter.SingleToUInt32Bits(value));
        var summary = new List<byte>();
        WriteBytes(summary, field: 1, [.. scalar]);
        var message = new List<byte>();
        WriteFixed64(message, field: 1, BitConverter.DoubleToUInt64Bits(time));
        WriteTag(message, field: 2, VarInt);
        WriteVarInt(message, (ulong)step);
        WriteBytes(message, field: 5, [.. summary]);
        return Record([.. message]);
    }

    /// <summary>A checksum of data that may have checksums in them: rotated by 15 bits, and a constant added.</summary>
    internal static uint Mask(uint crc) => uint.RotateRight(crc, 15) + 0xA282EAD8;

    private static byte[] Record(byte[] message)
    {
        const int Head = sizeof(ulong) + sizeof(uint);
        byte[] record = new byte[Head + message.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(
            record.AsSpan(sizeof(ulong)), Mask(Crc32C.Compute(record.AsSpan(0, sizeof(ulong)))));
        message.CopyTo(record, Head);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(Head + message.Length), Mask(Crc32C.Compute(message)));
        return record;
    }

    private static void WriteTag(List<byte> message, int field, int wireType) =>
        WriteVarInt(message, (ulong)((field << 3) | wireType));

    private static void WriteVarInt(List<byte> message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            message.Add((byte)(value | 0x80));
        }
        message.Add((byte)value);
    }

    private static void WriteFixed64(List<byte> message, int field, ulong bits)
    {
        WriteTag(message, field, Fixed64);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bits);
        message.AddRange(bytes);
    }

    private static void WriteFixed32(List<byte> message, int field, uint bits)
    {
        WriteTag(message, field, Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, bits);
        message.AddRange(bytes);
    }

    private static void WriteBytes(List<byte> message, int field, ReadOnlySpan<byte> bytes)
    {
        WriteTag(message, field, LengthDelimited);
        WriteVarInt(message, (ulong)bytes.Length);
        message.AddRange(bytes);
    }
}
