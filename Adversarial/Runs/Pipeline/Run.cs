using System.Text.Json;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>A run: the four stages in order, and the files they leave.</summary>
public static class Run
{
    /// <summary>Trains, evaluates and writes a run folder, all but its page.</summary>
    /// <param name="configuration">What to compute.</param>
    /// <param name="source">Its test set is opened when all trainings are over, and not before.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="command">What the report gives as the command that repeats it.</param>
    /// <param name="callbacks">Told of every update.</param>
    /// <param name="checkpoints">
    /// Where the trainings are saved; if it has a checkpoint, the run goes on from there, with the same bytes in the end. Null for neither.
    /// </param>
    /// <param name="cancellation">Ends the run with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>All that a page about the run needs.</returns>
    /// <exception cref="ArgumentException">The configuration has a number out of its range.</exception>
    /// <exception cref="FileNotFoundException">A file of the data is missing; that a test file is shows after the trainings.</exception>
    public static RunResult Execute(
        RunConfiguration configuration,
        IDataSource source,
        string folder,
        string command,
        IReadOnlyList<TrainingCallback> callbacks,
        CheckpointFolder? checkpoints = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(source);
        configuration.Validate();
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(configuration, RunJson.Default.RunConfiguration);
        AtomicFile.Write(Path.Combine(folder, RunFolder.ConfigurationFile), stream => stream.Write(json));

        FileMode mode = checkpoints?.IsResumed == true ? FileMode.OpenOrCreate : FileMode.Create;
        using var metricsFile = new FileStream(Path.Combine(folder, RunFolder.MetricsFile), mode, FileAccess.ReadWrite, FileShare.Read);
        var metrics = new MetricsWriter(metricsFile);
        var timer = new StageTimer();
        var stages = new Stages(configuration, [metrics, timer, .. callbacks], checkpoints, cancellation);
        (Dataset training, Dataset validation) = stages.Split(source.OpenTraining());
        stages.RequirePretrained(training);
        TrainedModels models = stages.Train(training, validation);
        RunFolder.WriteModels(folder, models);

        ClassifierReport? validated = validation.Count > 0 ? stages.ValidateIfAny(models.Classifier, validation) : null;
        Dataset test = source.OpenTest(training.Classes);
        training.RequireSameForm(test);
        ClassifierReport? classifier = stages.EvaluateIfAny(models.Classifier, test), baseline = stages.EvaluateIfAny(models.Baseline, test);
        ElboReport? evidence = stages.EstimateElbo(models, test);
        long lastStep = timer.Stages[^1].Steps;
        WriteTestFigures(metrics, lastStep, evidence);
        WriteTestFigures(metrics, lastStep, "classifier", classifier);
        WriteTestFigures(metrics, lastStep, "baseline", baseline);
        Disk.Flush(metricsFile);

        Report report = Describe(configuration, source.Name, training.Count, validation.Count, test.Count) with
        {
            Command = command,
            Labels = (training.LabelledRows?.Length ?? training.Count) + validation.Count,
            ElboReport = evidence,
            Classifier = classifier,
            Baseline = baseline,
            Validation = validated,
            Guard = stages.Guard?.With(metrics.Rows),
            Warnings = stages.Warnings,
            Stages = timer.Stages,
            Seconds = timer.Elapsed.TotalSeconds,
        };
        json = JsonSerializer.SerializeToUtf8Bytes(report, RunJson.Default.Report);
        AtomicFile.Write(Path.Combine(folder, RunFolder.ReportFile), stream => stream.Write(json));
        Dataset shown = validation.Count > 0 ? validation : training.Subset(training.LabelledRows!.Value.Span);
        return new RunResult(configuration, report, metrics.Rows, Gallery.Create(stages, models, shown, configuration));
    }

    private static void WriteTestFigures(MetricsWriter metrics, long step, ElboReport? evidence)
    {
        if (evidence is not null)
        {
            metrics.Write(step, "prompts", "test negative bound", evidence.NegativeBound);
            metrics.Write(step, "prompts", "test negative importance bound", evidence.NegativeImportanceBound);
        }
    }

    private static void WriteTestFigures(MetricsWriter metrics, long step, string stage, ClassifierReport? figures)
    {
        if (figures is not null)
        {
            metrics.Write(step, stage, "test accuracy", figures.Accuracy);
            metrics.Write(step, stage, "test robust accuracy", figures.RobustAccuracy);
        }
    }

    private static Report Describe(RunConfiguration configuration, string data, int training, int validation, int test) => new()
    {
        Version = typeof(Run).Assembly.GetName().Version?.ToString(3) ?? "",
        Preset = configuration.Preset,
        Data = data,
        Seed = configuration.Seed,
        TrainingExamples = training,
        ValidationExamples = validation,
        TestExamples = test,
        Threads = WorkerPool.Threads,
        InstructionSet = InstructionSet.Name,
        Attack = configuration.Attack,
    };
}

/// <summary>A finished run, as far as a page about it needs it.</summary>
/// <param name="Configuration">What was computed.</param>
/// <param name="Report">What it came to.</param>
/// <param name="Metrics">The figures over time.</param>
/// <param name="Gallery">Pictures.</param>
public sealed record RunResult(RunConfiguration Configuration, Report Report, IReadOnlyList<MetricsRow> Metrics, Gallery Gallery);
