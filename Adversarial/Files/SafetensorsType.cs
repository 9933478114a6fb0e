using System.Buffers.Binary;

namespace Scratch.Adversarial.Files;

/// <summary>
/// An element type of the format: its name in files, its size, and how its bytes become a float; null where they don't.
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
        // what others keep beside the weights, such as a mask, positions, or a count of batches
        new("BOOL", 1, null), new("U8", 1, null), new("I8", 1, null), new("F8_E4M3", 1, null), new("F8_E5M2", 1, null),
        new("U16", 2, null), new("I16", 2, null), new("U32", 4, null), new("I32", 4, null),
        new("U64", 8, null), new("I64", 8, null), new("C64", 8, null),
    ];

    public delegate float Converter(ReadOnlySpan<byte> bytes);

    /// <summary>The names of those that become floats, for error messages.</summary>
    public static string Names =>
        string.Join(", ", Known.Where(type => type.ToFloat is not null).Select(type => type.Name));

    /// <summary>The type with that name, or null.</summary>
    public static SafetensorsType? Find(string name) => Array.Find(Known, type => type.Name == name);
}
