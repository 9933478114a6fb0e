using System.Diagnostics;

namespace Scratch.Benchmarks.Growth;

/// <summary>The trainings of all sizes, one variable doubled at a time.</summary>
internal static class GrowthStudy
{
    private const int Batch = 128;
    private const int Samples = 15;
    private const double SecondsOfFirstWarmUp = 2; // by then the run-time compiler has optimised the loops, whatever is measured first
    private const double SecondsOfWarmUp = 0.3;
    private const double SecondsOfSample = 0.04;

    private static readonly int[] Hidden = [128, 64];

    /// <summary>Measures, curve after curve.</summary>
    public static IReadOnlyList<GrowthCurve> Run()
    {
        TimeLast(new SizedTraining(Hidden, Batch, Batch).RunEpoch, SecondsOfFirstWarmUp);
        return
        [
            Steps("batch", Doublings(32, 8192), batch => new SizedTraining(Hidden, batch)),
            Steps("width of one hidden layer", Doublings(64, 4096), width => new SizedTraining([width], Batch)),
            Steps("width of two hidden layers", Doublings(64, 4096), width => new SizedTraining([width, width], Batch)),
            Steps("hidden layers of 256", Doublings(1, 16), depth => new SizedTraining([.. Enumerable.Repeat(256, depth)], Batch)),
            new("examples", "epoch", [.. Doublings(1000, 64_000).Select(Epoch)]),
        ];
    }

    private static IEnumerable<int> Doublings(int first, int last)
    {
        for (int value = first; value <= last; value *= 2)
        {
            yield return value;
        }
    }

    private static GrowthCurve Steps(string variable, IEnumerable<int> values, Func<int, SizedTraining> create) =>
        new(variable, "step", [.. values.Select(value =>
        {
            SizedTraining training = create(value);
            return ToPoint(value, training, training.RunStep, training.StepFlops);
        })]);

    private static GrowthPoint Epoch(int examples)
    {
        var training = new SizedTraining(Hidden, Batch, examples);
        return ToPoint(examples, training, training.RunEpoch, training.StepFlops * examples / Batch);
    }

    private static GrowthPoint ToPoint(int value, SizedTraining training, Action run, double flops) =>
        new(value, MedianSeconds(run), flops, training.LearnedBytes, training.ActivationBytes, training.DataBytes);

    private static double MedianSeconds(Action run)
    {
        double seconds = TimeLast(run, SecondsOfWarmUp);
        int times = Math.Max(1, (int)(SecondsOfSample / seconds));
        double[] samples = [.. Enumerable.Range(0, Samples).Select(_ => Time(run, times) / times).Order()];
        return samples[Samples / 2];
    }

    /// <summary>Runs for at least that long and twice; the time of the last run.</summary>
    private static double TimeLast(Action run, double atLeast)
    {
        double sum = Time(run, 1), last;
        do
        {
            last = Time(run, 1);
            sum += last;
        }
        while (sum < atLeast);
        return last;
    }

    private static double Time(Action run, int times)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            run();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
