namespace Scratch.Cli.Pages;

/// <summary>Grids of grey images as PNG files, with the classes of their rows beside them.</summary>
/// <remarks>
/// Images are shown as they are stored, 0 black and 1 white: the file then holds what the network made, and photographs
/// don't turn into negatives. The gaps are grey, so that every image ends visibly on paper of any colour.
/// </remarks>
internal static class Picture
{
    private const byte Gap = 120, Ink = byte.MaxValue;
    private const int UsualSide = 56; // of an image, about, and twice the side of a digit
    private const int DigitWidth = 3, DigitHeight = 5;

    /// <summary>The digits 0 to 9, each three pixels wide and five high, row by row from the highest bit.</summary>
    private static readonly ushort[] Digits =
    [
        0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_111_001_111,
        0b101_101_111_001_001, 0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_010_010_010,
        0b111_101_111_101_111, 0b111_101_111_001_111,
    ];

    /// <summary>The side of the square that a pixel of an image becomes, so that the image can be seen.</summary>
    public static int Zoom(int height, int width) => Math.Max(2, UsualSide / Math.Max(height, width));

    /// <summary>Lays images out in rows of <paramref name="columns"/>, one image pixel apart.</summary>
    /// <param name="images">(n, height · width), each row an image, row by row; values are clamped to [0, 1].</param>
    /// <param name="height">Rows of pixels in an image.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="columns">Images side by side; fewer if there are fewer images.</param>
    /// <param name="zoom">The side of the square that a pixel becomes.</param>
    /// <param name="left">The class of every row, to stand on its left; null for none.</param>
    /// <param name="right">The class that every row leads to, to stand on its right; null for none.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="ArgumentException">There is no image, a size is not positive, or the images are not height ·
    /// width wide.</exception>
    public static byte[] Grid(
        Matrix images, int height, int width, int columns, int zoom, int[]? left = null, int[]? right = null)
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
        int scale = Math.Clamp(height * zoom / (2 * DigitHeight), 1, 4); // of a digit: about half as high as an image
        int rows = (images.Rows + columns - 1) / columns, before = Margin(left);
        int across = checked(((columns * (width + 1)) - 1) * zoom), all = before + across + Margin(right),
            down = checked(((rows * (height + 1)) - 1) * zoom);
        byte[] pixels = new byte[checked(all * down)];
        Array.Fill(pixels, Gap);
        for (int i = 0; i < images.Rows; i++)
        {
            int top = i / columns * (height + 1) * zoom, start = before + (i % columns * (width + 1) * zoom);
            for (int y = 0; y < height * zoom; y++)
            {
                Span<byte> row = pixels.AsSpan(((top + y) * all) + start, width * zoom);
                ReadOnlySpan<float> from = images.Row(i).Slice(y / zoom * width, width);
                for (int x = 0; x < row.Length; x++)
                {
                    row[x] = Grey(from[x / zoom]);
                }
            }
        }
        for (int row = 0; row < rows; row++)
        {
            int top = (row * (height + 1) * zoom) + Math.Max(0, ((height * zoom) - (DigitHeight * scale)) / 2);
            Write(left?[row], top, scale);
            Write(right?[row], top, before + across + scale);
        }
        return Png.Encode(pixels, all);

        // a digit and the gap before it for each, and a gap behind the last
        int Margin(int[]? classes) =>
            classes is null ? 0 : ((classes.Max(c => $"{c}".Length) * (DigitWidth + 1)) + 1) * scale;

        void Write(int? number, int top, int start)
        {
            foreach (char digit in $"{number}")
            {
                for (int bit = 0; bit < DigitWidth * DigitHeight; bit++)
                {
                    bool isInk = (Digits[digit - '0'] >> ((DigitWidth * DigitHeight) - 1 - bit) & 1) != 0;
                    for (int i = 0; isInk && i < scale * scale; i++)
                    {
                        int y = top + (bit / DigitWidth * scale) + (i / scale),
                            x = start + (bit % DigitWidth * scale) + (i % scale);
                        if (y < down)
                        {
                            pixels[(y * all) + x] = Ink;
                        }
                    }
                }
                start += (DigitWidth + 1) * scale;
            }
        }
    }

    // NaN is black
    private static byte Grey(float value) =>
        value > 0 ? (byte)MathF.Round(MathF.Min(value, 1) * byte.MaxValue) : (byte)0;
}
