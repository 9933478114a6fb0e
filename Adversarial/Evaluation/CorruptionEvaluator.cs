namespace Scratch.Adversarial.Evaluation;

/// <summary>A classifier's accuracy under one corruption.</summary>
/// <param name="Name">The corruption.</param>
/// <param name="Accuracies">At severities 1 … 5.</param>
/// <param name="Mean">Their mean.</param>
public sealed record CorruptionAccuracy(string Name, IReadOnlyList<double> Accuracies, double Mean);

/// <summary>A classifier's accuracy under all corruptions.</summary>
/// <param name="Mean">The mean over corruptions and severities.</param>
/// <param name="Kinds">Those that make sense for the data, in the order of the domain.</param>
public sealed record CorruptionReport(double Mean, IReadOnlyList<CorruptionAccuracy> Kinds);

/// <summary>The accuracy of a classifier on examples that got worse.</summary>
public static class CorruptionEvaluator
{
    private const int ExamplesAtOnce = 1000;

    /// <summary>The accuracies of a classifier on a whole data set.</summary>
    /// <param name="classifier">Sees corrupted inputs.</param>
    /// <param name="data">Examples and true classes; the corruptions are those of their domain.</param>
    /// <param name="random">Example e of corruption k draws from <c>random.Fork(k.Stream).Fork(e)</c>.</param>
    /// <param name="progress">Told after every severity; null for nobody.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <returns>Null if the domain has no corruptions.</returns>
    public static CorruptionReport? Evaluate(
        Network classifier, Dataset data, RandomStream random, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Evaluate([classifier], data, random, ExampleWork.Here, progress, cancellation)?[0];

    /// <summary>The same of some classifiers, which see the same examples; of a single one, the work may be
    /// shared.</summary>
    internal static CorruptionReport[]? Evaluate(
        IReadOnlyList<Network> classifiers, Dataset data, RandomStream random, ExampleWork work,
        IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        IReadOnlyList<Corruption> corruptions = data.Domain.Corruptions;
        double[][][] accuracies = [.. classifiers.Select(_ => new double[corruptions.Count][])];
        int[] rows = [.. Enumerable.Range(0, data.Count)];
        Matrix examples = Matrix.Allocate(Math.Min(data.Count, ExamplesAtOnce), data.Features),
            worse = Matrix.Allocate(examples.Rows, examples.Columns);
        for (int kind = 0; classifiers.Count > 0 && kind < corruptions.Count; kind++)
        {
            Corruption corruption = corruptions[kind];
            foreach (double[][] of in accuracies)
            {
                of[kind] = new double[Corruption.Severities];
            }
            for (int severity = 1; severity <= Corruption.Severities; severity++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{corruption.Name} {severity}");
                bool[][] isRight = classifiers.Count > 1 ? AreRight(corruption, severity, rows)
                    : [work.Decide(name, rows, some => AreRight(corruption, severity, some)[0])];
                for (int i = 0; i < classifiers.Count; i++)
                {
                    accuracies[i][kind][severity - 1] = (double)isRight[i].Count(right => right) / data.Count;
                }
                progress.Part(corruption.Name, kind, corruptions.Count)
                    .Report((double)severity / Corruption.Severities);
            }
        }
        return corruptions.Count == 0 ? null : [.. accuracies.Select(of => Report(corruptions, of))];

        bool[][] AreRight(Corruption corruption, int severity, int[] some)
        {
            bool[][] isRight = [.. classifiers.Select(_ => new bool[some.Length])];
            for (int start = 0; start < some.Length; start += ExamplesAtOnce)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadOnlyMemory<int> batch = some.AsMemory(start, Math.Min(ExamplesAtOnce, some.Length - start));
                Matrix from = examples.SliceRows(0, batch.Length), to = worse.SliceRows(0, batch.Length);
                data.GatherInputs(batch.Span, from);
                Corrupt(corruption, from, batch, severity, random.Fork(corruption.Stream), to);
                for (int i = 0; i < classifiers.Count; i++)
                {
                    int[] seen = Evaluator.PredictClasses(classifiers[i], to, cancellation);
                    for (int row = 0; row < seen.Length; row++)
                    {
                        isRight[i][start + row] = seen[row] == data.Labels.Span[batch.Span[row]];
                    }
                }
            }
            return isRight;
        }
    }

    private static CorruptionReport Report(IReadOnlyList<Corruption> corruptions, double[][] accuracies)
    {
        CorruptionAccuracy[] kinds = [.. corruptions.Zip(accuracies,
            (corruption, of) => new CorruptionAccuracy(corruption.Name, of, of.Average()))];
        return new CorruptionReport(kinds.Average(kind => kind.Mean), kinds);
    }

    /// <summary>Overwrites <paramref name="output"/> with a worse copy of every example of a data set.</summary>
    /// <param name="corruption">What happens to them.</param>
    /// <param name="data">The examples.</param>
    /// <param name="severity">1 … 5.</param>
    /// <param name="random">Example e draws from <c>random.Fork(e)</c>.</param>
    /// <param name="output">(N, features), overwritten.</param>
    public static void Corrupt(Corruption corruption, Dataset data, int severity, RandomStream random, Matrix output)
    {
        ArgumentNullException.ThrowIfNull(corruption);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(severity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(severity, Corruption.Severities);
        Shape.RequireSame(data.Inputs, output);
        Corrupt(
            corruption, data.Inputs, Enumerable.Range(0, data.Count).ToArray(), severity, random, output);
    }

    /// <summary>The same for examples (B, features) with these numbers, by which they draw.</summary>
    private static void Corrupt(
        Corruption corruption, Matrix examples, ReadOnlyMemory<int> numbers, int severity, RandomStream random,
        Matrix output) =>
        WorkerPool.Run(new Job(corruption, examples, numbers, severity, random, output),
            (numbers.Length + Job.RowsOfPart - 1) / Job.RowsOfPart);

    private sealed class Job(
        Corruption corruption, Matrix examples, ReadOnlyMemory<int> numbers, int severity, RandomStream random,
        Matrix output) : ParallelJob
    {
        public const int RowsOfPart = 8;

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * RowsOfPart, numbers.Length);
            for (int i = part * RowsOfPart; i < end; i++)
            {
                corruption.Apply(examples.Row(i), output.Row(i), severity, random.Fork(numbers.Span[i]));
            }
        }
    }
}
