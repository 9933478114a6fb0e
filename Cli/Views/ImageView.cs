using System.Buffers.Binary;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Views;

/// <summary>Grey images, as pictures.</summary>
internal sealed class ImageView(ImageDomain images) : ExampleView
{
    private const int Side = 56; // of one on the page, in CSS pixels; the file has one pixel per pixel

    /// <inheritdoc/>
    public override XElement One(Matrix example, Matrix? original, string alternative)
    {
        double scale = (double)Side / Math.Max(images.Height, images.Width);
        return Markup.Image(
            Picture.Grid(example, images.Height, images.Width, columns: 1, zoom: 1), alternative,
            Math.Max(1, (int)(scale * images.Width)), Math.Max(1, (int)(scale * images.Height)));
    }

    /// <inheritdoc/>
    public override XElement Grid(
        Matrix examples, int columns, string alternative, int[]? classes = null, int[]? others = null) =>
        Grid(examples, images.Height, images.Width, columns, alternative, classes, others);

    /// <summary>Pictures of any kind side by side.</summary>
    public static XElement Grid(
        Matrix pixels, int height, int width, int columns, string alternative, int[]? classes, int[]? others)
    {
        byte[] file = Picture.Grid(pixels, height, width, columns, Picture.Zoom(height, width), classes, others);
        return Markup.Image(file, alternative, Size(16), Size(20));

        int Size(int at) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)); // of the header
    }
}
