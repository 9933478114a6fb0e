using System.Buffers.Binary;

namespace Scratch.Adversarial.Domains.Images;

/// <summary>Writes IDX files: what <see cref="IdxFile"/> reads.</summary>
public static class IdxWriter
{
    private const int MostLabels = 256; // a label is one byte

    /// <summary>Writes the examples as grey images, rounded to 255ths.</summary>
    /// <param name="stream">Gets a whole file of images.</param>
    /// <param name="data">Images.</param>
    /// <exception cref="ArgumentException">The examples are no images.</exception>
    public static void WriteImages(Stream stream, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Domain is not ImageDomain images)
        {
            throw new ArgumentException(
                $"{data.Name} holds {data.Domain.Form}; an IDX file holds images.", nameof(data));
        }
        WriteHeader(stream, IdxFile.ImagesMagic, data.Count, images.Height, images.Width);
        byte[] pixels = new byte[data.Inputs.Columns];
        for (int row = 0; row < data.Count; row++)
        {
            ReadOnlySpan<float> values = data.Inputs.Row(row);
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)MathF.Round(Math.Clamp(values[i], 0, 1) * byte.MaxValue);
            }
            stream.Write(pixels);
        }
    }

    /// <summary>Writes the labels.</summary>
    /// <param name="stream">Gets a whole file of labels.</param>
    /// <param name="data">At most 256 classes.</param>
    /// <exception cref="ArgumentException">There are more classes.</exception>
    public static void WriteLabels(Stream stream, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Classes > MostLabels)
        {
            throw new ArgumentException(
                $"{data.Name} has {data.Classes} classes; an IDX file holds labels of at most {MostLabels}.",
                nameof(data));
        }
        WriteHeader(stream, IdxFile.LabelsMagic, data.Count);
        stream.Write([.. data.Labels.ToArray().Select(label => (byte)label)]);
    }

    private static void WriteHeader(Stream stream, uint magic, params ReadOnlySpan<int> sizes)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(word, magic);
        stream.Write(word);
        foreach (int size in sizes)
        {
            BinaryPrimitives.WriteInt32BigEndian(word, size);
            stream.Write(word);
        }
    }
}
