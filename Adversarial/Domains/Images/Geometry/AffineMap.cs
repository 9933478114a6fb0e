namespace Scratch.Adversarial.Domains.Images.Geometry;

/// <summary>
/// From a pixel (y, x) of the output, seen from the centre, to the place in the input: row = RowFromY y + RowFromX x +
/// Down, and its column alike.
/// </summary>
internal readonly record struct AffineMap(
    float RowFromY, float RowFromX, float ColumnFromY, float ColumnFromX, float Down, float Right)
{
    /// <summary>
    /// A rotation and a zoom, then a shift: the cosine and the sine are those of the angle, times the zoom.
    /// </summary>
    public AffineMap(float cosine, float sine, float down, float right)
        : this(cosine, -sine, sine, cosine, down, right)
    {
    }

    /// <summary>
    /// output[r, c] = the image at the mapped place, interpolated between its four neighbours; 0 outside.
    /// </summary>
    /// <param name="image">height · width.</param>
    /// <param name="output">height · width, overwritten.</param>
    /// <param name="height">Rows of pixels.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="down">What is added to the row of every mapped place, height · width; empty for nothing.</param>
    /// <param name="right">What is added to its column; empty likewise.</param>
    public void Sample(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, ReadOnlySpan<float> down = default,
            ReadOnlySpan<float> right = default)
    {
        float centreRow = 0.5f * (height - 1), centreColumn = 0.5f * (width - 1);
        for (int r = 0; r < height; r++)
        {
            for (int c = 0; c < width; c++)
            {
                float y = r - centreRow, x = c - centreColumn;
                float row = (RowFromY * y) + (RowFromX * x) + centreRow + Down;
                float column = (ColumnFromY * y) + (ColumnFromX * x) + centreColumn + Right;
                if (!down.IsEmpty)
                {
                    row += down[(r * width) + c];
                    column += right[(r * width) + c];
                }
                output[(r * width) + c] = Interpolate(image, row, column, height, width);
            }
        }
    }

    private static float Interpolate(ReadOnlySpan<float> image, float row, float column, int height, int width)
    {
        int top = (int)MathF.Floor(row), left = (int)MathF.Floor(column);
        float y = row - top, x = column - left;
        float upper = ((1 - x) * Pixel(image, top, left, height, width))
            + (x * Pixel(image, top, left + 1, height, width));
        float lower = ((1 - x) * Pixel(image, top + 1, left, height, width))
            + (x * Pixel(image, top + 1, left + 1, height, width));
        return ((1 - y) * upper) + (y * lower);
    }

    private static float Pixel(ReadOnlySpan<float> image, int row, int column, int height, int width) =>
        (uint)row < (uint)height && (uint)column < (uint)width ? image[(row * width) + column] : 0;
}
