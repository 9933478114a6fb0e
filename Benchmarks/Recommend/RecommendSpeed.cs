using System.Diagnostics;
using System.Globalization;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Engine;

namespace Scratch.Benchmarks.Recommend;

/// <summary>How long one user takes, EASE's fit, and an epoch at 10,000 items.</summary>
internal static class RecommendSpeed
{
    private const int Items = 10_000, MeanLength = 144, Epochs = 2;
    private const long Interactions = 20_000_000;

    /// <summary>Prints the figures.</summary>
    /// <param name="part">The share of 20 million interactions that is made; the epoch is scaled up.</param>
    public static void Print(double part)
    {
        int threads = WorkerPool.Threads;
        foreach (int items in new[] { 285, Items })
        {
            var one = new RecommendBenchmark { Items = items };
            one.Prepare();
            foreach ((string name, Func<int> call) in new (string, Func<int>)[]
            {
                ("autoencoder", one.Autoencoder), (items > 4000 ? "EASE, 4,000 items" : "EASE", one.EaseAlone),
                ("blend", one.BlendOfBoth),
            })
            {
                (double median, long bytes) = TimeCalls(call);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"one user, {items} items, {name}: {median:0.0} µs (median), {bytes} bytes allocated"));
            }
        }
        WorkerPool.Threads = threads;
        foreach (int items in new[] { 1034, 4000 })
        {
            Profiles few = Users(items, 20_000, 20, new RandomStream(2));
            (double fit, double processor) = Time(() => Ease.Fit(few, 100));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"EASE fitted to {items} items: {fit:0.00} s, {processor:0.00} s of a processor, {threads} threads"));
        }
        Profiles users = Users(Items, (int)(Interactions * part / MeanLength), MeanLength, new RandomStream(3));
        var options = new ProfileTrainingOptions { Epochs = Epochs, BatchSize = 500 };
        (double seconds, double ofProcessor) = Time(() => ProfileTraining.Train(
            users, new AutoencoderShape(Items) { Hidden = 200, Latent = 64, IsVariational = true }, options,
            new RandomStream(4)));
        double scale = (double)Interactions / users.Count / Epochs;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Mult-VAE, {Items} items, {users.Users} users, {users.Count} interactions: {seconds / Epochs:0.0} s an "
            + $"epoch, {ofProcessor / Epochs:0.0} s of a processor; scaled to 20 million {seconds * scale:0} s, "
            + $"{ofProcessor * scale:0} s of a processor, {threads} threads"));
    }

    private static (double Median, long Bytes) TimeCalls(Func<int> call)
    {
        for (int i = 0; i < 3000; i++)
        {
            call();
        }
        Thread.Sleep(200); // until it is compiled once more
        double[] times = new double[1001];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            call();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(times);
        return (times[times.Length / 2], bytes);
    }

    /// <summary>Users whose items are as popular as 1 / rank, and whose lengths vary.</summary>
    private static Profiles Users(int items, int users, int meanLength, RandomStream random) => Profiles.Create(
        items, Enumerable.Range(0, users).Select(user =>
        {
            RandomStream own = random.Fork(user);
            int length = 2 + (int)(-MathF.Log(1 - own.Uniform(0)) * (meanLength - 2));
            return (int[])[.. Enumerable.Range(1, length).Select(i =>
                (int)(Math.Exp(own.Uniform((ulong)i) * Math.Log(items + 1)) - 1))];
        }));

    private static (double Seconds, double OfProcessor) Time<T>(Func<T> work)
    {
        (long start, TimeSpan used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        _ = work();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }
}
