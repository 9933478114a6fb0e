namespace Scratch.Benchmarks.Growth;

/// <summary>The trainings of all sizes, one variable doubled at a time.</summary>
/// <remarks>
/// All are timed in turn, in rounds: a moment in which the machine is slow is then one sample of many sizes, not all
/// samples of one.
/// </remarks>
internal static class GrowthStudy
{
    private const int Batch = 128;
    private const int Rounds = 15;

    private static readonly int[] Hidden = [128, 64];

    /// <summary>Measures. All trainings are in memory at once, 1.2 GB.</summary>
    public static IReadOnlyList<GrowthCurve> Run()
    {
        (string Variable, string Timed, TimedTraining[] Sizes)[] curves =
        [
            ("batch", "step", Steps(32, 8192, batch => new SizedTraining(Hidden, batch))),
            ("width of one hidden layer", "step", Steps(64, 4096, width => new SizedTraining([width], Batch))),
            ("width of two hidden layers", "step", Steps(64, 4096, width => new SizedTraining([width, width], Batch))),
            ("hidden layers of 256", "step",
                Steps(1, 16, depth => new SizedTraining([.. Enumerable.Repeat(256, depth)], Batch))),
            ("examples", "epoch", [.. Doublings(1000, 64_000).Select(Epoch)]),
        ];
        TimedTraining[] all = [.. curves.SelectMany(curve => curve.Sizes)];
        Array.ForEach(all, size => size.WarmUp());
        for (int round = 0; round < Rounds; round++)
        {
            Array.ForEach(all, size => size.Sample());
        }
        return [.. curves.Select(
            curve => new GrowthCurve(curve.Variable, curve.Timed, [.. curve.Sizes.Select(size => size.ToPoint())]))];
    }

    private static IEnumerable<int> Doublings(int first, int last)
    {
        for (int value = first; value <= last; value *= 2)
        {
            yield return value;
        }
    }

    private static TimedTraining[] Steps(int first, int last, Func<int, SizedTraining> create) =>
    [
        .. Doublings(first, last).Select(value =>
        {
            SizedTraining training = create(value);
            return new TimedTraining(value, training, training.RunStep, training.StepFlops);
        }),
    ];

    private static TimedTraining Epoch(int examples)
    {
        var training = new SizedTraining(Hidden, Batch, examples);
        return new(examples, training, training.RunEpoch, training.StepFlops * examples / Batch);
    }
}
