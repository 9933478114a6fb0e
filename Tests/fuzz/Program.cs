using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SharpFuzz;

namespace Scratch.Tests.Fuzz;

/// <summary>
/// <c>READER</c>: reads what afl-fuzz gives, again and again. <c>READER FILE…</c>: reads files and says what came of
/// each; the exit code is 1 if one is a finding. <c>loop READER SEEDS FOUND RUNS SECONDS</c>: <see cref="FuzzLoop"/>.
/// <c>seeds FOLDER</c>: writes the seed corpus. <c>list</c>: the readers.
/// </summary>
internal static unsafe class Program
{
    private const int MapBytes = 1 << 16; // afl-fuzz's map of branches

    private static int Main(string[] args)
    {
        SharpFuzz.Common.Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(MapBytes); // until afl-fuzz gives its own
        switch (args)
        {
            case ["list"]:
                Console.WriteLine(string.Join('\n', Readers.All.Select(reader => reader.Name)));
                return 0;
            case ["seeds", string folder]:
                Seeds.Write(folder);
                return 0;
            case ["loop", string name, string seeds, string findings, string runs, string seconds, .. string[] rest]:
                return Loop(Readers.Find(name), seeds, findings, long.Parse(runs, CultureInfo.InvariantCulture),
                    int.Parse(seconds, CultureInfo.InvariantCulture), untilFound: rest.Length > 0);
            case [string name]:
                Reader reader = Readers.Find(name);
                WarmUp(reader);
                Fuzzer.OutOfProcess.Run(stream =>
                {
                    using var copy = new MemoryStream();
                    stream.CopyTo(copy);
                    reader.Try(copy.ToArray(), out _);
                });
                return 0;
            case [string name, .. string[] files]:
                return Replay(Readers.Find(name), files);
            default:
                Console.Error.WriteLine("READER, READER FILE…, seeds FOLDER or list");
                return 2;
        }
    }

    private static int Loop(Reader reader, string seeds, string findings, long runs, int seconds,
        bool untilFound)
    {
        WarmUp(reader);
        long start = Stopwatch.GetTimestamp();
        var loop = new FuzzLoop(
            reader, findings, Directory.EnumerateFiles(seeds).Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
            seed: Environment.TickCount);
        loop.Run(runs, TimeSpan.FromSeconds(seconds), untilFound);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{reader.Name}: {loop.Runs} runs in {elapsed:0} s, {loop.Runs / elapsed:0} a second, {loop.Edges} edges, "
                + $"{loop.Kept} files kept, {loop.Findings} findings, longest {loop.Most.Milliseconds:0} ms, "
                + $"most allocated {loop.Most.Bytes / 1024} KiB"));
        return loop.Findings == 0 ? 0 : 1;
    }

    /// <summary>What happens once only, such as the filling of caches, happens before anyone looks.</summary>
    private static void WarmUp(Reader reader)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        Seeds.Write(folder);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, reader.Name)))
        {
            try
            {
                reader.Try(File.ReadAllBytes(file), out _);
            }
            catch (MemoryException)
            {
                // the first time it fills caches
            }
        }
        Directory.Delete(folder, recursive: true);
    }

    private static int Replay(Reader reader, string[] files)
    {
        WarmUp(reader);
        int findings = 0;
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(file);
            string outcome;
            long start = Stopwatch.GetTimestamp(), allocated = 0;
            try
            {
                outcome = reader.Try(bytes, out allocated) ?? "read";
            }
            catch (Exception finding)
            {
                outcome = $"FINDING {finding}";
                findings++;
            }
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Console.WriteLine(
                $"{Path.GetFileName(file)}: {bytes.Length} bytes, {allocated} allocated, {milliseconds:0.00} ms: {outcome}");
        }
        return findings == 0 ? 0 : 1;
    }
}
