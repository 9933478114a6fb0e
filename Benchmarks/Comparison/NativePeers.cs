using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Benchmarks.Comparison;

/// <summary>The program with the native peers, which only those build who want them: Benchmarks/Peers.</summary>
/// <remarks>
/// It is a process of its own, because OpenBLAS reads its settings from the environment before any managed code could
/// change them. In it Scratch and all its peers run side by side.
/// </remarks>
public static class NativePeers
{
    /// <summary>Tells the program that OpenBLAS found its settings, and how many threads they say.</summary>
    public const string OpenBlasThreads = "OPENBLAS_NUM_THREADS";

    private const string Build = "dotnet build -c Release Benchmarks/Peers";
    private const string Program = "Scratch.Benchmarks.Peers.dll";
    private static readonly string[] Names = ["MKL", "OpenBLAS", "TorchSharp", "ONNX Runtime"];

    // Beside Benchmarks/bin/Release/net10.0 there is Benchmarks/Peers/bin/Release/net10.0.
    private static readonly string Own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
    private static readonly string Folder = Path.GetFullPath(
        Path.Combine("..", "..", "..", "Peers", "bin", Path.GetFileName(Path.GetDirectoryName(Own))!,
            Path.GetFileName(Own)), Own);

    /// <summary>Why the native peers can't take part; null if they can.</summary>
    public static string? Absence =>
        !File.Exists(Path.Combine(Folder, Program))
            ? $"not built. On Linux x64: {Build} (downloads 260 MB, unpacks 1,000)"
        : !IsOfTheSameSources() ? $"built from other sources. Again: {Build}"
        : null;

    /// <summary>What stands for the native peers where they can't take part.</summary>
    public static IEnumerable<Peer> Missing(string absence) => Names.Select(name => new AbsentPeer(name, absence));

    /// <summary>Runs the comparison there.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IEnumerable<string> args, int threads)
    {
        string dotnet = Path.GetFullPath(
            Path.Combine("..", "..", "..", "dotnet"), RuntimeEnvironment.GetRuntimeDirectory());
        var start = new ProcessStartInfo(dotnet, [Path.Combine(Folder, Program), .. args]) { UseShellExecute = false };
        foreach (string variable in (string[])[OpenBlasThreads, "MKL_NUM_THREADS", "OMP_NUM_THREADS"])
        {
            start.Environment[variable] = threads.ToString(CultureInfo.InvariantCulture);
        }

        // Old versions take a new processor for a Prescott, of 2004, and use vectors of 128 bits.
        start.Environment.TryAdd(
            "OPENBLAS_CORETYPE", Avx512F.IsSupported ? "SkylakeX" : Avx2.IsSupported ? "Haswell" : "Nehalem");

        // Its threads spin 2²⁶ cycles, which would be the next one's time; 2²⁰ is still longer than the gap between two
        // products.
        start.Environment.TryAdd("OPENBLAS_THREAD_TIMEOUT", "20");
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Whether the program would measure this build of Scratch, and not the one of last week.</summary>
    private static bool IsOfTheSameSources() => Directory.EnumerateFiles(Own, "*.dll")
        .Where(file => Path.GetFileName(file) is "Benchmarks.dll"
            || Path.GetFileName(file).StartsWith("Scratch.", StringComparison.Ordinal))
        .All(file => Path.Combine(Folder, Path.GetFileName(file)) is var other
            && File.Exists(other) && File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(other)));
}
