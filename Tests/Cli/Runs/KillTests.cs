using System.Diagnostics;
using NUnit.Framework;

namespace Scratch.Tests.Cli.Runs;

/// <summary>
/// Runs killed by SIGKILL at random moments, some of them again, end with the bytes of the run that was never killed.
/// The long form is Tests/kill/run.sh.
/// </summary>
public class KillTests
{
    private const int Kills = 6, Seed = 20;
    private static readonly string Tool = typeof(Scratch.Cli.Program).Assembly.Location;
    private TemporaryFolder _folder = null!;

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
    public void Killed_at_random_moments_and_resumed_a_run_ends_with_the_same_bytes()
    {
        string[] begin = ["train", "--data", _folder.File("data"), "--preset", "article", "--epochs", "1",
            "--checkpoint-steps", "2", "--threads", "1", "--out"];
        long started = Stopwatch.GetTimestamp();
        Run([.. begin, _folder.File("whole")], killAfter: null);
        TimeSpan whole = Stopwatch.GetElapsedTime(started);
        string[] expected = Contents(_folder.File("whole"));
        var random = new Random(Seed);
        int run = 0;
        for (int kills = 0; kills < Kills; run++)
        {
            string target = _folder.File($"run{run}");
            bool killed;
            do // also once more if it was killed in its place, while it tidied up
            {
                TimeSpan? moment = kills < Kills ? random.NextDouble() * whole : null;
                string[] words = HasCheckpoint(target) || Directory.Exists(target)
                    ? ["train", "--resume", target, "--threads", "1"] : [.. begin, target];
                killed = Run(words, moment);
                kills += killed ? 1 : 0;
            }
            while (killed);
            Assert.That(Contents(target), Is.EqualTo(expected), $"run {run}");
        }
        Assert.That(_folder.Names().Where(name => name.EndsWith(".partial", StringComparison.Ordinal)), Is.Empty);
    }

    private static bool HasCheckpoint(string target) =>
        Directory.Exists($"{target}.partial")
            && Directory.GetFiles($"{target}.partial", "checkpoint-*.safetensors").Length > 0;

    /// <summary>True if it was killed; otherwise it must have ended well.</summary>
    private static bool Run(string[] words, TimeSpan? killAfter)
    {
        ProcessStartInfo start =
            new("dotnet", [Tool, .. words]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        bool killed = killAfter is { } moment && !process.WaitForExit(moment);
        if (killed)
        {
            process.Kill();
        }
        process.WaitForExit();
        Assert.That(killed || process.ExitCode == 0, Is.True,
            $"{string.Join(' ', words)}: {output.Result}{error.Result}");
        return killed;
    }

    private static string[] Contents(string run) =>
        [.. Directory.GetFiles(run)
            .Where(file => Path.GetExtension(file) is ".safetensors" or ".csv")
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(File.ReadAllBytes(file))}")];
}
