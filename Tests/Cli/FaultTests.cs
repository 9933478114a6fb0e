using System.Diagnostics;
using NUnit.Framework;

namespace Scratch.Tests.Cli;

/// <summary>
/// Short forms of <c>Tests/faults/run.sh</c> and <c>Tests/machines/run.sh</c>: a disk that fails in one call, and a
/// small machine.
/// </summary>
public class FaultTests
{
    private static readonly string Tool = typeof(Scratch.Cli.Program).Assembly.Location;

    [Test]
    public void A_disk_that_fails_in_one_call_loses_nothing()
    {
        Optional.Require(Run("sh", "-c", "strace -V && /usr/bin/python3 -V").ExitCode == 0,
            "strace or python3 is not installed");
        (int exitCode, string said) = Run("bash", Repository.FullPath("Tests/faults/run.sh"), "generate", "9");
        Assert.That(exitCode, Is.Zero, said);
        Assert.That(said, Does.Match(@"generate: \d+ calls, [1-9]\d* injections \(\d+ not met\), 0 lost, 0 with another"));
    }

    [Test]
    public void A_small_machine_without_a_terminal_runs_the_main_job()
    {
        Optional.Require(Run("sh", "-c", "command -v taskset setsid && /usr/bin/python3 -V").ExitCode == 0,
            "taskset, setsid or python3 is not installed");
        using TemporaryFolder data = new();
        SmallDigits.Write(data.Path);
        (int exitCode, string said) = Run("bash", Repository.FullPath("Tests/machines/run.sh"),
            "--data", data.Path, "--preset", "article", "--epochs", "1");
        Assert.That(exitCode, Is.Zero, said);
        Assert.That(said, Does.Contain("it ends well"));
    }

    private static (int ExitCode, string Said) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start =
            new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["SCRATCH"] = $"dotnet '{Tool}'";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
