using System.Diagnostics;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Scratch.Tests.Cli.Runs;

/// <summary>
/// What reaches the disk, in which order, and what is left when the disk refuses: asked of the kernel, by strace and a
/// small tmpfs.
/// </summary>
public partial class DurabilityTests
{
    private const string RefusesToFlush =
        "strace -f -qq -o /dev/null -e trace=fsync -e inject=fsync:error=EIO:when=20+";
    private static readonly string Tool = typeof(Scratch.Cli.Program).Assembly.Location;
    private TemporaryFolder _folder = null!;

    private string Begin =>
        $"dotnet '{Tool}' train --data '{_folder.File("data")}' --preset article --epochs 1 --checkpoint-steps 1 "
        + "--threads 1";

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(_folder.File("data"));
        SmallDigits.Write(_folder.File("data"));
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_checkpoint_is_written_flushed_renamed_and_its_folder_flushed_in_that_order()
    {
        RequireStrace();
        string trace = _folder.File("trace");
        (int exitCode, string said) = Shell(
            $"strace -f -qq -y -o '{trace}' -e trace=pwrite64,write,fsync,rename,renameat,renameat2 {Begin} --out "
                + $"'{_folder.File("run")}'");
        Assert.That(exitCode, Is.Zero, said);
        string[] calls = File.ReadAllLines(trace);
        string[] names = [.. calls.Select(call => Renamed().Match(call)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value)];
        Assert.That(names.Distinct().Count(), Is.EqualTo(names.Length).And.GreaterThan(4));
        foreach (string name in names)
        {
            int rename = Array.FindIndex(
                calls, call => call.Contains($"/{name}\"", StringComparison.Ordinal)
                && call.Contains("rename", StringComparison.Ordinal));
            int write = Array.FindLastIndex(
                calls, call => call.Contains("write", StringComparison.Ordinal)
                && call.Contains($"/{name}.", StringComparison.Ordinal));
            int flush = Array.FindIndex(
                calls, call => call.Contains("fsync(", StringComparison.Ordinal)
                && call.Contains($"/{name}.", StringComparison.Ordinal));
            int folder = Array.FindIndex(
                calls, rename, call => call.Contains("fsync(", StringComparison.Ordinal)
                && call.Contains("run.partial>", StringComparison.Ordinal));
            Assert.That(new[] { write, flush, rename, folder }, Is.Ordered.And.All.GreaterThanOrEqualTo(0), name);
            int next = Array.FindIndex(calls, rename + 1, call => call.Contains("rename", StringComparison.Ordinal));
            Assert.That(folder, Is.LessThan(next < 0 ? int.MaxValue : next),
                $"the folder is not flushed right after {name} got its name");
        }
    }

    [Test]
    public void If_the_disk_refuses_to_flush_the_run_fails_and_the_last_checkpoint_is_intact()
    {
        RequireStrace();
        string run = _folder.File("run");
        (int exitCode, string said) = Shell($"{RefusesToFlush} {Begin} --out '{run}'");
        RequireFailure(exitCode, said, "Input/output error");
        RequireResumedTo(run);
    }

    [Test]
    public void Where_something_is_mounted_a_run_and_a_file_are_filled_in()
    {
        RequireMount();
        string place = _folder.File("place"), array = _folder.File("a.npz");
        File.WriteAllText(array, "mine");
        string attack = $"dotnet '{Tool}' attack '{place}' --attack fgsm --count 5 --save '{array}' --overwrite";
        (int exitCode, string said) = Mounted("size=100m", place,
            $"mount --bind '{array}' '{array}' && {Begin} --out '{place}' && {Begin} --overwrite --out '{place}' "
            + $"&& {attack} && ls -A '{place}'");
        Assert.That(exitCode, Is.Zero, said);
        Assert.That(said, Does.Contain("classifier.safetensors").And.Not.Contains(".partial\n").And.Not.Contains("lock\n"));
        Assert.That(File.ReadAllBytes(array)[..2], Is.EqualTo("PK"u8.ToArray()));
    }

