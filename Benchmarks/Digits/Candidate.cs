using Scratch.Engine;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Digits;

/// <summary>An optimizer with a schedule, to be compared with others.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Create">The optimizer, with the constants that it has by default.</param>
/// <param name="Schedule">The schedule with a given rate.</param>
/// <param name="FixedRate">The rate where none is chosen; null where one of the grid is.</param>
public sealed record Candidate(string Name, Func<ParameterBuffer, Optimizer> Create, Func<float, Schedule> Schedule, float? FixedRate = null)
{
    /// <summary>The rates that are tried for all: steps of about √10.</summary>
    public static IReadOnlyList<float> Grid { get; } = [3e-5f, 1e-4f, 3e-4f, 1e-3f, 3e-3f, 1e-2f, 3e-2f, 0.1f, 0.3f, 1, 3, 10];

    /// <summary>Every optimizer at a constant rate, some with a schedule, and the two that the article has.</summary>
    public static IReadOnlyList<Candidate> All { get; } =
    [
        Constant("SGD", p => new Sgd(p)),
        Constant("SGD, momentum 0.9", p => new Sgd(p, momentum: 0.9f)),
        Constant("SGD, Nesterov 0.9", p => new Sgd(p, momentum: 0.9f, nesterov: true)),
        Constant("AdaGrad", p => new AdaGrad(p)),
        Constant("RMSProp", p => new RmsProp(p)),
        Constant("AdaDelta", p => new AdaDelta(p)),
        Constant("Adam", p => new Adam(p)),
        Constant("AMSGrad", p => new AmsGrad(p)),
        Constant("AdamW, λ = 0.01", p => new AdamW(p)),
        Constant("NAdam", p => new NAdam(p)),
        Constant("RAdam", p => new RAdam(p)),
        Constant("Lion", p => new Lion(p)),
        Constant("Schedule-Free AdamW", p => new ScheduleFreeAdamW(p)),
        Constant("Prodigy at 1", p => new Prodigy(p)) with { FixedRate = 1 },
        new("Prodigy at 1, cosine", p => new Prodigy(p), rate => new CosineSchedule(rate), 1),
        new("SGD, Nesterov, cosine", p => new Sgd(p, momentum: 0.9f, nesterov: true), rate => new CosineSchedule(rate)),
        new("AdamW, cosine", p => new AdamW(p), rate => new CosineSchedule(rate)),
        Constant("Adam at 1e-4", p => new Adam(p)) with { FixedRate = 1e-4f },
        new("SGD at 1/√t", p => new Sgd(p), rate => new InverseSquareRootSchedule(rate), 1),
    ];

    private static Candidate Constant(string name, Func<ParameterBuffer, Optimizer> create) => new(name, create, rate => new ConstantSchedule(rate));
}
