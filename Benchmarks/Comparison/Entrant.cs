using System.Diagnostics;
using Scratch.Benchmarks.Workloads;

namespace Scratch.Benchmarks.Comparison;

/// <summary>One contender in a contest: how often it has to run to be timed well, and its times.</summary>
public sealed class Entrant(string name, Contender contender)
{
    // The compiler's last tier comes after two times 30 calls, waits 0.1 s for a pause, and then works in the
    // background.
    private const int WarmUpRuns = 60;
    private const double WarmUpSeconds = 0.5;
    private const double MostWarmUpSeconds = 4;
    // the threads of the one before spin for about as long before they park
    private const double SettlingSeconds = 5e-3;
    private const double TimedSeconds = 15e-3;
    private const double SlowSeconds = 1; // for one run
    private const int RoundsOfSlow = 2;

    private readonly List<double> _seconds = [];
    private int _repetitions = 1;
    private bool _slow;

    public string Name => name;

    /// <summary>
    /// Seconds of one run in each round, as many as the entrant took part in: they are the first ones.
    /// </summary>
    public IReadOnlyList<double> Seconds => _seconds;

    /// <summary>The numbers in which all must agree; before anything else.</summary>
    public float[] Results() => contender.Results();

    /// <summary>Runs until everything is compiled, then finds how many repetitions last long enough.</summary>
    public void WarmUp()
    {
        (int runs, double seconds) = RunFor(WarmUpSeconds);
        _slow = seconds / runs > SlowSeconds;
        if (!_slow)
        {
            RunFor(Math.Min(MostWarmUpSeconds, (WarmUpRuns - runs) * seconds / runs));
            (runs, seconds) = RunFor(TimedSeconds);
        }
        _repetitions = (int)Math.Max(1, Math.Ceiling(TimedSeconds / (seconds / runs)));
    }

    /// <summary>One timing. Whoever needs seconds for a single run takes part in the first rounds only.</summary>
    public void Time(int round)
    {
        if (_slow && round >= RoundsOfSlow)
        {
            return;
        }
        if (!_slow)
        {
            RunFor(SettlingSeconds);
        }
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < _repetitions; i++)
        {
            contender.Run();
        }
        _seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / _repetitions);
    }

    private (int Runs, double Seconds) RunFor(double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        int runs = 0;
        double elapsed;
        do
        {
            contender.Run();
            runs++;
            elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (elapsed < seconds);
        return (runs, elapsed);
    }
}
