namespace Scratch.Adversarial.Runs.Output;

/// <summary>How far an attack moves a column of a table, on average over the test rows.</summary>
/// <param name="Column">The column, of numbers: an attack leaves categories as they are.</param>
/// <param name="Deviations">The mean absolute move in standard deviations.</param>
/// <param name="Units">The same in the column's own unit.</param>
public sealed record ColumnMove(string Column, double Deviations, double Units)
{
    private const int RowsAtOnce = 256;

    /// <summary>
    /// The moves of the columns of numbers by PGD, the farthest first; null for data of another kind. Allocates.
    /// </summary>
    public static IReadOnlyList<ColumnMove>? Measure(
        Network classifier, Dataset test, AttackOptions options, RandomStream random,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (test.Domain is not TableDomain table)
        {
            return null;
        }
        double[] sums = new double[table.Features];
        var attack = new ProjectedGradient(
            new ClassifierModel(classifier, RowsAtOnce, table.Box, cancellation), options);
        foreach (int[] rows in Enumerable.Range(0, test.Count).Chunk(RowsAtOnce))
        {
            AttackBatch batch = AttackBatch.From(test, rows, random);
            Matrix moved = Matrix.Allocate(rows.Length, test.Features);
            attack.Perturb(batch, moved);
            progress.Report((rows[^1] + 1.0) / test.Count);
            for (int i = 0; i < rows.Length; i++)
            {
                for (int j = 0; j < sums.Length; j++)
                {
                    sums[j] += Math.Abs(moved[i, j] - batch.Originals[i, j]) / test.Count;
                }
            }
        }
        IEnumerable<ColumnMove> moves = table.Schema.Columns
            .Select((column, c) => (column, Move: sums[table.Schema.Start(c)]))
            .Where(pair => pair.column.Categories is null)
            .Select(pair => new ColumnMove(pair.column.Name, pair.Move, pair.Move * pair.column.Deviation));
        return [.. moves.OrderByDescending(move => move.Deviations)];
    }
}
