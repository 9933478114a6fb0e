namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>How a stage updates its parameters. What is null is as the update rule or the schedule has it by default.</summary>
public sealed record OptimizerOptions
{
    /// <summary>The name of the optimizer in <see cref="OptimizerCatalog"/>.</summary>
    public string Rule { get; init; } = "adam";

    /// <summary>η, above 0.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>μ of gradient descent and RMSProp, 0 by default, or β₁ of Adam and its kin, 0.9 by default; in [0, 1).</summary>
    public float? Momentum { get; init; }

    /// <summary>Whether gradient descent looks ahead along its velocity.</summary>
    public bool Nesterov { get; init; }

    /// <summary>β₂ of Adam and its kin, or ρ of RMSProp and AdaDelta: the share of the mean square that is kept; in [0, 1).</summary>
    public float? Beta2 { get; init; }

    /// <summary>Whether RMSProp divides by the deviation of the gradients, not by their root mean square.</summary>
    public bool Centred { get; init; }

    /// <summary>λ of the decoupled weight decay, at least 0: 0.01 by default with AdamW, else none.</summary>
    public float? WeightDecay { get; init; }

    /// <summary>The largest norm that the gradients of a network have together, above 0; null for no bound.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>The largest magnitude of a gradient, above 0; null for no bound.</summary>
    public float? ClipValue { get; init; }

    /// <summary>The batches whose mean gradient makes an update, at least 1.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>The decay of a moving average of the weights, in [0, 1), which is then what the stage leaves; null for none.</summary>
    public float? EmaDecay { get; init; }

    /// <summary>How η changes over time: a name in <see cref="ScheduleCatalog"/>.</summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>The updates in which η rises in a straight line before the schedule begins, at least 0.</summary>
    public int? WarmUp { get; init; }

    /// <summary>Epochs of a stair (step, 10 by default), epochs of patience (plateau, 3), or updates of the first period (cosine-restarts, 1,000).</summary>
    public int? ScheduleLength { get; init; }

    /// <summary>The ratio of two stairs (step, 0.1 by default), of two epochs (exponential, 0.95), of the rates at a plateau (0.1), or of two periods (cosine-restarts, 1).</summary>
    public float? ScheduleFactor { get; init; }

    /// <summary>The power of the polynomial, at least 0; 1 by default.</summary>
    public float? SchedulePower { get; init; }

    /// <summary>Throws if a number is out of its range, or set for an optimizer or a schedule that has none such.</summary>
    internal void Validate(string stage)
    {
        const string Positive = "a finite number above 0", NotNegative = "a finite number of at least 0", Fraction = "a number in [0, 1)";
        Require(stage, OptimizerCatalog.Names.Contains(Rule), "rule", Rule, string.Join(", ", OptimizerCatalog.Names));
        Require(stage, ScheduleCatalog.Names.Contains(Schedule), "schedule", Schedule, string.Join(", ", ScheduleCatalog.Names));
        OptimizerKind kind = OptimizerCatalog.Find(Rule);
        Require(stage, IsPositive(LearningRate), "learningRate", LearningRate, Positive);
        Require(stage, kind.Momentum is not null || Momentum is null, "momentum", Momentum, $"none with {Rule}");
        Require(stage, Momentum is null or (>= 0 and < 1), "momentum", Momentum, Fraction);
        Require(stage, !Nesterov || kind.HasNesterov, "nesterov", Nesterov, $"false, since {Rule} has no such form");
        Require(stage, !Nesterov || Momentum > 0, "momentum", Momentum, "a number above 0, since nesterov is set");
        Require(stage, !Centred || kind.HasCentred, "centred", Centred, $"false, since {Rule} has no such form");
        Require(stage, kind.Beta2 is not null || Beta2 is null, "beta2", Beta2, $"none with {Rule}");
        Require(stage, Beta2 is null or (>= 0 and < 1), "beta2", Beta2, Fraction);
        Require(stage, WeightDecay is null or (>= 0 and < float.PositiveInfinity), "weightDecay", WeightDecay, NotNegative);
        Require(stage, ClipNorm is null || IsPositive(ClipNorm.Value), "clipNorm", ClipNorm, Positive);
        Require(stage, ClipValue is null || IsPositive(ClipValue.Value), "clipValue", ClipValue, Positive);
        Require(stage, Accumulation >= 1, "accumulation", Accumulation, "at least 1");
        Require(stage, EmaDecay is null or (>= 0 and < 1), "emaDecay", EmaDecay, Fraction);
        ValidateSchedule(stage, ScheduleCatalog.Find(Schedule));
    }

    private void ValidateSchedule(string stage, ScheduleKind kind)
    {
        FactorRange range = kind.FactorRange;
        Require(stage, WarmUp is null or >= 0, "warmUp", WarmUp, "at least 0");
        Require(stage, kind.Length is not null || ScheduleLength is null, "scheduleLength", ScheduleLength, $"none with {Schedule}");
        Require(stage, ScheduleLength is null or >= 1, "scheduleLength", ScheduleLength, "at least 1");
        Require(stage, kind.Factor is not null || ScheduleFactor is null, "scheduleFactor", ScheduleFactor, $"none with {Schedule}");
        Require(stage, ScheduleFactor is null || range.Contains(ScheduleFactor.Value), "scheduleFactor", ScheduleFactor, range.Expected);
        Require(stage, kind.Power is not null || SchedulePower is null, "schedulePower", SchedulePower, $"none with {Schedule}");
        Require(stage, SchedulePower is null or (>= 0 and < float.PositiveInfinity), "schedulePower", SchedulePower, "a finite number of at least 0");
    }

    private static void Require(string stage, bool condition, string name, object? value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The {name} of {stage} is {value ?? "not given"}; expected {expected}."));
        }
    }

    private static bool IsPositive(float value) => value is > 0 and < float.PositiveInfinity;
}
