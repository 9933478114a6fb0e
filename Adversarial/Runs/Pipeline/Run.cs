namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>A run: its stages in order, and the files they leave.</summary>
/// <example>
/// <code>
/// RunConfiguration configuration = Presets.Find("table") with { Seed = 1 };
/// Directory.CreateDirectory("run");
/// RunResult result = Run.Execute(
///     configuration, DataSources.Open(configuration), "run", "my program", callbacks: []);
/// </code>
/// </example>
public static class Run
{
    /// <summary>Trains, evaluates and writes a run folder, all but its page.</summary>
    /// <param name="configuration">What to compute.</param>
    /// <param name="source">Its test set is opened when all trainings are over, and not before.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="command">What the report gives as the command that repeats it.</param>
    /// <param name="callbacks">Told of every update.</param>
    /// <param name="checkpoints">
    /// Where the trainings are saved; if it has a checkpoint, the run goes on from there, with the same bytes in the
    /// end. Null for neither.
    /// </param>
    /// <param name="plan">The stages; null for those of the configuration: <see cref="Plan.Create"/>.</param>
    /// <param name="checksTest">
    /// Whether the test files are read once before the trainings, to find out now and not then that they are broken.
    /// What they hold is dropped.
    /// </param>
    /// <param name="progress">Told what the run is at; null for nobody.</param>
    /// <param name="cancellation">Ends the run with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>All that a page about the run needs.</returns>
    /// <exception cref="ArgumentException">The configuration has a number out of its range.</exception>
    /// <exception cref="ConfigurationException">It doesn't fit the data.</exception>
    /// <exception cref="FileNotFoundException">A file of the data is missing; that a test file is shows after the
    /// trainings, if it isn't looked for before.</exception>
    /// <exception cref="InvalidDataException">The data are broken, or other than those that the checkpoint is
    /// of.</exception>
    public static RunResult Execute(
        RunConfiguration configuration,
        IDataSource source,
        string folder,
        string command,
        IReadOnlyList<TrainingCallback> callbacks,
        CheckpointFolder? checkpoints = null,
        IReadOnlyList<IStage>? plan = null,
        bool checksTest = false,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(source);
        configuration.Validate();
        bool isResumed = checkpoints?.IsResumed == true;
        AtomicFile.WriteJson(
            Path.Combine(folder, RunFolder.ConfigurationFile), DataSources.WithFullPaths(configuration),
            ConfigurationJson.Default.RunConfiguration);
        using Stream metricsFile = RunFolder.OpenMetrics(folder, isResumed);
        var metrics = new MetricsWriter(metricsFile);
        var timer = new StageTimer();

        Dataset all = source.OpenTraining();
        SizeLimits.Require(configuration, all);
        (Dataset training, Dataset validation) = ValidationSplit.Take(configuration, source, all);
        ExampleForm form = ExampleForm.From(all).WithDurations(training);
        RequireSameOnAllRanks(configuration, form);
        KeepForm(folder, form, isResumed, source.Name);
        configuration.RequireFit(training);
        if (checksTest)
        {
            training.RequireSameForm(source.OpenTest(training.Classes));
        }
        var context = new RunContext(
            configuration, training, validation, [metrics, timer, .. callbacks], checkpoints, cancellation)
        { Progress = progress, DrawsCurves = true };
        context.RequireFrontEnd();
        context.Networks.RequireUsable();
        RunState state = (plan ?? Plan.Create(configuration, source)).Run(context);

        RunFolder.WriteModels(folder, state, training.Domain);
        WriteTestFigures(metrics, timer.Stages.Count == 0 ? 0 : timer.Stages[^1].Steps, state.Report);
        if (metricsFile is FileStream file)
        {
            Disk.Flush(file);
        }
        Report report = state.Report with
        {
            Command = command,
            Version = typeof(Run).Assembly.GetName().Version?.ToString(3) ?? "",
            Preset = configuration.Preset,
            Taste = configuration.Quick ? QuickSource.Notice : null,
            Data = source.Name,
            Seed = configuration.Seed,
            TrainingExamples = training.Count,
            ValidationExamples = validation.Count,
            Labels = (training.LabelledRows?.Length ?? training.Count) + validation.Count,
            Threads = WorkerPool.Threads,
            InstructionSet = InstructionSet.Name,
            Attack = configuration.Attack,
            Guard = state.Guard?.With(metrics.Rows),
            Warnings = state.Warnings,
            DataRemarks = source.Remarks is { Count: > 0 } remarks ? remarks : null,
            Stages = timer.Stages,
            Seconds = timer.Elapsed.TotalSeconds,
        };
        AtomicFile.WriteJson(Path.Combine(folder, RunFolder.ReportFile), report, RunJson.Default.Report);
        Dataset shown = validation.Count > 0 ? validation : training.Subset(training.LabelledRows!.Value.Span);
        return new RunResult(
            configuration, report, metrics.Rows, Gallery.Create(state, shown, configuration, context.FrontEnd));
    }

    /// <exception cref="InvalidDataException">Another rank has other options, other data or other
    /// arithmetic.</exception>
    private static void RequireSameOnAllRanks(RunConfiguration configuration, ExampleForm form) =>
        Exchange.RequireSame(
            JsonSerializer.Serialize(configuration, ConfigurationJson.Default.RunConfiguration) + form.Digest
            + InstructionSet.Arithmetic, "its options, its training examples or its arithmetic are others");

    /// <summary>Writes the form of the examples, or compares it with that of the run that is resumed.</summary>
    private static void KeepForm(string folder, ExampleForm form, bool isResumed, string name)
    {
        if (isResumed && RunFolder.Open(folder).ReadForm() is { } before && before.Digest != form.Digest)
        {
            throw new InvalidDataException(
                $"{name}: the training examples are not those that the run was begun with; it goes on only with the "
                    + "same.");
        }
        AtomicFile.WriteJson(Path.Combine(folder, RunFolder.ExamplesFile), form, RunJson.Default.ExampleForm);
    }

    private static void WriteTestFigures(MetricsWriter metrics, long step, Report report)
    {
        Write("prompts", "test negative bound", report.ElboReport?.NegativeBound);
        Write("prompts", "test negative importance bound", report.ElboReport?.NegativeImportanceBound);
        Write("classifier", "test accuracy", report.Classifier?.Accuracy);
        Write("classifier", "test robust accuracy", report.Classifier?.RobustAccuracy);
        Write("baseline", "test accuracy", report.Baseline?.Accuracy);
        Write("baseline", "test robust accuracy", report.Baseline?.RobustAccuracy);

        void Write(string stage, string name, double? figure)
        {
            if (figure is { } value)
            {
                metrics.Write(step, stage, name, value);
            }
        }
    }
}

/// <summary>A finished run, as far as a page about it needs it.</summary>
/// <param name="Configuration">What was computed.</param>
/// <param name="Report">What it came to.</param>
/// <param name="Metrics">The figures over time.</param>
/// <param name="Gallery">Pictures.</param>
public sealed record RunResult(
    RunConfiguration Configuration, Report Report, IReadOnlyList<MetricsRow> Metrics, Gallery Gallery);
