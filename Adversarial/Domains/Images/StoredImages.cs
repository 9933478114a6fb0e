namespace Scratch.Adversarial.Domains.Images;

/// <summary>Images in a plain IDX file that is larger than the memory that data may take.</summary>
internal sealed class StoredImages : FileRows
{
    private const int MemoryOfPixel = 5; // its byte, and the float that it becomes

    private StoredImages(string file, int count, int height, int width)
        : base(
            file, File.OpenHandle(file), IdxFile.ImagesStart, height * width, count,
            height * width) =>
        (Height, Width) = (height, width);

    /// <summary>Rows of pixels of one image.</summary>
    public int Height { get; }

    /// <summary>Columns of pixels of one image.</summary>
    public int Width { get; }

    /// <summary>The images of a file; null if they fit into memory, and the stream stands at its start again.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="file">Its path.</param>
    /// <exception cref="InvalidDataException">The file is broken, or compressed: that has no places to jump
    /// to.</exception>
    public static StoredImages? Open(Stream stream, string file)
    {
        (int count, int height, int width) = IdxFile.ReadSizes(stream, file);
        stream.Position = 0;
        long pixels = (long)count * height * width;
        if (!DataMemory.Exceeds(MemoryOfPixel * pixels) && pixels <= IdxReader.MaxBytes)
        {
            return null;
        }
        if (stream is not FileStream || IdxReader.IsCompressed(stream))
        {
            throw new InvalidDataException(
                $"{file}: {count} images of {height} x {width} take {DataMemory.Describe(MemoryOfPixel * pixels)} of "
                + $"memory, more than the {DataMemory.Describe(DataMemory.Bytes)} that data may take, and what is "
                + "compressed can't be read from the middle; expected a plain file, or --memory with more.");
        }
        long expected = IdxFile.ImagesStart + pixels;
        return stream.Length == expected ? new StoredImages(file, count, height, width)
            : throw new InvalidDataException(
                $"{file}: at byte {IdxFile.ImagesStart}: {stream.Length - IdxFile.ImagesStart} bytes follow, expected "
                + $"{pixels} ({count} images of {height} x {width} bytes).");
    }

    private protected override void Convert(ReadOnlySpan<byte> bytes, Span<float> output)
    {
        TensorPrimitives.ConvertTruncating<byte, float>(bytes, output);
        TensorPrimitives.Divide(output, byte.MaxValue, output);
    }
}
