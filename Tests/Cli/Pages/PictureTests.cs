using NUnit.Framework;
using Scratch.Cli.Pages;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Pages;

public sealed class PictureTests
{
    private const byte Gap = 120;

    [Test]
    public void A_file_has_the_three_chunks_and_the_end_that_every_png_has()
    {
        byte[] file = Picture.Grid(Matrix.Allocate(1, 6), height: 2, width: 3, columns: 1, zoom: 1);

        Assert.That(new DecodedPng(file).Chunks, Is.EqualTo(new[] { "IHDR", "IDAT", "IEND" }));
        Assert.That(file[^12..],
            Is.EqualTo(new byte[] { 0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82 }));
    }

    [Test]
    public void Images_lie_in_rows_with_grey_gaps_and_places_left_over()
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
                Assert.That(png[y, x], Is.EqualTo(isGap ? Gap : (byte)value), $"pixel ({y}, {x})");
            }
        }
    }

    [Test]
    public void Zero_is_black_one_is_white_and_the_rest_is_clamped()
    {
        Matrix image = Matrix.FromRows([0, 1, -3, 7, float.NaN, 0.5f]);

        var png = new DecodedPng(Picture.Grid(image, height: 1, width: 6, columns: 1, zoom: 1));

        Assert.That(Enumerable.Range(0, 6).Select(x => (int)png[0, x]),
            Is.EqualTo(new[] { 0, 255, 0, 255, 0, 128 }));
    }

    [Test]
    public void Classes_stand_beside_their_rows_in_digits_that_can_be_told_apart()
    {
        var all = new HashSet<string>();
        Matrix images = Matrix.Allocate(10, 28 * 28);
        int[] classes = [.. Enumerable.Range(0, 10)];
        var png = new DecodedPng(Picture.Grid(images, 28, 28, columns: 1, zoom: 1, left: classes,
            right: [.. classes.Reverse()]));
        Assert.That((png.Width, png.Height), Is.EqualTo((28 + (2 * 10), (10 * 29) - 1)), "five squares of two pixels");
        for (int row = 0; row < 10; row++)
        {
            Assert.That(Ink(png, row, 0), Is.EqualTo(Ink(png, 9 - row, 38)), $"row {row}");
            all.Add(Ink(png, row, 0));
        }
        Assert.That(all, Has.Count.EqualTo(10).And.None.Not.Contains("#"));

        static string Ink(DecodedPng png, int row, int left) => string.Concat(Enumerable.Range(row * 29, 28).SelectMany(
            y => Enumerable.Range(left, 10).Select(x => png[y, x] == 255 ? '#' : '.')));
    }

    [Test]
    public void A_class_of_two_digits_and_images_that_are_no_squares_have_their_room()
    {
        var png = new DecodedPng(Picture.Grid(Matrix.Allocate(4, 9 * 4), 9, 4, columns: 2, zoom: 6, left: [7, 12]));
        Assert.That((png.Width, png.Height), Is.EqualTo((54 + (9 * 4), (19 * 6))));
        Assert.That(Picture.Zoom(9, 4), Is.EqualTo(6));
        Assert.That(Picture.Zoom(28, 28), Is.EqualTo(2));
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

        Assert.That((png[0, 0], png[0, 1], png[2, 0]), Is.EqualTo((0, 255, 255)));
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
