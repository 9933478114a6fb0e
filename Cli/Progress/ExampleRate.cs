using System.Diagnostics;

namespace Scratch.Cli.Progress;

/// <summary>Examples per second since a training began, and the time it still needs at that rate.</summary>
internal sealed class ExampleRate
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _examples;

    public double PerSecond => _examples / Stopwatch.GetElapsedTime(_started).TotalSeconds;

    public void Add(int examples) => _examples += examples;

    public TimeSpan TimeLeft(long stepsDone, long totalSteps) =>
        Stopwatch.GetElapsedTime(_started) * ((double)(totalSteps - stepsDone) / Math.Max(1, stepsDone));
}
