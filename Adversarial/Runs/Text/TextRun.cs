using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Runs.Text;

/// <summary>A run on texts: a detector is trained and measured, and leaves a folder.</summary>
internal static class TextRun
{
    /// <summary>The share of harmless texts that the usual threshold flags.</summary>
    public const double UsualRate = 0.01;

    private const int MostEdited = 1000; // texts that are edited in all ways for the report

    /// <summary>Trains, measures and writes the folder, all but its page.</summary>
    /// <param name="options">What to compute.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="command">What the report gives as the command that repeats it.</param>
    /// <param name="watch">Who looks on.</param>
    /// <param name="checkpoints">Where the training is saved, and resumed from if it has a checkpoint; null for
    /// neither.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option has a value that it can't have.</exception>
    /// <exception cref="IOException">A file of the data can't be opened, or the folder can't be written.</exception>
    /// <exception cref="InvalidDataException">The data can't be used: the message says why.</exception>
    public static TextRunResult Execute(
        TextRunOptions options, string folder, string command, TextRunWatch watch, CheckpointFolder? checkpoints = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(watch);
        options.Validate();
        long begun = Stopwatch.GetTimestamp();
        TextData data = TextData.Open(options);
        AtomicFile.WriteJson(
            Path.Combine(folder, RunFolder.ConfigurationFile), options.WithFullPaths(),
            TextRunJson.Default.TextRunOptions);
        bool isResumed = checkpoints?.IsResumed == true;
        using Stream metricsFile = RunFolder.OpenMetrics(folder, isResumed);
        var metrics = new MetricsWriter(metricsFile);
        var random = new RandomStream(options.Seed);
        var loop = new LoopOptions
        {
            BatchSize = options.Detector.BatchSize,
            Epochs = options.Detector.Epochs,
            Callbacks = [metrics, .. watch.Callbacks],
            Checkpoints = checkpoints,
            Identity = new Dictionary<string, string> { ["texts"] = Digest(data.Training) },
        };
        watch.Progress?.Report(new WorkProgress("", 0));
        TextDetector detector = DetectorTraining.Train(
            data.Training, data.Validation, options.Detector, random.Fork((int)RandomPurpose.Classifier), loop,
            cancellation);
        TextDetectorFile.Write(Path.Combine(folder, TextRunFolder.DetectorFile), detector);
        if (metricsFile is FileStream file)
        {
            Disk.Flush(file);
        }

        float threshold = detector.OperatingPoints!.Threshold(UsualRate);
        float[] validation = Score(detector, data.Validation);
        float thresholdOfF1 = BestThreshold(data.Validation, validation);
        LabelledTexts edited = data.Judged.Take(MostEdited, random.Fork((int)RandomPurpose.Gallery));
        EditSweep sweep = EditSweep.Run(
            detector, edited, EditOptions.All, random.Fork((int)RandomPurpose.Attack),
            watch.Progress.Part("edits", 0, 1), cancellation);
        var report = new TextReport
        {
            Command = command,
            Version = typeof(TextRun).Assembly.GetName().Version?.ToString(3) ?? "",
            Data = options.Data,
            Seed = options.Seed,
            ClassNames = detector.ClassNames,
            TrainingTexts = data.Training.Items.Count,
            TestDuplicates = data.Test?.DuplicatesOf(data.Training) ?? 0,
            Rate = UsualRate,
            Threshold = TextDetector.ScoreOf(threshold),
            ThresholdOfF1 = TextDetector.ScoreOf(thresholdOfF1),
            Validation = TextFigures.From(data.Validation.Items, validation, threshold, thresholdOfF1),
            Test = data.Test is { } test
                ? TextFigures.From(test.Items, Score(detector, test), threshold, thresholdOfF1) : null,
            Edits = sweep.At(threshold, data.Test is null ? "validation" : "test"),
            Threads = WorkerPool.Threads,
            InstructionSet = InstructionSet.Name,
            Seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds,
        };
        AtomicFile.WriteJson(
            Path.Combine(folder, RunFolder.ReportFile), report, TextRunJson.Default.TextReport);
        return new TextRunResult(report, detector, metrics.Rows, data, validation, sweep);
    }

    private static float[] Score(TextDetector detector, LabelledTexts texts) =>
        DetectorScores.Of(detector, [.. texts.Items.Select(item => item.Text)]);

    /// <summary>What tells these texts from others.</summary>
    private static string Digest(LabelledTexts texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LabelledText item in texts.Items)
        {
            hash.AppendData(MemoryMarshal.AsBytes(item.Text.AsSpan()));
            hash.AppendData([(byte)item.Label]);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>A logit between that of the best F1 and the next one below it.</summary>
    private static float BestThreshold(LabelledTexts texts, float[] logits)
    {
        RankingCurve curve = RankingCurve.From(
            [.. logits.Select(logit => (double)logit)], [.. texts.Items.Select(item => item.Label == 1)]);
        float best = (float)curve.BestF1!.Value.Score;
        float below = logits.Where(logit => logit < best).DefaultIfEmpty(best - 1).Max();
        return float.IsFinite(below) ? (best + below) / 2 : MathF.BitDecrement(best);
    }
}

/// <summary>Who looks on while a run is made.</summary>
/// <param name="Callbacks">Told of every update.</param>
/// <param name="Progress">Told what the run is at; null for nobody.</param>
internal sealed record TextRunWatch(
    IReadOnlyList<TrainingCallback> Callbacks, IProgress<WorkProgress>? Progress = null);

/// <summary>A finished run on texts, as far as a page about it needs it.</summary>
/// <param name="Report">What it came to.</param>
/// <param name="Detector">The detector.</param>
/// <param name="Metrics">The figures over time.</param>
/// <param name="Data">The texts.</param>
/// <param name="ValidationLogits">The logit of each validation text.</param>
/// <param name="Sweep">The test's texts, or those of the validation, under edits.</param>
internal sealed record TextRunResult(
    TextReport Report, TextDetector Detector, IReadOnlyList<MetricsRow> Metrics, TextData Data,
    IReadOnlyList<float> ValidationLogits, EditSweep Sweep);
