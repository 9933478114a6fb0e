namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>
/// What the stages of a run leave for the next ones, and for the report: the models, and what was seen of them.
/// </summary>
/// <param name="checkpoints">Keeps guard report and warnings over a resume, which doesn't repeat finished trainings;
/// null for not.</param>
public sealed class RunState(CheckpointFolder? checkpoints = null) : TrainedModels
{
    private const string GuardNote = "guard", WarningsNote = "warnings";

    private readonly IDictionary<string, string> _notes = checkpoints?.Notes ?? new Dictionary<string, string>();

    /// <summary>The prompts of the training part.</summary>
    public PromptBank? Prompts { get; set; }

    /// <summary>What the guard against a collapse of the generator saw; null before it ran, or without one.</summary>
    public GuardReport? Guard
    {
        get => _notes.TryGetValue(GuardNote, out string? text)
            ? JsonSerializer.Deserialize(text, RunJson.Default.GuardReport) : null;
        internal set => _notes[GuardNote] = JsonSerializer.Serialize(value!, RunJson.Default.GuardReport);
    }

    /// <summary>What someone should know of the trainings so far.</summary>
    public IReadOnlyList<string> Warnings
    {
        get => _notes.TryGetValue(WarningsNote, out string? text)
            ? JsonSerializer.Deserialize(text, RunJson.Default.StringArray)! : [];
        set => _notes[WarningsNote] = JsonSerializer.Serialize([.. value], RunJson.Default.StringArray);
    }

    /// <summary>What the report says so far: the evaluation adds its figures.</summary>
    public Report Report { get; set; } = new();
}
