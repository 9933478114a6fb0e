using System.Diagnostics;
using NUnit.Framework;

namespace Scratch.Tests;

/// <summary>Runs Python with NumPy, as a judge that shares no code with this solution.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    /// <summary>Skips the test unless the interpreter and NumPy are there.</summary>
    public static void RequireNumPy() => Optional.Require(
        File.Exists(Interpreter)
            && Run(["-c", "import numpy"]).ExitCode == 0, $"{Interpreter} with numpy is not installed");

    /// <summary>Skips the test unless the interpreter and PyTorch are there.</summary>
    public static void RequireTorch() => Optional.Require(
        File.Exists(Interpreter)
            && Run(["-c", "import torch"]).ExitCode == 0, $"{Interpreter} with torch (python3-torch) is not installed");

    /// <summary>
    /// Runs a script in a file, which must succeed, and returns what it printed. It leaves no compiled file behind.
    /// </summary>
    public static string OutputOfFile(string path)
    {
        (int exitCode, string output, string error) = Run(["-B", path]);
        Assert.That(exitCode, Is.Zero, error);
        return output;
    }

    /// <summary>
    /// Runs a script, which must succeed, and returns what it printed, without the line feed at the end.
    /// </summary>
    public static string Output(string script, params string[] arguments)
    {
        (int exitCode, string output, string error) = Run(["-c", script, .. arguments]);
        Assert.That(exitCode, Is.Zero, error);
        return output.TrimEnd('\n');
    }

    private static (int ExitCode, string Output, string Error) Run(string[] arguments)
    {
        ProcessStartInfo start = new(Interpreter, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.That(process.WaitForExit(Timeout), "Python did not end.");
        return (process.ExitCode, output, error.Result);
    }
}
