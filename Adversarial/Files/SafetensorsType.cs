using System.Buffers.Binary;

namespace Scratch.Adversarial.Files;

/// <summary>
/// An element type that can be read: its name in files, its size, and how its bytes become a float; null where it is
/// read past.
/// </summary>
internal sealed record SafetensorsType(string Name, int Bytes, SafetensorsType.Converter? ToFloat)
{
    private static readonly SafetensorsType[] Known =
    [
        new("F32", sizeof(float), BinaryPrimitives.ReadSingleLittleEndian),
        new("F64", sizeof(double), bytes => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        new("F16", sizeof(ushort), bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        // bfloat16 is the upper half of a float
        new("BF16", sizeof(ushort), bytes =>
            BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16)),
        // PyTorch's batch normalisation counts its batches in one of these, for a kind of average that its default is
        // not: no network computes with it
        new("I64", sizeof(long), null),
    ];

    public delegate float Converter(ReadOnlySpan<byte> bytes);

    /// <summary>All names, for error messages.</summary>
    public static string Names =>
        string.Join(", ", Known.Where(type => type.ToFloat is not null).Select(type => type.Name));

    /// <summary>The type with that name, or null.</summary>
    public static SafetensorsType? Find(string name) => Array.Find(Known, type => type.Name == name);
}
