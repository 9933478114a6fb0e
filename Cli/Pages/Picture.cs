namespace Scratch.Cli.Pages;

/// <summary>Grids of grey images as PNG files.</summary>
/// <remarks>
/// Images are shown as they are stored, 0 black and 1 white: the file then holds what the network made, photographs
/// don't turn into negatives, and black tiles sit well on a light page and on a dark one. The gaps are transparent, so
/// they take the page's colour.
/// </remarks>
internal static class Picture
{
    private const byte Opaque = byte.MaxValue;

    /// <summary>Lays images out in rows of <paramref name="columns"/>, one image pixel apart.</summary>
    /// <param name="images">(n, height · width), each row an image, row by row; values are clamped to [0, 1].</param>
    /// <param name="height">Rows of pixels in an image.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="columns">Images side by side; fewer if there are fewer images.</param>
    /// <param name="zoom">The side of the square that a pixel becomes.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="ArgumentException">There is no image, a size is not positive, or the images are not height ·
    /// width wide.</exception>
    public static byte[] Grid(Matrix images, int height, int width, int columns, int zoom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(zoom);
        if (images.Rows == 0 || images.Columns != (long)height * width)
        {
            throw new ArgumentException(
                $"The images are {images}; expected at least one row, of {height} x {width} pixels.", nameof(images));
        }
        columns = Math.Min(columns, images.Rows);
        int rows = (images.Rows + columns - 1) / columns;
        return Png.Encode(
            checked(((columns * (width + 1)) - 1) * zoom),
            checked(((rows * (height + 1)) - 1) * zoom),
            (y, row) => WriteRow(images, height, width, columns, zoom, y / zoom, row));
    }

    /// <summary>
    /// Writes row <paramref name="y"/> of the grid, in image pixels. Left as it was: gaps, and the places after the
    /// last image.
    /// </summary>
    private static void WriteRow(Matrix images, int height, int width, int columns, int zoom, int y, Span<byte> row)
    {
        int first = y / (height + 1) * columns;
        int line = y % (height + 1);
        if (line == height)
        {
            return;
        }
        for (int column = 0; column < columns && first + column < images.Rows; column++)
        {
            ReadOnlySpan<float> pixels = images.Row(first + column).Slice(line * width, width);
            Span<byte> tile = row.Slice(
                column * (width + 1) * zoom * Png.BytesPerPixel, width * zoom * Png.BytesPerPixel);
            for (int x = 0; x < width * zoom; x++)
            {
                tile[x * Png.BytesPerPixel] = Grey(pixels[x / zoom]);
                tile[(x * Png.BytesPerPixel) + 1] = Opaque;
            }
        }
    }

    // NaN is black
    private static byte Grey(float value) =>
        value > 0 ? (byte)MathF.Round(MathF.Min(value, 1) * byte.MaxValue) : (byte)0;
}
