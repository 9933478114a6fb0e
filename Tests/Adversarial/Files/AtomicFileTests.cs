using NUnit.Framework;
using Scratch.Adversarial.Files;

namespace Scratch.Tests.Adversarial.Files;

internal sealed class AtomicFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void The_content_is_written_and_nothing_else_is_left()
    {
        AtomicFile.Write(_folder.File("f"), stream => stream.Write([1, 2, 3]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllBytes(_folder.File("f")), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(_folder.Names(), Is.EqualTo(new[] { "f" }));
        }
    }

    [Test]
    public void A_shorter_content_replaces_a_longer_one_and_the_old_one_stays_until_then()
    {
        string path = _folder.File("f");
        File.WriteAllBytes(path, [1, 2, 3]);
        AtomicFile.Write(path, stream =>
        {
            stream.Write([9]);
            stream.Flush();
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1, 2, 3 }));
        });
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 9 }));
    }

    [Test]
    public void A_failure_leaves_the_old_content_and_no_temporary_file()
    {
        string path = _folder.File("f");
        File.WriteAllBytes(path, [1, 2, 3]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => AtomicFile.Write(path, Fail),
                Throws.InvalidOperationException.With.Message.EqualTo("halfway"));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(_folder.Names(), Is.EqualTo(new[] { "f" }));
        }

        static void Fail(Stream stream)
        {
            stream.Write([9]);
            throw new InvalidOperationException("halfway");
        }
    }

    [Test]
    public void A_target_that_is_a_folder_is_refused_and_no_temporary_file_is_left()
    {
        Directory.CreateDirectory(_folder.File("f"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => AtomicFile.Write(_folder.File("f"), stream => stream.Write([9])),
                Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
            Assert.That(_folder.Names(), Is.EqualTo(new[] { "f" }));
        }
    }

    [Test]
    public void A_missing_folder_is_named() => Assert.That(
        () => AtomicFile.Write(_folder.File("absent/f"), stream => stream.Write([9])),
        Throws.TypeOf<DirectoryNotFoundException>().With.Message.StartsWith($"{_folder.File("absent/f")}: "));

    [Test]
    public void A_relative_path_is_taken_from_the_current_folder()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder.File("f"));
        AtomicFile.Write(relative, stream => stream.Write([9]));
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "f" }));
    }
}
