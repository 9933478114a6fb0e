using System.Diagnostics;
using NUnit.Framework;

namespace Scratch.Tests.Cli.Processes;

/// <summary>What is closed, full or gone ends no work and prints no stack trace.</summary>
public class StreamTests
{
    private static readonly string Tool = typeof(Scratch.Cli.Program).Assembly.Location;

    [TestCase("presets 2>&-", 0, "")]
    [TestCase("train --epochs x 2>&-", 2, "")]
    [TestCase("presets >&-", 1, "not complete: it is closed")]
    [TestCase("presets >/dev/full", 1, "what was to be printed is not complete: No space left on device")]
    [TestCase("presets | head -n 1 >/dev/null", 0, "")]
    [TestCase("presets nonsense 2>&-", 2, "")]
    public void The_exit_code_is_right(string line, int expected, string said)
    {
        string[] parts = line.Split(' ', 2);
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", $"dotnet '{Tool}' {parts[0]} {parts[1]}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(expected), output + error.Result);
        Assert.That(error.Result, Does.Contain(said).And.Not.Contains("   at "));
    }
}
