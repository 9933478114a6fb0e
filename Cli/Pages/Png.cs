using System.Buffers.Binary;
using System.IO.Compression;

namespace Scratch.Cli.Pages;

/// <summary>Writes PNG files of grey pixels. PNG specification, third edition, W3C 2025.</summary>
internal static class Png
{
    private const byte BitsPerSample = 8; // the colour type, grey, is 0: section 11.2.1

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A whole file.</summary>
    /// <param name="pixels">height · width bytes, row by row: 0 is black.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width)
    {
        Span<byte> header = stackalloc byte[13]; // the rest zero: deflate, adaptive filters, not interlaced
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], pixels.Length / width);
        header[8] = BitsPerSample;

        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(pixels, width));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> pixels, int width)
    {
        var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int start = 0; start < pixels.Length; start += width)
            {
                deflate.WriteByte(0); // the row's filter: none
                deflate.Write(pixels.Slice(start, width));
            }
        }
        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    /// <summary>Length, type, data and the check sum of the last two, section 5.3.</summary>
    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~UpdateCrc(UpdateCrc(uint.MaxValue, type), data));
        file.Write(number);
    }

    private static uint UpdateCrc(uint crc, ReadOnlySpan<byte> data)
    {
        const uint Polynomial = 0xEDB88320; // annex D, reflected
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : Polynomial ^ (crc >> 1);
            }
        }
        return crc;
    }
}
