using System.CommandLine;
using System.Diagnostics;
using Scratch.Benchmarks.Steps;
using Scratch.Engine;

namespace Scratch.Benchmarks.SideBySide;

/// <summary>
/// <c>side-by-side</c>: eight trainings of four kinds in one process, all at once on threads of their own, against one
/// after the other.
/// </summary>
/// <remarks>
/// They share one pool. Where it is busy a training works alone, so that many trainings share the processors and don't
/// fight.
/// </remarks>
public static class SideBySideCommand
{
    private const int Trainings = 8;
    private const int Rounds = 5;
    private const double Seconds = 0.25; // of each training, about
    private const int WarmUpSteps = 200;

    /// <summary>The command: runs both, in turn, and prints the medians.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "side-by-side", "Eight trainings in one process, all at once against one after the other.", [], _ => Compare());

    private static void Compare()
    {
        var data = new StepData(seed: 1);
        TrainingStep[] trainings = [.. Enumerable.Range(0, Trainings).Select(i => Training(i % 4, data))];
        int[] counts = [.. trainings.Select(CountSteps)];
        double[] alone = new double[Rounds], together = new double[Rounds], ratios = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            alone[round] = Time(() =>
            {
                for (int i = 0; i < Trainings; i++)
                {
                    Train(trainings[i], counts[i]);
                }
            });
            together[round] = Time(() =>
            {
                Thread[] threads = [
                    .. Enumerable.Range(0, Trainings).Select(i => new Thread(() => Train(trainings[i], counts[i])))];
                Array.ForEach(threads, thread => thread.Start());
                Array.ForEach(threads, thread => thread.Join());
            });
            ratios[round] = together[round] / alone[round];
        }
        Console.WriteLine($"{Trainings} trainings, a pool of {WorkerPool.Threads} threads, medians of {Rounds} rounds");
        Console.WriteLine($"one after the other {Median(alone):0.00} s; side by side {Median(together):0.00} s; ratio "
            + $"{Median(ratios):0.00}");
    }

    private static TrainingStep Training(int kind, StepData data) => kind switch
    {
        0 => new ClassifierStep(data, 1e-5f),
        1 => new VaeStep(data, 1e-5f),
        2 => GanStep.Article(data, 1e-5f),
        _ => new PgdStep(data, 1e-5f),
    };

    private static int CountSteps(TrainingStep training)
    {
        Train(training, WarmUpSteps);
        return (int)(WarmUpSteps * Seconds / Time(() => Train(training, WarmUpSteps)));
    }

    private static void Train(TrainingStep training, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            training.Run();
        }
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
