using NUnit.Framework;
using Scratch.Adversarial.Files;

namespace Scratch.Tests.Adversarial.Files;

public class OutputFolderTests
{
    private const string Mark = "mark", Sign = "of this kind";

    private static readonly FolderKind Kind = new("thing", Mark, Sign, name => name is Mark or "part", name => name == "lock");

    [Test]
    public void A_folder_appears_as_a_whole()
    {
        using var around = new TemporaryFolder();
        string target = around.File("new");
        Output(target).Write(folder =>
        {
            Fill(folder, "1");
            Assert.That(Directory.Exists(target), Is.False, "not before it is whole");
        });
        Assert.That(around.Names(), Is.EqualTo(["new"]));
        Assert.That(Content(target), Is.EqualTo("1"));
    }

    [Test]
    public void A_failure_leaves_what_was_there()
    {
        using var around = new TemporaryFolder();
        string target = around.File("old");
        Output(target).Write(folder => Fill(folder, "old"));
        Assert.That(
            () => Output(target, overwrite: true).Write(folder =>
            {
                Fill(folder, "half");
                throw new IOException("full");
            }),
            Throws.InstanceOf<IOException>());
        Assert.That(around.Names(), Is.EqualTo(["old"]));
        Assert.That(Content(target), Is.EqualTo("old"));
    }

    [Test]
    public void A_folder_with_files_is_replaced_only_if_that_is_wanted()
    {
        using var around = new TemporaryFolder();
        string target = around.File("old");
        Output(target).Write(folder => Fill(folder, "old"));
        Assert.That(Output(target).Settle, Throws.InstanceOf<IOException>().With.Message.Contains("--overwrite"));
        Output(target, overwrite: true).Write(folder => Fill(folder, "new"));
        Assert.That(Content(target), Is.EqualTo("new"));
        Assert.That(around.Names(), Is.EqualTo(["old"]));
    }

    [TestCase("other", "", "no mark of one", TestName = "A folder without the mark is never replaced")]
    [TestCase(Mark, "", "no mark of one", TestName = "A file of that name alone is no mark")]
    [TestCase("thesis.txt", Sign, "thesis.txt: this is no file of a thing",
        TestName = "A folder of the kind with a file of another is never replaced")]
    public void A_folder_of_another_kind_is_never_replaced(string name, string content, string expected)
    {
        using var around = new TemporaryFolder();
        string target = around.File("mine");
        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, name), content);
        if (content.Length > 0)
        {
            Fill(target, "");
        }
        Assert.That(Output(target, overwrite: true).Settle,
            Throws.InstanceOf<IOException>().With.Message.Contains(expected));
        Assert.That(() => Output(target, overwrite: true).Write(_ => { }), Throws.InstanceOf<IOException>());
        Assert.That(File.ReadAllText(Path.Combine(target, name)), Is.EqualTo(content));
    }

    [Test]
    public void A_file_in_its_place_or_no_folder_around_it_is_refused_at_once()
    {
        using var around = new TemporaryFolder();
        File.WriteAllText(around.File("file"), "");
        Assert.That(Output(around.File("file")).Settle, Throws.InstanceOf<IOException>());
        Assert.That(Output(Path.Combine(around.Path, "no", "such")).Settle,
            Throws.InstanceOf<DirectoryNotFoundException>());
        Assert.That(() => Output(""), Throws.InstanceOf<IOException>());
        Assert.That(() => Output("/dev/null"), Throws.InstanceOf<IOException>().With.Message.Contains("a device"));
        Assert.That(around.Names(), Is.EqualTo(["file"]));
    }

    [Test]
    public void Of_a_link_what_it_leads_to_is_replaced()
    {
        using var around = new TemporaryFolder();
        Directory.CreateDirectory(around.File("real"));
        Directory.CreateSymbolicLink(around.File("link"), around.File("real"));
        Output(around.File("link")).Write(folder => Fill(folder, "new"));
        Assert.That(Content(around.File("real")), Is.EqualTo("new"));
        Assert.That(new DirectoryInfo(around.File("link")).LinkTarget, Is.Not.Null, "it is still a link");
    }

    /// <remarks>As it is where a file system is mounted, which only root can do.</remarks>
    [Test, NonParallelizable]
    public void The_current_folder_is_filled()
    {
        using var around = new TemporaryFolder();
        string target = around.File("here"), before = Environment.CurrentDirectory;
        Directory.CreateDirectory(target);
        try
        {
            Environment.CurrentDirectory = target;
            foreach (string content in (string[])["old", "new"])
            {
                OutputFolder output = Output(".", overwrite: true);
                Assert.That(output.IsFilled);
                output.Settle();
                output.Write(folder =>
                {
                    Fill(folder, content);
                    File.WriteAllText(Path.Combine(folder, "lock"), "");
                    Assert.That(Path.GetDirectoryName(folder), Is.EqualTo(target));
                });
                Assert.That(Content("."), Is.EqualTo(content));
                Assert.That(Directory.GetFileSystemEntries("."), Has.Length.EqualTo(1));
            }
            File.WriteAllText("thesis.txt", "years of work");
            Assert.That(Output(".", overwrite: true).Settle, Throws.InstanceOf<IOException>());
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static OutputFolder Output(string path, bool overwrite = false) => new(path, Kind, overwrite);

    private static void Fill(string folder, string text) => File.WriteAllText(Path.Combine(folder, Mark), text + Sign);

    private static string Content(string folder) => File.ReadAllText(Path.Combine(folder, Mark))[..^Sign.Length];
}
