namespace Scratch.Optimizers.Schedules;

/// <summary>A schedule as the catalogue lists it.</summary>
/// <param name="Name">The name in options and files.</param>
/// <param name="Summary">How the rate changes, in one line, with its source.</param>
/// <param name="Build">Makes it from the learning rate and from constants that it has.</param>
public sealed record ScheduleKind(string Name, string Summary, Func<float, ScheduleConstants, Schedule> Build)
{
    /// <summary>The number of epochs or updates where none is given; null if it has none.</summary>
    public int? Length { get; init; }

    /// <summary>The ratio of two rates or of two periods where none is given; null if it has none.</summary>
    public float? Factor { get; init; }

    /// <summary>The factors that it takes.</summary>
    public FactorRange FactorRange { get; init; } = FactorRange.Positive;

    /// <summary>The power where none is given; null if it has none.</summary>
    public float? Power { get; init; }

    /// <summary>
    /// Whether the rate falls when a loss has not become better for <see cref="Length"/> epochs. It then depends on
    /// what comes of the training, which a schedule doesn't see: a callback multiplies the rate.
    /// </summary>
    public bool WatchesLoss { get; init; }

    /// <summary>The schedule, with its own constants unless given.</summary>
    /// <param name="learningRate">η, above 0.</param>
    /// <param name="length">Epochs or updates, at least 1.</param>
    /// <param name="factor">The ratio of two rates or of two periods, in <see cref="FactorRange"/>.</param>
    /// <param name="power">At least 0.</param>
    /// <param name="warmUp">The updates in which the rate rises before the schedule begins, at least 0; null for the
    /// schedule's own.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Schedule Create(
        float learningRate, int? length = null, float? factor = null, float? power = null, int? warmUp = null)
    {
        var constants = new ScheduleConstants(
            length ?? Length ?? 0, factor ?? Factor ?? 0, power ?? Power ?? 0, warmUp is not null);
        Schedule schedule = Build(learningRate, constants);
        return warmUp is > 0 and int steps ? new WarmUpSchedule(schedule, steps) : schedule;
    }
}

/// <summary>The constants that a schedule is made with; it reads those that it has.</summary>
/// <param name="Length">Epochs or updates.</param>
/// <param name="Factor">The ratio of two rates or of two periods.</param>
/// <param name="Power">The power.</param>
/// <param name="WarmsUp">Whether its warm-up is given, so that it has none of its own.</param>
public readonly record struct ScheduleConstants(int Length, float Factor, float Power, bool WarmsUp);

/// <summary>The factors that a schedule takes.</summary>
/// <param name="Expected">The range in words.</param>
/// <param name="Contains">Whether a factor lies in it.</param>
public sealed record FactorRange(string Expected, Predicate<float> Contains)
{
    /// <summary>The finite numbers above 0.</summary>
    public static FactorRange Positive { get; } =
        new("a finite number above 0", factor => factor is > 0 and < float.PositiveInfinity);

    /// <summary>The numbers in (0, 1).</summary>
    public static FactorRange Fraction { get; } = new("a number in (0, 1)", factor => factor is > 0 and < 1);

    /// <summary>The whole numbers from 1 to 1000.</summary>
    public static FactorRange Whole { get; } =
        new("a whole number from 1 to 1000", factor => factor is >= 1 and <= 1000 && float.IsInteger(factor));
}
