using NUnit.Framework;
using Scratch.Cli.Pages;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Pages;

public sealed class PictureTests
{
    private static readonly (byte, byte) Gap = (0, 0);

    [Test]
    public void A_file_has_the_three_chunks_and_the_end_that_every_png_has()
    {
        byte[] file = Picture.Grid(Matrix.Allocate(1, 6), height: 2, width: 3, columns: 1, zoom: 1);

        Assert.That(new DecodedPng(file).Chunks, Is.EqualTo(new[] { "IHDR", "IDAT", "IEND" }));
        Assert.That(file[^12..],
            Is.EqualTo(new byte[] { 0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82 }));
    }

    [Test]
    public void Images_lie_in_rows_with_transparent_gaps_and_places_left_over()
    {
        // Three images of 2 x 3 pixels, two to a row: 3 + gap + 3 wide, 2 + gap + 2 high, each pixel a square of side
        // 2.
        Matrix images = Matrix.Allocate(3, 6);
        for (int i = 0; i < images.Length; i++)
        {
            images.Span[i] = i / 255f;
        }
        var png = new DecodedPng(Picture.Grid(images, height: 2, width: 3, columns: 2, zoom: 2));

        Assert.That((png.Width, png.Height), Is.EqualTo((14, 10)));
        for (int y = 0; y < png.Height; y++)
        {
            for (int x = 0; x < png.Width; x++)
            {
                int row = y / 2, column = x / 2; // without the zoom
                int image = (row / 3 * 2) + (column / 4);
                bool isGap = row % 3 == 2 || column % 4 == 3 || image == 3;
                int value = (image * 6) + (row % 3 * 3) + (column % 4);
                Assert.That(png[y, x], Is.EqualTo(isGap ? Gap : ((byte)value, byte.MaxValue)), $"pixel ({y}, {x})");
            }
        }
    }

    [Test]
    public void Zero_is_black_one_is_white_and_the_rest_is_clamped()
    {
        Matrix image = Matrix.FromRows([0, 1, -3, 7, float.NaN, 0.5f]);

        var png = new DecodedPng(Picture.Grid(image, height: 1, width: 6, columns: 1, zoom: 1));

        Assert.That(Enumerable.Range(0, 6).Select(x => (int)png[0, x].Grey),
            Is.EqualTo(new[] { 0, 255, 0, 255, 0, 128 }));
    }

    [Test]
    public void Fewer_images_than_columns_leave_no_room()
    {
        var png = new DecodedPng(Picture.Grid(Matrix.Allocate(2, 4), height: 2, width: 2, columns: 10, zoom: 1));

        Assert.That((png.Width, png.Height), Is.EqualTo((5, 2)));
    }

    [Test]
    public void A_view_with_gaps_between_its_rows_is_read_as_what_it_shows()
    {
        Matrix wide = Matrix.FromRows([1, 0, 1], [1, 1, 1]);

        var png = new DecodedPng(Picture.Grid(wide.SliceColumns(1, 2), height: 1, width: 2, columns: 1, zoom: 1));

        Assert.That((png[0, 0].Grey, png[0, 1].Grey, png[2, 0].Grey), Is.EqualTo((0, 255, 255)));
    }

    [Test]
    public void What_is_no_grid_of_images_is_refused_with_both_shapes()
    {
        ArgumentException? error =
            Assert.Throws<ArgumentException>(() => Picture.Grid(Matrix.Allocate(2, 5), 2, 3, 1, 1));
        Assert.That(error!.Message, Does.Contain("(2, 5)").And.Contain("2 x 3"));
        Assert.Throws<ArgumentException>(() => Picture.Grid(default, 2, 3, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Picture.Grid(Matrix.Allocate(1, 6), 2, 3, columns: 0, zoom: 1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Picture.Grid(Matrix.Allocate(1, 6), 2, 3, columns: 1, zoom: 0));
    }
}
