using System.Diagnostics;
using NUnit.Framework;

namespace Scratch.Tests.Cli.Runs;

/// <summary>A run comes to the same bits with narrower vectors than the processor has.</summary>
public class WidthTests
{
    [TestCase("DOTNET_EnableAVX512=0")]
    [TestCase("DOTNET_PreferredVectorBitWidth=128")]
    public void The_width_of_vectors_changes_no_bit(string setting)
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data"), run = folder.File("run");
        Directory.CreateDirectory(data);
        SmallDigits.Write(data);
        using Process process = Process.Start(new ProcessStartInfo("env",
            [setting, "dotnet", typeof(Scratch.Cli.Program).Assembly.Location, "train", "--data", data, "--out", run,
                "--epochs", "1,1,2", "--threads", "1"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error.Result);
        GoldenBits.Require(run, GoldenBits.OfDigits);
    }
}
