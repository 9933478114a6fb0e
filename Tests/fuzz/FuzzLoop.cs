using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Trace = SharpFuzz.Common.Trace;

namespace Scratch.Tests.Fuzz;

/// <summary>
/// Fuzzing within one process: afl-fuzz's loop in short. A file that reaches a branch, or a branch more often, as none
/// before it is kept and changed further. There is no pipe to wait at, so that many more files are read on a busy
/// machine; what can't be caught, such as a stack that is full, ends it.
/// </summary>
internal sealed unsafe class FuzzLoop
{
    private const int MapBytes = 1 << 16; // SharpFuzz's map of branches
    private const int MostBytes = 16 * 1024;
    private const int MostMilliseconds = 1000;
    private const int MostChanges = 5; // as a power of two
    private static readonly int[] Interesting = [-128, -1, 0, 1, 16, 32, 64, 100, 127, 128, 255, 256, 512, 1000, 1024, 4096,
        32767, 32768, 65535, 65536, int.MaxValue, int.MinValue];

    private readonly Reader _reader;
    private readonly string _findings;
    private readonly List<byte[]> _corpus = [];
    private readonly byte[][] _words;
    private readonly Random _random;
    private readonly byte* _map = (byte*)NativeMemory.AlignedAlloc(MapBytes, 64);
    private readonly byte[] _seen = new byte[MapBytes];
    private readonly HashSet<string> _known = [];
    private long _started, _watched;
    private TimeSpan _usedBefore;
    private int _retries;
    private byte[] _current = [];

    public FuzzLoop(Reader reader, string findings, IEnumerable<byte[]> seeds, int seed)
    {
        (_reader, _findings, _random) = (reader, findings, new Random(seed));
        Trace.SharedMem = _map;
        byte[][] all = [.. seeds];
        // the words of the seeds are what a reader looks for
        _words = [.. all.SelectMany(Words).DistinctBy(Convert.ToHexString)];
        foreach (byte[] file in all)
        {
            Run(file);
        }
    }

    /// <summary>The files that were read.</summary>
    public long Runs { get; private set; }

    /// <summary>Files that are findings, of each kind one.</summary>
    public int Findings { get; private set; }

    /// <summary>The most of the time and memory that one file took.</summary>
    public (double Milliseconds, long Bytes) Most { get; private set; }

    /// <summary>The files that are kept.</summary>
    public int Kept => _corpus.Count;

    /// <summary>The edges that were reached.</summary>
    public int Edges => _seen.Count(seen => seen != 0);

    /// <summary>Reads until there were so many files, or the time is over, or something is found.</summary>
    public void Run(long runs, TimeSpan time, bool untilFound)
    {
        long start = Stopwatch.GetTimestamp();
        using var watch = new Timer(_ => EndIfStuck(), null, 1000, 1000);
        while (Runs < runs && !(untilFound && Findings > 0) && ((Runs & 255) != 0 || Stopwatch.GetElapsedTime(start) < time))
        {
            Run(Change(_corpus[_random.Next(_corpus.Count)]));
        }
    }

