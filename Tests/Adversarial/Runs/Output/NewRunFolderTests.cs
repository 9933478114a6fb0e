using NUnit.Framework;
using Scratch.Adversarial.Runs.Output;

namespace Scratch.Tests.Adversarial.Runs.Output;

public class NewRunFolderTests
{
    private const string Mark = "\"preset\"";

    [Test]
    public void A_run_is_in_its_place_when_it_is_committed_and_not_before()
    {
        using var around = new TemporaryFolder();
        using (var folder = new NewRunFolder(around.File("run"), overwrite: false))
        {
            Write(folder, "new");
            Assert.That(Directory.Exists(around.File("run")), Is.False);
            folder.Commit();
        }
        Assert.That(around.Names(), Is.EqualTo(["run"]));
        Assert.That(Content(around), Is.EqualTo("new"));
    }

    [Test]
    public void Nothing_is_left_of_a_run_that_is_not_committed()
    {
        using var around = new TemporaryFolder();
        using (var folder = new NewRunFolder(around.File("run"), overwrite: false))
        {
            Write(folder, "new");
        }
        Assert.That(around.Names(), Is.Empty);
    }

    [Test]
    public void A_run_that_is_there_is_refused_and_stays()
    {
        using TemporaryFolder around = WithRun("old");
        Assert.That(() => new NewRunFolder(around.File("run"), overwrite: false),
            Throws.TypeOf<IOException>().With.Message.Contains("--overwrite"));
        Assert.That(around.Names(), Is.EqualTo(["run"]));
        Assert.That(Content(around), Is.EqualTo("old"));
    }

    [Test]
    public void When_told_to_a_run_is_replaced_and_only_at_the_end()
    {
        using TemporaryFolder around = WithRun("old");
        using (var abandoned = new NewRunFolder(around.File("run"), overwrite: true))
        {
            Write(abandoned, "abandoned");
        }
        Assert.That(Content(around), Is.EqualTo("old"));
        using (var folder = new NewRunFolder(around.File("run") + Path.DirectorySeparatorChar, overwrite: true))
        {
            Write(folder, "new");
            Assert.That(Content(around), Is.EqualTo("old"));
            folder.Commit();
        }
        Assert.That(around.Names(), Is.EqualTo(["run"]));
        Assert.That(Content(around), Is.EqualTo("new"));
    }

    [Test]
    public void A_run_that_was_put_there_meanwhile_is_not_replaced()
    {
        using var around = new TemporaryFolder();
        using (var second = new NewRunFolder(around.File("run"), overwrite: false))
        {
            Write(second, "second");
            Directory.CreateDirectory(around.File("run"));
            File.WriteAllText(around.File("run/config.json"), $"{Mark}first");
            Assert.That(second.Commit, Throws.TypeOf<IOException>().With.Message.Contains("there is a run already"));
        }
        Assert.That(around.Names(), Is.EqualTo(["run"]));
        Assert.That(Content(around), Is.EqualTo("first"));
    }

    [Test]
    public void Two_at_once_do_not_write_to_the_same_run()
    {
        using var around = new TemporaryFolder();
        using var first = new NewRunFolder(around.File("run"), overwrite: false);
        Assert.That(() => new NewRunFolder(around.File("run"), overwrite: true),
            Throws.TypeOf<IOException>().With.Message.Contains("another process"));
        WriteCheckpoint(first);
        Assert.That(() => NewRunFolder.Resume(around.File("run"), overwrite: false),
            Throws.TypeOf<IOException>().With.Message.Contains("another process"));
    }

    [Test]
    public void A_run_with_a_checkpoint_stays_and_is_resumed_or_begun_again()
    {
        using var around = new TemporaryFolder();
        using (var folder = new NewRunFolder(around.File("run"), overwrite: false))
        {
            WriteCheckpoint(folder);
            File.WriteAllText(Path.Combine(folder.FullPath, "half.tmp"), "");
        }
        Assert.That(around.Names(), Is.EqualTo(["run.partial"]));
        Assert.That(() => new NewRunFolder(around.File("run"), overwrite: false),
            Throws.TypeOf<IOException>().With.Message.Contains("--resume"));
        using (NewRunFolder resumed = NewRunFolder.Resume(around.File("run.partial"), overwrite: false)!)
        {
            Assert.That(Directory.GetFiles(resumed.FullPath).Select(Path.GetFileName).Order(),
                Is.EqualTo(["checkpoint-00000001.safetensors", "lock"]));
            Write(resumed, "new");
            resumed.Commit();
        }
        Assert.That(Content(around), Is.EqualTo("new"));
        Assert.That(Directory.GetFiles(around.File("run")), Has.Length.EqualTo(1),
            "neither checkpoints nor the lock are left");
        using (var folder = new NewRunFolder(around.File("run"), overwrite: true))
        {
            WriteCheckpoint(folder);
        }
        using (new NewRunFolder(around.File("run"), overwrite: true))
        {
        }
        Assert.That(around.Names(), Is.EqualTo(["run"]), "a run that was begun again has no checkpoint");
    }

