using System.Numerics;
using System.Runtime.InteropServices;

namespace Scratch.Adversarial.Files;

/// <summary>Writes numbers with the lowest byte first, whatever the machine's own order.</summary>
internal static class LittleEndian
{
    private const int BufferBytes = 1 << 14;

    public static void Write(Stream stream, ReadOnlySpan<float> values) =>
        Write(stream, MemoryMarshal.Cast<float, int>(values));

    public static void Write<T>(Stream stream, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        while (!values.IsEmpty)
        {
            int used = 0;
            int count = Math.Min(values.Length, BufferBytes / T.Zero.GetByteCount());
            foreach (T value in values[..count])
            {
                used += value.WriteLittleEndian(buffer[used..]);
            }
            stream.Write(buffer[..used]);
            values = values[count..];
        }
    }
}
