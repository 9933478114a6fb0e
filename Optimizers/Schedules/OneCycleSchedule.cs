namespace Scratch.Optimizers.Schedules;

/// <summary>
/// Up to a high rate, then down to almost nothing, each along half a cosine: from η / 25 to η in the first three
/// tenths, then to η / 250,000. Smith and Topin 2018, with the shape and constants of PyTorch; the momentum stays as it
/// is.
/// </summary>
/// <param name="learningRate">η, the highest rate.</param>
/// <param name="rise">The share of all steps that go up, in [0, 1).</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="rise"/> is out of its range.</exception>
public sealed class OneCycleSchedule(float learningRate, float rise = 0.3f) : Schedule
{
    private const double First = 1 / 25.0, Last = First / 1e4; // of η

    private readonly float _rise = Require.Fraction(rise, nameof(rise));

    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps)
    {
        double last = Math.Max(1, totalSteps - 1), top = Math.Max(0, ((double)_rise * totalSteps) - 1),
            now = Math.Min(step, last);
        return (float)(learningRate * (now <= top
            ? Between(First, 1, top == 0 ? 1 : now / top)
            : Between(1, Last, (now - top) / (last - top))));
    }

    /// <summary>From <paramref name="start"/> to <paramref name="end"/> along half a cosine.</summary>
    private static double Between(double start, double end, double progress) =>
        end + (0.5 * (start - end) * (1 + Math.Cos(Math.PI * progress)));
}
