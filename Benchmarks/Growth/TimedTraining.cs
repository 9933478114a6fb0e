using System.Diagnostics;

namespace Scratch.Benchmarks.Growth;

/// <summary>A training of one size, with the times that were taken of it.</summary>
/// <param name="value">The size.</param>
/// <param name="training">The training.</param>
/// <param name="run">What is timed: a step of it or an epoch.</param>
/// <param name="flops">The operations of the products in that.</param>
internal sealed class TimedTraining(int value, SizedTraining training, Action run, double flops)
{
    private const double SecondsOfWarmUp = 0.3; // enough for the run-time compiler to have optimised the loops
    private const double SecondsOfSample = 0.03;

    private readonly List<double> _seconds = [];
    private int _times;

    /// <summary>Runs until all is compiled, twice at least, and decides how many runs are a sample.</summary>
    public void WarmUp()
    {
        double sum = Time(1), last;
        do
        {
            last = Time(1);
            sum += last;
        }
        while (sum < SecondsOfWarmUp);
        _times = Math.Max(1, (int)(SecondsOfSample / last));
    }

    /// <summary>Takes the time once more, after some runs that bring its memory back into the caches.</summary>
    public void Sample()
    {
        Time((_times + 1) / 2);
        _seconds.Add(Time(_times) / _times);
    }

    /// <summary>The median of the samples, and the memory.</summary>
    public GrowthPoint ToPoint() =>
        new(value, _seconds.Order().ElementAt(_seconds.Count / 2), flops, training.LearnedBytes,
            training.ActivationBytes, training.DataBytes);

    private double Time(int times)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            run();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
