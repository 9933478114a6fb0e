namespace Scratch.Adversarial.Runs.Output;

/// <summary>One training of a run.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Epochs">Passes over the training part.</param>
/// <param name="Steps">Updates.</param>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="Metrics">The means of its figures over the last epoch.</param>
public sealed record StageReport(
    string Stage, int Epochs, long Steps, double Seconds, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>What the ranks exchanged that shared it; null if one process made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RankReport? Ranks { get; init; }
}

/// <summary>What a run came to: <c>report.json</c>.</summary>
public sealed record Report
{
    /// <summary>The command that repeats it.</summary>
    public string Command { get; init; } = "";

    /// <summary>The version of Scratch.</summary>
    public string Version { get; init; } = "";

    /// <summary>The preset that it started from.</summary>
    public string Preset { get; init; } = "";

    /// <summary>That the figures are a taste, in words, if the run was a quick one; otherwise null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Taste { get; init; }

    /// <summary>The data set.</summary>
    public string Data { get; init; } = "";

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>Examples that were trained on.</summary>
    public int TrainingExamples { get; init; }

    /// <summary>Examples split off for choices.</summary>
    public int ValidationExamples { get; init; }

    /// <summary>
    /// Labels of the training set that were read, those of the validation part among them: all, unless the run was
    /// allowed few.
    /// </summary>
    public int Labels { get; init; }

    /// <summary>Examples of the test set.</summary>
    public int TestExamples { get; init; }

    /// <summary>The threads that were used; the results don't depend on them.</summary>
    public int Threads { get; init; }

    /// <summary>The instruction set: with fused multiply-add, the results don't depend on it.</summary>
    public string InstructionSet { get; init; } = "";

    /// <summary>The attack of the robust accuracy: on the logits, with inputs in [0, 1].</summary>
    public AttackOptions Attack { get; init; } = new();

    /// <summary>
    /// What the autoencoder knows of the test set, −ELBO and the importance-weighted bound in nats; null if the run has
    /// no standard one, or its decoder went on as a generator.
    /// </summary>
    [JsonPropertyName("elbo")]
    public ElboReport? ElboReport { get; init; }

    /// <summary>The classifier, on the test set; null if the run has none.</summary>
    public ClassifierReport? Classifier { get; init; }

    /// <summary>
    /// The same network trained on real examples alone with as many updates, on the test set; null if the run has none.
    /// </summary>
    public ClassifierReport? Baseline { get; init; }

    /// <summary>The classifier, on the validation part.</summary>
    public ClassifierReport? Validation { get; init; }

    /// <summary>
    /// How far the attack on the classifier moves each column of a table; null for data of another kind.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ColumnMove>? Moves { get; init; }

    /// <summary>What the guard against a collapse of the generator saw; null without one.</summary>
    public GuardReport? Guard { get; init; }

    /// <summary>
    /// What someone should know of the trainings: that one has learned nothing, or lost its robustness on the way.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What someone should know of how the examples were read and parted; null if there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DataRemarks { get; init; }

    /// <summary>The trainings, in order.</summary>
    public IReadOnlyList<StageReport> Stages { get; init; } = [];

    /// <summary>Wall-clock time of the whole run, evaluation included.</summary>
    public double Seconds { get; init; }
}
