using Scratch.Cli.Pages;

namespace Scratch.Cli.Views;

/// <summary>Grey images, as pictures.</summary>
internal sealed class ImageView(ImageDomain images) : ExampleView
{
    private const int Side = 56; // of one on the page, in CSS pixels; the file has one pixel per pixel
    private const int Zoom = 2; // of a grid

    /// <inheritdoc/>
    public override XElement One(Matrix example, string alternative) => Markup.Image(
        Picture.Grid(example, images.Height, images.Width, columns: 1, zoom: 1), alternative, Side,
            Math.Max(1, Side * images.Height / images.Width));

    /// <inheritdoc/>
    public override XElement Grid(Matrix examples, int columns, string alternative) => Markup.Image(
        Picture.Grid(examples, images.Height, images.Width, columns, Zoom),
        alternative,
        columns * (images.Width + 1) * Zoom,
        (examples.Rows + columns - 1) / columns * (images.Height + 1) * Zoom);
}
