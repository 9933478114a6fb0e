using System.Diagnostics;
using NUnit.Framework;
using Scratch.Adversarial.Files;

namespace Scratch.Tests.Adversarial.Files;

public class OutputFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Settling_leaves_all_as_it_is_and_writing_writes()
    {
        OutputFile file = OutputFile.Settle(_folder.File("a.png"), overwrite: false, ".png");
        Assert.That(_folder.Names(), Is.Empty);
        file.Write([1, 2]);
        Assert.That(File.ReadAllBytes(_folder.File("a.png")), Is.EqualTo(new byte[] { 1, 2 }));
    }

    [TestCase("", "it is empty")]
    [TestCase("a.jpg", "expected a file .png or .npz")]
    [TestCase("a", "expected a file .png or .npz")]
    [TestCase("folder.png", "this is a folder")]
    [TestCase("new.png/", "this is a folder")]
    [TestCase("nowhere/a.png", "no such folder")]
    [TestCase("there.png", "--overwrite replaces it")]
    [TestCase("there.png/a.png", "no such folder")]
    public void What_can_not_be_written_is_refused(string name, string expected)
    {
        Directory.CreateDirectory(_folder.File("folder.png"));
        File.WriteAllText(_folder.File("there.png"), "mine");
        Assert.That(
            () => OutputFile.Settle(name.Length == 0 ? "" : _folder.File(name), overwrite: false, ".png", ".npz"),
            Throws.InstanceOf<IOException>().With.Message.Contains(expected));
        Assert.That(_folder.Names(), Is.EqualTo(["folder.png", "there.png"]));
        Assert.That(File.ReadAllText(_folder.File("there.png")), Is.EqualTo("mine"));
    }

    [TestCase("/dev/null", "a device", TestName = "A device is no file")]
    [TestCase("fifo", "a pipe", TestName = "A pipe is no file")]
    public void What_is_no_file_is_refused(string leadsTo, string expected)
    {
        if (leadsTo == "fifo")
        {
            leadsTo = _folder.File(leadsTo);
            using Process made = Process.Start("mkfifo", [leadsTo]);
            made.WaitForExit();
        }
        File.CreateSymbolicLink(_folder.File("a.png"), leadsTo);
        Assert.That(() => OutputFile.Settle(_folder.File("a.png"), overwrite: true, ".png"),
            Throws.InstanceOf<IOException>().With.Message.Contains($"a.png: this is {expected}"));
        Assert.That(() => AtomicFile.Write(_folder.File("a.png"), stream => stream.Write([1])),
            Throws.InstanceOf<IOException>().With.Message.Contains(expected), "nor later");
        Assert.That(new FileInfo(_folder.File("a.png")).LinkTarget, Is.EqualTo(leadsTo));
    }

    [Test]
    public void Of_a_link_what_it_leads_to_is_written_also_if_it_is_not_there_yet()
    {
        foreach (byte content in (byte[])[1, 2])
        {
            _ = content == 1 ? File.CreateSymbolicLink(_folder.File("link.png"), "real.png") : null;
            OutputFile.Settle(_folder.File("link.png"), overwrite: true, ".png").Write([content]);
            Assert.That(new FileInfo(_folder.File("link.png")).LinkTarget, Is.EqualTo("real.png"));
            Assert.That(File.ReadAllBytes(_folder.File("real.png")), Is.EqualTo(new[] { content }));
        }
    }
}
