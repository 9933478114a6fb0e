using BenchmarkDotNet.Attributes;
using Scratch.Engine;
using Scratch.Guard;

namespace Scratch.Benchmarks.Guard;

/// <summary>One text of 500 characters through the guard, on one core; and ten megabytes.</summary>
public class GuardBenchmark
{
    private const int Long = 10_000_000;

    private const string Plain =
        "Act as the editor of a travel magazine. You are asked to write a guide to the islands in the north for "
        + "readers who have never been there: what to see in three days, where to eat, which ferries to take and how "
        + "much all of it costs. Keep the tone friendly, avoid long sentences, and give the names of the harbours. At "
        + "the end add a table of the ferries with their times and prices, and a short list of what to pack. Do not "
        + "mention hotels, since another article is about them, and leave room for two pictures. Thank you very much!";

    private readonly PromptGuard _guard = PromptGuard.Load();
    private string _long = "";

    [GlobalSetup]
    public void Prepare()
    {
        WorkerPool.Threads = 1;
        _long = string.Concat(Enumerable.Repeat(Plain + " ", (Long / Plain.Length) + 1))[..Long];
    }

    [Benchmark]
    public float Score500Characters() => _guard.Score(Plain.AsSpan(0, 500));

    [Benchmark]
    public float Score500CharactersWithSomeOutsideAscii() => _guard.Score(Accented.AsSpan(0, 500));

    [Benchmark]
    public float ScoreTenMegabytes() => _guard.Score(_long);

    private static readonly string Accented = Plain.Replace("e", "é", StringComparison.Ordinal);
}
