using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NUnit.Framework;

namespace Scratch.Tests.Cli.Pages;

/// <summary>Reads the one kind of PNG that Scratch writes, by the letter of the specification.</summary>
internal sealed class DecodedPng
{
    private readonly byte[] _data;

    public DecodedPng(byte[] file)
    {
        Assert.That(file[..8], Is.EqualTo(new byte[] { 137, 80, 78, 71, 13, 10, 26, 10 }), "signature");
        using var compressed = new MemoryStream();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            byte[] typeAndData = file[(at + 4)..(at + 8 + length)];
            Chunks.Add(Encoding.ASCII.GetString(typeAndData, 0, 4));
            uint sum = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length));
            Assert.That(sum, Is.EqualTo(Crc(typeAndData)), $"check sum of {Chunks[^1]}");
            if (Chunks[^1] == "IHDR")
            {
                Width = BinaryPrimitives.ReadInt32BigEndian(typeAndData.AsSpan(4));
                Height = BinaryPrimitives.ReadInt32BigEndian(typeAndData.AsSpan(8));
                Assert.That(typeAndData[12..], Is.EqualTo(new byte[] { 8, 0, 0, 0, 0 }), "8 bits, grey, nothing unusual");
            }
            else if (Chunks[^1] == "IDAT")
            {
                compressed.Write(typeAndData.AsSpan(4));
            }
            at += 12 + length;
        }
        compressed.Position = 0;
        using var inflate = new ZLibStream(compressed, CompressionMode.Decompress);
        using var pixels = new MemoryStream();
        inflate.CopyTo(pixels);
        _data = pixels.ToArray();
        Assert.That(_data, Has.Length.EqualTo(Height * (1 + Width)), "rows of a filter and pixels");
    }

    public List<string> Chunks { get; } = [];

    public int Width { get; }

    public int Height { get; }

    public byte this[int y, int x]
    {
        get
        {
            int row = y * (1 + Width);
            Assert.That(_data[row], Is.Zero, "no filter");
            return _data[row + 1 + x];
        }
    }

    /// <summary>Bit by bit, as in the specification's annex D without its table.</summary>
    private static uint Crc(byte[] bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }
        return ~crc;
    }
}
