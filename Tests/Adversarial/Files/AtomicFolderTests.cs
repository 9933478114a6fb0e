using NUnit.Framework;
using Scratch.Adversarial.Files;

namespace Scratch.Tests.Adversarial.Files;

public class AtomicFolderTests
{
    private const string Mark = "mark";

    [Test]
    public void A_folder_appears_as_a_whole()
    {
        using var around = new TemporaryFolder();
        string target = around.File("new");
        AtomicFolder.Write(target, null, folder =>
        {
            Fill(folder, "1");
            Assert.That(Directory.Exists(target), Is.False, "not before it is whole");
        });
        Assert.That(around.Names(), Is.EqualTo(["new"]));
        Assert.That(File.ReadAllText(Path.Combine(target, Mark)), Is.EqualTo("1"));
    }

    [Test]
    public void A_failure_leaves_what_was_there()
    {
        using var around = new TemporaryFolder();
        string target = around.File("old");
        AtomicFolder.Write(target, null, folder => Fill(folder, "old"));
        Assert.That(
            () => AtomicFolder.Write(target, Mark, folder =>
            {
                Fill(folder, "half");
                throw new IOException("full");
            }),
            Throws.InstanceOf<IOException>());
        Assert.That(around.Names(), Is.EqualTo(["old"]));
        Assert.That(File.ReadAllText(Path.Combine(target, Mark)), Is.EqualTo("old"));
    }

    [Test]
    public void A_folder_with_files_is_replaced_only_if_that_is_wanted_and_it_is_of_the_kind()
    {
        using var around = new TemporaryFolder();
        string target = around.File("old");
        AtomicFolder.Write(target, null, folder => Fill(folder, "old"));
        Assert.That(() => AtomicFolder.Write(target, null, _ => { }),
            Throws.InstanceOf<IOException>().With.Message.Contains("--overwrite"));
        Assert.That(() => AtomicFolder.Write(target, "another", _ => { }),
            Throws.InstanceOf<IOException>().With.Message.Contains("something else"));
        AtomicFolder.Write(target, Mark, folder => Fill(folder, "new"));
        Assert.That(File.ReadAllText(Path.Combine(target, Mark)), Is.EqualTo("new"));
        Assert.That(around.Names(), Is.EqualTo(["old"]));
    }

    [Test]
    public void A_file_in_its_place_or_no_folder_around_it_is_refused_at_once()
    {
        using var around = new TemporaryFolder();
        File.WriteAllText(around.File("file"), "");
        Assert.That(() => AtomicFolder.RequireFree(around.File("file"), Mark), Throws.InstanceOf<IOException>());
        Assert.That(() => AtomicFolder.RequireFree(Path.Combine(around.Path, "no", "such"), Mark),
            Throws.InstanceOf<DirectoryNotFoundException>());
    }

    private static void Fill(string folder, string text) => File.WriteAllText(Path.Combine(folder, Mark), text);
}
