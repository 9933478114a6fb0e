namespace Scratch.Adversarial.Domains.Images;

/// <summary>Grey images as an IDX file holds them: one byte per pixel, row by row, one image after the other.</summary>
/// <param name="Count">The number of images, at least 1.</param>
/// <param name="Height">Rows of pixels of one image, at least 1.</param>
/// <param name="Width">Columns of pixels of one image, at least 1.</param>
/// <param name="Pixels">Count · Height · Width bytes, 0 = black to 255 = white.</param>
internal sealed record IdxImages(int Count, int Height, int Width, byte[] Pixels);

/// <summary>Reads IDX, the file format of MNIST and its relatives, plain or compressed with gzip.</summary>
/// <remarks>
/// The format: a big-endian magic number (two zero bytes, the element type, the number of dimensions), one big-endian
/// 32-bit size per dimension, then the elements. https://yann.lecun.com/exdb/mnist/ . Gzip is recognised by its first
/// two bytes, not by the file's name. A file that lies about its sizes costs no more memory than the bytes it really
/// holds.
/// </remarks>
internal static class IdxFile
{
    /// <summary>Labels start at this byte, behind the magic number and the count.</summary>
    internal const int LabelsStart = 8;

    /// <summary>Images start at this byte, behind the magic number and three sizes.</summary>
    internal const int ImagesStart = 16;

    internal const uint ImagesMagic = 0x00000803; // unsigned bytes (08), three dimensions
    internal const uint LabelsMagic = 0x00000801; // unsigned bytes (08), one dimension
    private const int MaxSide = 4096; // pixels; far above any image that a fully connected network could learn from

    /// <summary>Reads images. Allocates their pixels.</summary>
    /// <param name="stream">A seekable stream at the start of the file. It is left open.</param>
    /// <param name="name">What error messages call the file.</param>
    /// <exception cref="ArgumentException">The stream can't seek, so its length is not known.</exception>
    /// <exception cref="InvalidDataException">The stream doesn't hold exactly one IDX file of images.</exception>
    public static IdxImages ReadImages(Stream stream, string name)
    {
        using IdxReader reader = new(stream, name);
        (int count, int height, int width) = ReadSizes(reader);
        byte[] pixels = reader.ReadRest((long)count * height * width, $"{count} images of {height} x {width} bytes");
        return new IdxImages(count, height, width, pixels);
    }

    /// <summary>Reads what the header of a file of images says, and nothing behind it.</summary>
    internal static (int Count, int Height, int Width) ReadSizes(Stream stream, string name)
    {
        using IdxReader reader = new(stream, name);
        return ReadSizes(reader);
    }

    /// <summary>Reads labels, one byte each. Allocates them.</summary>
    /// <param name="stream">A seekable stream at the start of the file. It is left open.</param>
    /// <param name="name">What error messages call the file.</param>
    /// <exception cref="ArgumentException">The stream can't seek, so its length is not known.</exception>
    /// <exception cref="InvalidDataException">The stream doesn't hold exactly one IDX file of labels.</exception>
    public static byte[] ReadLabels(Stream stream, string name)
    {
        using IdxReader reader = new(stream, name);
        reader.RequireMagic(LabelsMagic, "labels");
        int count = reader.ReadSize("the number of labels", int.MaxValue);
        return reader.ReadRest(count, $"{count} labels of 1 byte");
    }

    private static (int Count, int Height, int Width) ReadSizes(IdxReader reader)
    {
        reader.RequireMagic(ImagesMagic, "images");
        int count = reader.ReadSize("the number of images", int.MaxValue);
        int height = reader.ReadSize("the number of rows", MaxSide);
        return (count, height, reader.ReadSize("the number of columns", MaxSide));
    }
}
