namespace Scratch.Optimizers.Schedules;

/// <summary>Every schedule by its name. Formulas and sources: docs/optimizers.md.</summary>
public static class ScheduleCatalog
{
    /// <summary>The schedules, the simplest first.</summary>
    public static IReadOnlyList<ScheduleKind> All { get; } =
    [
        new("constant", "η, always", (rate, _) => new ConstantSchedule(rate)),
        new("inverse-sqrt", "η / √t, t the epoch: the article's formula with η = 1", (rate, _) =>
            new InverseSquareRootSchedule(rate)),
        new("cosine", "up in the first twentieth, unless a warm-up is given, then half a cosine down to 0 (Loshchilov "
            + "and Hutter 2017)",
            (rate, c) => new CosineSchedule(rate, warmUp: c.WarmsUp ? 0 : 0.05f)),
        new("cosine-restarts",
            "half a cosine down to 0, again and again, each factor times as long as the one before (Loshchilov and "
            + "Hutter 2017)",
            (rate, c) => new CosineRestartsSchedule(rate, c.Length, (int)c.Factor)) { Length = 1000, Factor = 1,
                FactorRange = FactorRange.Whole },
        new("one-cycle", "half a cosine up to η, then down to almost nothing (Smith and Topin 2018)", (rate, _) =>
            new OneCycleSchedule(rate)),
        new("polynomial", "η (1 − x)ᵖ, x the share of all updates that are done", (rate, c) =>
            new PolynomialSchedule(rate, c.Power)) { Power = 1 },
        new("exponential", "η, times the factor after every epoch", (rate, c) =>
            new ExponentialSchedule(rate, c.Factor)) { Factor = 0.95f },
        new("step", "η, times the factor after every so many epochs", (rate, c) =>
            new StepSchedule(rate, c.Length, c.Factor))
            { Length = 10, Factor = 0.1f },
        new("plateau", "η, times the factor whenever the loss has not become better for so many epochs", (rate, _) =>
            new ConstantSchedule(rate))
            { Length = 3, Factor = 0.1f, FactorRange = FactorRange.Fraction, WatchesLoss = true },
    ];

    /// <summary>The names, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(kind => kind.Name)];

    /// <summary>The schedule of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static ScheduleKind Find(string name) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException($"There is no schedule '{name}'; expected {string.Join(", ", Names)}.");
}
