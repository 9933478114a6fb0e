using System.Buffers.Binary;
using System.IO.Compression;

namespace Scratch.Tests.Adversarial.Data;

/// <summary>Makes IDX files for the tests, right ones and wrong ones.</summary>
internal static class Idx
{
    public const uint ImagesMagic = 0x803, LabelsMagic = 0x801;

    /// <summary>Any magic number and sizes, true or not, and the bytes behind them.</summary>
    public static byte[] File(uint magic, ReadOnlySpan<uint> sizes, ReadOnlySpan<byte> content)
    {
        byte[] file = new byte[(sizeof(uint) * (1 + sizes.Length)) + content.Length];
        BinaryPrimitives.WriteUInt32BigEndian(file, magic);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(sizeof(uint) * (1 + i)), sizes[i]);
        }
        content.CopyTo(file.AsSpan(sizeof(uint) * (1 + sizes.Length)));
        return file;
    }

    /// <summary>Images whose pixels count up from 0.</summary>
    public static byte[] Images(uint count, uint height, uint width) => File(
        ImagesMagic, [count, height, width],
            [.. Enumerable.Range(0, (int)(count * height * width)).Select(i => (byte)i)]);

    public static byte[] Labels(params ReadOnlySpan<byte> labels) => File(LabelsMagic, [(uint)labels.Length], labels);

    public static byte[] Gzip(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }
        return compressed.ToArray();
    }
}
