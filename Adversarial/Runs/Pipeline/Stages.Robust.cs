using System.Text.Json;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <content>Stage 3 under attack: the trainers, and what looks on while they run.</content>
public sealed partial class Stages
{
    private const string WarningsNote = "warnings";
    private const int WatchedExamples = 256;
    private Dataset? _validation;
    private string[] _warnings = [];

    /// <summary>What someone should know of the trainings so far.</summary>
    public IReadOnlyList<string> Warnings => checkpoints is not null && checkpoints.Notes.TryGetValue(WarningsNote, out string? text)
        ? JsonSerializer.Deserialize(text, RunJson.Default.StringArray)!
        : _warnings;

    private ITrainingStep RobustStepOf(
        string stage, Network classifier, Optimizer optimizer, Schedule schedule, Dataset data, MixtureOptions mixture, PromptSampler? prompts, RobustOptions options) =>
        options.Trainer switch
        {
            RobustTrainer.Free => new FreeStep(stage, classifier, optimizer, schedule, data, mixture, prompts, options, BatchSize),
            RobustTrainer.FeatureFgm => new FeatureStep(stage, classifier, optimizer, schedule, data, mixture, prompts, options, BatchSize),
            _ => new RobustStep(stage, classifier, optimizer, schedule, data, mixture, prompts, options, BatchSize),
        };

    /// <summary>Runs a training of a classifier with what looks on: whether it learns at all, and the probe if there is one.</summary>
    private void RunWatched(ITrainingStep step, Network classifier, Dataset data, ClassifierOptions options)
    {
        Dataset sample = data.Take(Math.Min(WatchedExamples, data.Count));
        int[] labels = (data.LabelledRows is { } rows ? data.Subset(rows.Span) : data).Labels.ToArray();
        double chance = (double)labels.CountBy(label => label).Max(count => count.Value) / labels.Length;
        List<TrainingCallback> own = [new NoProgressDetector(sample.Inputs, chance, Warn, RemedyFor(options.Robust))];
        RobustProbe? validation = null;
        OptimizerOptions optimizer = options.Optimizer;
        if (options.Probe is { } probe)
        {
            Dataset examples = _validation ?? throw new InvalidOperationException("The probe needs the validation part: split the data first.");
            WeightAveraging? average = optimizer.EmaDecay is { } decay ? new WeightAveraging(decay) : null;
            optimizer = optimizer with { EmaDecay = null }; // the guard has to know the average, and two would not nest
            own.AddRange(average is null ? [] : [average]);
            RobustStep? robust = step as RobustStep;
            own.Add(new RobustnessGuard(probe, average, robust is null ? null : robust.UseSteps, robust?.Steps ?? 1, Warn));
            validation = new RobustProbe(classifier, examples, probe, Random(Stream.Probe));
        }
        Run(step, data, options.Epochs, optimizer, Stream.Training, own, validation);
    }

    private static string? RemedyFor(RobustOptions? options) => options switch
    {
        null => null,
        { WarmUp: 0 } => "The attack has its whole radius from the first update: let it grow (--epsilon-warm-up 0.3), or begin with a smaller one.",
        _ => "The radius of the attack may still be too large, or grow too fast: a longer --epsilon-warm-up, or a smaller one, may help.",
    };

    /// <summary>Tells whoever looks on at once, and the report in the end, after a resume too.</summary>
    private void Warn(string message)
    {
        _warnings = [.. Warnings, message];
        if (checkpoints is not null)
        {
            checkpoints.Notes[WarningsNote] = JsonSerializer.Serialize(_warnings, RunJson.Default.StringArray);
        }
        foreach (TrainingCallback callback in callbacks)
        {
            callback.OnWarning(message);
        }
    }
}
