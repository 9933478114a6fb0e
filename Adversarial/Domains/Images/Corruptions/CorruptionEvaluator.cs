using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;

namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>A classifier's accuracy under one corruption.</summary>
/// <param name="Name">The corruption.</param>
/// <param name="Accuracies">At severities 1 … 5.</param>
/// <param name="Mean">Their mean.</param>
public sealed record CorruptionAccuracy(string Name, IReadOnlyList<double> Accuracies, double Mean);

/// <summary>A classifier's accuracy under all corruptions.</summary>
/// <param name="Mean">The mean over corruptions and severities.</param>
/// <param name="Kinds">Those that make sense for the data, in the order of <see cref="Corruption.All"/>.</param>
public sealed record CorruptionReport(double Mean, IReadOnlyList<CorruptionAccuracy> Kinds);

/// <summary>The accuracy of a classifier on images that got worse.</summary>
public static class CorruptionEvaluator
{
    /// <summary>The accuracies on a whole data set.</summary>
    /// <param name="classifier">Sees corrupted inputs.</param>
    /// <param name="data">Inputs in [0, 1] and true classes; if they are no images, what needs images is left out.</param>
    /// <param name="random">Example e of corruption k draws from <c>random.Fork(k).Fork(e)</c>.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static CorruptionReport Evaluate(Network classifier, Dataset data, RandomStream random, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(data);
        bool isImage = data.Height > 1 && data.Width > 1;
        var kinds = new List<CorruptionAccuracy>();
        Matrix worse = Matrix.Allocate(data.Count, data.Inputs.Columns);
        for (int k = 0; k < Corruption.All.Count; k++)
        {
            Corruption corruption = Corruption.All[k];
            if (!isImage && corruption.NeedsImage)
            {
                continue;
            }
            double[] accuracies = new double[Corruption.Severities];
            for (int severity = 1; severity <= Corruption.Severities; severity++)
            {
                cancellation.ThrowIfCancellationRequested();
                Corrupt(corruption, data, severity, random.Fork(k), worse);
                int[] predictions = Evaluator.Predict(classifier, worse, cancellation);
                accuracies[severity - 1] = (double)Evaluator.CountRight(data.Labels.Span, predictions) / data.Count;
            }
            kinds.Add(new CorruptionAccuracy(corruption.Name, accuracies, accuracies.Average()));
        }
        return new CorruptionReport(kinds.Average(kind => kind.Mean), kinds);
    }

    /// <summary>Overwrites <paramref name="output"/> with a worse copy of every image of a data set.</summary>
    /// <param name="corruption">What happens to them.</param>
    /// <param name="data">The images.</param>
    /// <param name="severity">1 … 5.</param>
    /// <param name="random">Example e draws from <c>random.Fork(e)</c>.</param>
    /// <param name="output">(N, pixels), overwritten.</param>
    public static void Corrupt(Corruption corruption, Dataset data, int severity, RandomStream random, Matrix output)
    {
        ArgumentNullException.ThrowIfNull(corruption);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(severity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(severity, Corruption.Severities);
        Shape.RequireSame(data.Inputs, output);
        WorkerPool.Run(new Job(corruption, data, severity, random, output), (data.Count + Job.RowsOfPart - 1) / Job.RowsOfPart);
    }

    private sealed class Job(Corruption corruption, Dataset data, int severity, RandomStream random, Matrix output) : ParallelJob
    {
        public const int RowsOfPart = 8;

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * RowsOfPart, data.Count);
            for (int row = part * RowsOfPart; row < end; row++)
            {
                corruption.Apply(data.Inputs.Row(row), output.Row(row), data.Height, data.Width, severity, random.Fork(row));
            }
        }
    }
}