    private void Run(byte[] file)
    {
        Runs++;
        Trace.PrevLocation = 0;
        new Span<byte>(_map, MapBytes).Clear();
        _current = file;
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        try
        {
            _reader.Try(file, out long allocated);
            Most = (Most.Milliseconds, Math.Max(Most.Bytes, allocated));
        }
        catch (Exception finding)
        {
            Report($"{finding.GetType()} {finding.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Scratch.Adversarial"))}",
                finding.ToString(), file);
        }
        double milliseconds = Stopwatch.GetElapsedTime(Volatile.Read(ref _started)).TotalMilliseconds;
        Volatile.Write(ref _started, 0);
        Most = (Math.Max(Most.Milliseconds, milliseconds), Most.Bytes);
        if (IsNew())
        {
            _corpus.Add(file);
        }
        if (milliseconds > MostMilliseconds && _retries < 3)
        {
            _retries++; // on a busy machine any file may have to wait: it is slow if it is so each time
            Run(file);
        }
        else if (milliseconds > MostMilliseconds)
        {
            Report("hang", $"{milliseconds:0} ms", file);
        }
        _retries = 0;
    }

    private void Report(string kind, string text, byte[] file)
    {
        if (_known.Add(kind))
        {
            Findings++;
            Directory.CreateDirectory(_findings);
            string name = Path.Combine(_findings, $"finding{Findings}");
            File.WriteAllBytes(name, file);
            File.WriteAllText($"{name}.txt", text);
        }
    }

    /// <summary>Ends the process at a file that is read for ever.</summary>
    private void EndIfStuck()
    {
        long started = Volatile.Read(ref _started);
        TimeSpan used = Environment.CpuUsage.TotalTime;
        if (started != _watched)
        {
            (_watched, _usedBefore) = (started, used);
        }
        // of its own time: on a busy machine a file may have to wait for long
        if (started > 0 && (used - _usedBefore).TotalSeconds > 10)
        {
            Directory.CreateDirectory(_findings);
            File.WriteAllBytes(Path.Combine(_findings, "hang"), _current);
            Console.WriteLine($"{_reader.Name}: a file takes more than 10 s: {_findings}/hang");
            Environment.Exit(1);
        }
    }

    /// <summary>Whether an edge was taken that no file took before, or in another order of magnitude.</summary>
    private bool IsNew()
    {
        bool isNew = false;
        ReadOnlySpan<ulong> words = new(_map, MapBytes / sizeof(ulong));
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] == 0)
            {
                continue;
            }
            for (int j = i * sizeof(ulong); j < (i + 1) * sizeof(ulong); j++)
            {
                byte bucket = (byte)(_map[j] == 0 ? 0 : 1 << BitOperations.Log2(_map[j]));
                isNew |= (bucket & ~_seen[j]) != 0;
                _seen[j] |= bucket;
            }
        }
        return isNew;
    }

    private byte[] Change(byte[] file)
    {
        var bytes = new List<byte>(file);
        for (int i = 1 << _random.Next(MostChanges); i > 0; i--)
        {
            ChangeOnce(bytes);
        }
        return bytes.Count <= MostBytes ? [.. bytes] : [.. bytes.Take(MostBytes)];
    }

    private void ChangeOnce(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)_random.Next(256));
            return;
        }
        int place = _random.Next(bytes.Count), length = 1 + _random.Next(Math.Min(bytes.Count - place, 32));
        switch (_random.Next(9))
        {
            case 0:
                bytes[place] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[place] = (byte)_random.Next(256);
                break;
            case 2:
                bytes[place] += (byte)_random.Next(-35, 36);
                break;
            case 3:
                WriteNumber(bytes, place);
                break;
            case 4:
                bytes.RemoveRange(place, length);
                break;
            case 5:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(place, length));
                break;
            case 6:
                byte[] word = _words[_random.Next(_words.Length)];
                bytes.InsertRange(place, word);
                break;
            case 7:
                word = _words[_random.Next(_words.Length)];
                bytes.RemoveRange(place, Math.Min(word.Length, bytes.Count - place));
                bytes.InsertRange(place, word);
                break;
            default: // the start of this file, the end of another
                byte[] other = _corpus[_random.Next(_corpus.Count)];
                bytes.RemoveRange(place, bytes.Count - place);
                bytes.AddRange(other.AsSpan(Math.Min(place, other.Length)));
                break;
        }
    }

    /// <summary>A number at the edge of a type, as bytes in either order, or as text.</summary>
    private void WriteNumber(List<byte> bytes, int place)
    {
        int number = Interesting[_random.Next(Interesting.Length)], width = 1 << _random.Next(4);
        byte[] text = new byte[sizeof(long)];
        if (_random.Next(3) == 0)
        {
            bytes.InsertRange(place, System.Text.Encoding.ASCII.GetBytes($"{number}"));
            return;
        }
        BinaryPrimitives.WriteInt64LittleEndian(text, number);
        text = text[..width];
        if (_random.Next(2) == 0)
        {
            Array.Reverse(text);
        }
        for (int i = 0; i < width && place + i < bytes.Count; i++)
        {
            bytes[place + i] = text[i];
        }
    }

    private static IEnumerable<byte[]> Words(byte[] file)
    {
        for (int start = 0, i = 0; i <= file.Length; i++)
        {
            if (i == file.Length || !char.IsAsciiLetterOrDigit((char)file[i]))
            {
                if (i > start)
                {
                    yield return file[start..Math.Min(i, start + 32)];
                }
                if (i < file.Length && file[i] is > 32 and < 127)
                {
                    yield return [file[i]];
                }
                start = i + 1;
            }
        }
    }
}
