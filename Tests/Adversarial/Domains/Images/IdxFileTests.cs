using System.IO.Compression;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Images;
using Scratch.Tests.Adversarial.Data;

namespace Scratch.Tests.Adversarial.Domains.Images;

internal sealed class IdxFileTests
{
    [Test]
    public void Images_have_the_sizes_and_bytes_of_the_file()
    {
        IdxImages images = ReadImages(Idx.Images(2, 3, 4));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((images.Count, images.Height, images.Width), Is.EqualTo((2, 3, 4)));
            Assert.That(images.Pixels, Is.EqualTo(Enumerable.Range(0, 24)));
        }
    }

    [Test]
    public void Labels_are_the_bytes_of_the_file() =>
        Assert.That(ReadLabels(Idx.Labels(5, 0, 4, 255)), Is.EqualTo(new byte[] { 5, 0, 4, 255 }));

    [Test]
    public void Gzip_gives_the_same_as_plain()
    {
        // More than the first megabyte that the reader trusts a compressed file with.
        byte[] plain = Idx.Images(900, 40, 50);
        Assert.That(ReadImages(Idx.Gzip(plain)).Pixels, Is.EqualTo(ReadImages(plain).Pixels));
    }

    [Test]
    public void The_stream_is_left_open_and_read_from_where_it_stands()
    {
        using MemoryStream stream = new([9, 9, .. Idx.Labels(1, 2)]) { Position = 2 };
        byte[] labels = IdxFile.ReadLabels(stream, "f");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(labels, Is.EqualTo(new byte[] { 1, 2 }));
            Assert.That(stream.CanRead);
        }
    }

    [Test]
    public void A_wrong_magic_number_names_the_file_the_offset_and_both_numbers() => Assert.That(
        () => ReadImages(Idx.Labels(1, 2)),
        Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            "f: at byte 0: magic number 0x00000801, expected 0x00000803 (images)."));

    private static IEnumerable<TestCaseData> BrokenImages()
    {
        byte[] valid = Idx.Images(2, 3, 4);
        yield return Case("empty", [],
            "at byte 0: the file ends, expected the magic number (4 bytes, 0 of them found)");
        yield return Case("half a magic number", valid[..2],
            "at byte 2: the file ends, expected the magic number (4 bytes, 2 of them found)");
        yield return Case("half a header", valid[..9],
            "at byte 9: the file ends, expected the number of rows (4 bytes, 1 of them found)");
        yield return Case("too short", valid[..^1],
            "at byte 16: 23 bytes follow, expected 24 (2 images of 3 x 4 bytes)");
        yield return Case("too long", [.. valid, 0], "at byte 16: 25 bytes follow, expected 24");
        yield return Case("no images", Images(0, 3, 4),
            "at byte 4: the number of images is 0, expected 1 to 2147483647");
        yield return Case("negative count", Images(0xFFFFFFFF, 3, 4), "at byte 4: the number of images is 4294967295");
        yield return Case("no rows", Images(2, 0, 4), "at byte 8: the number of rows is 0, expected 1 to 4096");
        yield return Case("too wide", Images(2, 3, 4097),
            "at byte 12: the number of columns is 4097, expected 1 to 4096");
        yield return Case("too large", Images(int.MaxValue, 4096, 4096), "at byte 16: the header promises");

        static byte[] Images(uint count, uint height, uint width) =>
            Idx.File(Idx.ImagesMagic, [count, height, width], []);
        static TestCaseData Case(string name, byte[] file, string message) =>
            new TestCaseData(file, message).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(BrokenImages))]
    public void Broken_images_are_refused_in_one_line(byte[] file, string message) =>
        RequireError(() => ReadImages(file), message);

    [Test]
    public void Labels_of_another_number_than_promised_are_refused() => RequireError(
        () => ReadLabels(Idx.File(Idx.LabelsMagic, [3], [1, 2])),
            "at byte 8: 2 bytes follow, expected 3 (3 labels of 1 byte)");

    [Test]
    public void Gzip_that_holds_less_than_promised_is_refused() => RequireError(
        () => ReadLabels(Idx.Gzip(Idx.File(Idx.LabelsMagic, [3], [1, 2]))),
        "at byte 10 of the decompressed data: the data end after 2 bytes, expected 3");

    [Test]
    public void Gzip_that_holds_more_than_promised_is_refused() => RequireError(
        () => ReadLabels(Idx.Gzip(Idx.File(Idx.LabelsMagic, [1], [1, 2]))),
        "at byte 9 of the decompressed data: more data follow, expected the end after 1 bytes");

    [Test]
    public void Gzip_with_a_damaged_body_is_refused()
    {
        byte[] file = Idx.Gzip(Idx.Images(20, 28, 28));
        file.AsSpan(file.Length / 2, 8).Fill(0xFF);
        RequireError(() => ReadImages(file), "f: the gzip data are corrupt after byte ");
    }

    [Test]
    public void Gzip_with_a_wrong_checksum_is_refused()
    {
        byte[] file = Idx.Gzip(Idx.Labels(1, 2, 3));
        file[^8] ^= 1; // CRC32, the first of the last eight bytes
        RequireError(() => ReadLabels(file), "f: the gzip data are corrupt after byte ");
    }

    [Test]
    public void A_compressed_file_that_lies_about_its_size_costs_little_memory()
    {
        byte[] file = Idx.Gzip(Idx.File(Idx.ImagesMagic, [1 << 20, 32, 32], [1, 2, 3])); // promises 1 GiB, has 3 bytes
        long before = GC.GetAllocatedBytesForCurrentThread();
        RequireError(() => ReadImages(file), "the data end after 3 bytes, expected 1073741824");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 << 20));
    }

    [Test]
    public void A_plain_file_that_lies_about_its_size_costs_no_memory()
    {
        byte[] file = Idx.File(Idx.ImagesMagic, [1 << 20, 32, 32], [1, 2, 3]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RequireError(() => ReadImages(file), "3 bytes follow, expected 1073741824");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void A_stream_without_a_length_is_refused()
    {
        using Stream stream = new GZipStream(new MemoryStream(), CompressionMode.Decompress);
        Assert.That(() => IdxFile.ReadImages(stream, "f"), Throws.ArgumentException);
    }

    [Test]
    public void Damaged_files_are_read_or_refused_and_nothing_else([Values] bool compressed)
    {
        byte[] valid = Idx.Images(3, 5, 4);
        Damage.Try(compressed ? Idx.Gzip(valid) : valid, times: 2000, file => ReadImages(file));
    }

    private static void RequireError(Action read, string message) => Assert.That(
        read, Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.StartsWith("f: ")
            .And.Message.Not.Contains("\n"));

    private static IdxImages ReadImages(byte[] file) => IdxFile.ReadImages(new MemoryStream(file), "f");

    private static byte[] ReadLabels(byte[] file) => IdxFile.ReadLabels(new MemoryStream(file), "f");
}
