using System.IO.Compression;
using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Files;

internal sealed class NpzFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Each_array_is_an_npy_file_of_exactly_these_bytes()
    {
        NpzFile.Write(_folder.File("f.npz"), new NpyArray("labels", new[] { 1, -2 }));
        using ZipArchive archive = ZipFile.OpenRead(_folder.File("f.npz"));
        using MemoryStream content = new();
        using (Stream entry = archive.Entries.Single().Open())
        {
            entry.CopyTo(content);
        }
        // 10 bytes of magic number, version and length, then 118 bytes of text, so that the data start at 128.
        string header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }".PadRight(117) + "\n";
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. header.Select(c => (byte)c), 1, 0, 0, 0, 0xFE, 0xFF,
            0xFF, 0xFF];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(archive.Entries.Single().FullName, Is.EqualTo("labels.npy"));
            Assert.That(archive.Entries.Single().CompressedLength, Is.EqualTo(expected.Length), "stored as it is");
            Assert.That(content.ToArray(), Is.EqualTo(expected));
        }
    }

    [Test]
    public void The_same_arrays_give_the_same_bytes()
    {
        WriteSamples("first.npz");
        Thread.Sleep(TimeSpan.FromSeconds(2.1)); // the resolution of a time in a zip file is two seconds
        WriteSamples("second.npz");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllBytes(_folder.File("second.npz")),
                Is.EqualTo(File.ReadAllBytes(_folder.File("first.npz"))));
            Assert.That(_folder.Names(), Is.EqualTo(new[] { "first.npz", "second.npz" }));
        }
    }

    [Test]
    public void Numpy_reads_what_was_written()
    {
        Python.RequireNumPy();
        WriteSamples("f.npz");
        const string Script = """
            import numpy, sys
            file = numpy.load(sys.argv[1], allow_pickle=False)
            for name in file.files:
                print(name, file[name].dtype, file[name].shape, file[name].tolist())
            """;
        Assert.That(Python.Output(Script, _folder.File("f.npz")), Is.EqualTo(
            """
            samples float32 (2, 2) [[2.0, 3.5], [5.0, 6.0]]
            labels int32 (3,) [0, -1, 2147483647]
            steps int64 (1,) [-5000000000]
            none float32 (0, 3) []
            """));
    }

    [TestCase("")]
    [TestCase("../escape")]
    [TestCase("a b")]
    public void A_name_that_would_not_do_as_a_file_name_is_refused(string name) =>
        Assert.That(() => new NpyArray(name, new[] { 1 }), Throws.ArgumentException);

    [Test]
    public void Two_arrays_of_one_name_are_refused() => Assert.That(
        () => NpzFile.Write(_folder.File("f.npz"), new NpyArray("a", new[] { 1 }), new NpyArray("a", new[] { 2 })),
        Throws.ArgumentException.With.Message.Contains("'a'"));

    private void WriteSamples(string name)
    {
        Matrix wide = Matrix.FromRows([1, 2, 3.5f], [4, 5, 6]);
        NpzFile.Write(
            _folder.File(name),
            new NpyArray("samples", wide.SliceColumns(1, 2)), // rows with a gap between them
            new NpyArray("labels", new[] { 0, -1, int.MaxValue }),
            new NpyArray("steps", new[] { -5_000_000_000 }),
            new NpyArray("none", Matrix.Allocate(0, 3)));
    }
}
