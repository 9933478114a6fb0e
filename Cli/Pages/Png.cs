using System.Buffers.Binary;
using System.IO.Compression;

namespace Scratch.Cli.Pages;

/// <summary>
/// Writes PNG files of grey pixels with an alpha channel. PNG specification, third edition, W3C 2025.
/// </summary>
internal static class Png
{
    /// <summary>Bytes of a pixel: grey, then alpha.</summary>
    public const int BytesPerPixel = 2;

    private const byte BitsPerSample = 8;
    private const byte GreyWithAlpha = 4; // colour type, section 11.2.1

    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>Overwrites one row of pixels.</summary>
    /// <param name="y">The row, 0 at the top.</param>
    /// <param name="row">width × <see cref="BytesPerPixel"/> bytes, all zero (transparent) before the call.</param>
    public delegate void RowWriter(int y, Span<byte> row);

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A whole file. Holds one row and the compressed bytes in memory, never all pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public static byte[] Encode(int width, int height, RowWriter writeRow)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Span<byte> header = stackalloc byte[13]; // the rest zero: deflate, adaptive filters, not interlaced
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = BitsPerSample;
        header[9] = GreyWithAlpha;

        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(width, height, writeRow));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(int width, int height, RowWriter writeRow)
    {
        var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            // the first byte names the row's filter: 0, none
            byte[] row = new byte[checked(1 + (width * BytesPerPixel))];
            for (int y = 0; y < height; y++)
            {
                Array.Clear(row);
                writeRow(y, row.AsSpan(1));
                deflate.Write(row);
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
        foreach (byte value in data)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        const uint Polynomial = 0xEDB88320; // annex D, reflected
        uint[] table = new uint[256];
        for (uint n = 0; n < table.Length; n++)
        {
            uint c = n;
            for (int bit = 0; bit < 8; bit++)
            {
                c = (c & 1) == 0 ? c >> 1 : Polynomial ^ (c >> 1);
            }
            table[n] = c;
        }
        return table;
    }
}