    [Test]
    public void On_a_full_disk_the_run_fails_and_the_last_checkpoint_is_intact()
    {
        RequireMount();
        // Two checkpoints of the first stage fit, a third beside them does not. What is left is copied to where there
        // is room.
        string run = _folder.File("run"), disk = _folder.File("disk");
        (int exitCode, string said) =
            Mounted("size=5m", disk,
            $"{Begin} --out '{disk}/run'; code=$?; cp -r '{disk}/run.partial' '{run}.partial'; exit $code");
        RequireFailure(exitCode, said, "No space left on device");
        RequireResumedTo(run);
    }

    [Test]
    public void A_folder_that_can_only_be_read_is_named()
    {
        RequireMount();
        string disk = _folder.File("disk");
        (int exitCode, string said) =
            Mounted("size=1m", disk, $"mount -o remount,ro '{disk}'; {Begin} --out '{disk}/run'");
        Assert.That((exitCode, said), Is.EqualTo((2, $"scratch: --out: {disk}/run: it can't be written: Read-only file system.\n")));

        RequireStrace();
        string run = _folder.File("run");
        Shell($"{RefusesToFlush} {Begin} --out '{run}'");
        (exitCode, said) = Mounted(
            "size=30m", disk, $"cp -r '{run}.partial' '{disk}'; mount -o remount,ro '{disk}'; dotnet '{Tool}' train "
            + $"--resume '{disk}/run'");
        Assert.That((exitCode, said), Is.EqualTo((2, $"scratch: --resume: {disk}/run: it can't be written: Read-only file system.\n")));
    }

    private static void RequireFailure(int exitCode, string said, string reason)
    {
        Assert.That(exitCode, Is.EqualTo(1), said);
        Assert.That(said, Does.Contain("scratch: ").And.Contains(reason).And.Not.Contains("   at "));
    }

    /// <summary>
    /// The folder has a checkpoint and nothing half written, and what is resumed from it is a run that was never broken
    /// off.
    /// </summary>
    private void RequireResumedTo(string run)
    {
        string[] left = [.. Directory.GetFiles($"{run}.partial").Select(file => Path.GetFileName(file)!)];
        Assert.That(left.Where(name => name.StartsWith("checkpoint-", StringComparison.Ordinal)), Is.Not.Empty);
        Assert.That(left.Where(name => name.EndsWith(".tmp", StringComparison.Ordinal)), Is.Empty);
        (int exitCode, _, string error) = CommandLine.Run("train", "--resume", run);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(error, Does.Not.Contain("damaged"));
        string whole = _folder.File("whole");
        (exitCode, _, error) = CommandLine.Run(
            "train", "--data", _folder.File("data"), "--preset", "article", "--epochs", "1", "--out", whole);
        Assert.That(exitCode, Is.Zero, error);
        foreach (string file in Directory.GetFiles(whole)
            .Where(file => Path.GetExtension(file) is ".safetensors" or ".csv"))
        {
            Assert.That(File.ReadAllBytes(Path.Combine(run, Path.GetFileName(file))),
                Is.EqualTo(File.ReadAllBytes(file)), file);
        }
    }

    private static void RequireStrace() =>
        Optional.Require(Shell("strace -V").ExitCode == 0, "strace is not installed");

    private static void RequireMount() => Optional.Require(
        Shell("unshare -rm mount -t tmpfs -o size=1m none /tmp").ExitCode == 0,
            "a tmpfs can't be mounted in a namespace of its own here");

    private static (int ExitCode, string Said) Mounted(string options, string place, string command)
    {
        Directory.CreateDirectory(place);
        return Execute("unshare", "-rm", "sh", "-c",
            $"mount -t tmpfs -o {options} none '{place}' || exit 99; {command}");
    }

    private static (int ExitCode, string Said) Shell(string command) => Execute("sh", "-c", command);

    private static (int ExitCode, string Said) Execute(string program, params string[] arguments)
    {
        ProcessStartInfo start =
            new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    [GeneratedRegex("rename.*/(checkpoint-[0-9]+.safetensors)\"")]
    private static partial Regex Renamed();
}
