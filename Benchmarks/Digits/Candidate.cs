using Scratch.Engine;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Digits;

/// <summary>An optimizer with a schedule, to be compared with others.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Create">The optimizer, with the constants that it has by default.</param>
/// <param name="Schedule">The schedule with a given rate.</param>
/// <param name="FixedRate">The rate where none is chosen; null where one of the grid is.</param>
public sealed record Candidate(
    string Name, Func<ParameterBuffer, Optimizer> Create, Func<float, Schedule> Schedule, float? FixedRate = null)
{
    /// <summary>The rates that are tried for all: steps of about √10.</summary>
    public static IReadOnlyList<float> Grid { get; } =
        [3e-5f, 1e-4f, 3e-4f, 1e-3f, 3e-3f, 1e-2f, 3e-2f, 0.1f, 0.3f, 1, 3, 10];

    /// <summary>Every optimizer at a constant rate, some with a schedule, and the two that the article has.</summary>
    public static IReadOnlyList<Candidate> All { get; } =
    [
        .. OptimizerCatalog.All.SelectMany(Constant),
        new("prodigy, cosine", p => new Prodigy(p), rate => new CosineSchedule(rate), 1),
        new("sgd, momentum 0.9, nesterov, cosine", p => new Sgd(p, momentum: 0.9f, nesterov: true), rate =>
            new CosineSchedule(rate)),
        new("adamw, cosine", p => new AdamW(p), rate => new CosineSchedule(rate)),
        new("adam at 1e-4", p => new Adam(p), rate => new ConstantSchedule(rate), 1e-4f),
        new("sgd at 1/√t", p => new Sgd(p), rate => new InverseSquareRootSchedule(rate), 1),
    ];

    private static IEnumerable<Candidate> Constant(OptimizerKind kind) => kind.Forms.Select(form => new Candidate(
        form.Name, p => kind.Build(p, form.Constants), rate =>
            new ConstantSchedule(rate), kind.FindsRate ? kind.LearningRate : null));
}