    [Test]
    public void What_a_run_left_that_was_killed_in_its_place_is_tidied_up()
    {
        using TemporaryFolder around = WithRun("whole");
        File.WriteAllText(around.File("run/report.json"), "");
        File.WriteAllText(around.File("run/checkpoint-00000007.safetensors"), "");
        File.WriteAllText(around.File("run/lock"), "");
        Assert.That(NewRunFolder.Resume(around.File("run"), overwrite: false), Is.Null, "it is finished");
        Assert.That(Directory.GetFiles(around.File("run")).Select(Path.GetFileName).Order(),
            Is.EqualTo(["config.json", "report.json"]));
    }

    [Test]
    public void A_folder_with_that_name_that_is_no_run_is_not_touched()
    {
        using var around = new TemporaryFolder();
        Directory.CreateDirectory(around.File("run.partial"));
        File.WriteAllText(around.File("run.partial/thesis.txt"), "years of work");
        Assert.That(() => new NewRunFolder(around.File("run"), overwrite: true),
            Throws.TypeOf<IOException>().With.Message.Contains("thesis.txt"));
        Assert.That(File.Exists(around.File("run.partial/thesis.txt")));
    }

    [Test]
    public void If_the_new_run_can_not_be_moved_the_old_one_goes_back_to_its_place()
    {
        using TemporaryFolder around = WithRun("old");
        using (var folder = new NewRunFolder(around.File("run"), overwrite: true))
        {
            Directory.Delete(folder.FullPath, recursive: true);
            Assert.That(folder.Commit, Throws.InstanceOf<IOException>());
        }
        Assert.That(around.Names(), Is.EqualTo(["run"]));
        Assert.That(Content(around), Is.EqualTo("old"));
    }

    [Test]
    public void A_folder_that_is_no_run_is_never_replaced([Values] bool overwrite)
    {
        using var around = new TemporaryFolder();
        Directory.CreateDirectory(around.File("run"));
        File.WriteAllText(around.File("run/thesis.txt"), "years of work");
        Assert.That(() => new NewRunFolder(around.File("run"), overwrite), Throws.TypeOf<IOException>());
        Assert.That(File.Exists(around.File("run/thesis.txt")));
        File.WriteAllText(around.File("file"), "");
        Assert.That(() => new NewRunFolder(around.File("file"), overwrite),
            Throws.TypeOf<IOException>().With.Message.Contains("is a file"));
        Assert.That(around.Names(), Is.EqualTo(["file", "run"]));
    }

    [Test]
    public void An_empty_folder_is_a_place_for_a_run()
    {
        using var around = new TemporaryFolder();
        Directory.CreateDirectory(around.File("run"));
        using (var folder = new NewRunFolder(around.File("run"), overwrite: false))
        {
            Write(folder, "new");
            folder.Commit();
        }
        Assert.That(Content(around), Is.EqualTo("new"));
    }

    private static TemporaryFolder WithRun(string content)
    {
        var around = new TemporaryFolder();
        Directory.CreateDirectory(around.File("run"));
        File.WriteAllText(around.File("run/config.json"), Mark + content);
        return around;
    }

    private static void Write(NewRunFolder folder, string content) =>
        File.WriteAllText(Path.Combine(folder.FullPath, "config.json"), Mark + content);

    private static void WriteCheckpoint(NewRunFolder folder) =>
        File.WriteAllText(Path.Combine(folder.FullPath, "checkpoint-00000001.safetensors"), "");

    private static string Content(TemporaryFolder around) => File.ReadAllText(around.File("run/config.json"))[Mark.Length..];
}
