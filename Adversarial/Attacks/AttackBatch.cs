namespace Scratch.Adversarial.Attacks;

/// <summary>Examples to attack.</summary>
/// <param name="Originals">(B, d), where they start, not overwritten.</param>
/// <param name="Labels">B true classes.</param>
/// <param name="Examples">B numbers, one for each example: example e draws from <c>Random.Fork(e)</c>, whoever else is
/// in the batch.</param>
/// <param name="Random">The stream of this attack.</param>
/// <param name="TargetClasses">B classes that the model is to see instead; empty for an untargeted attack, which takes
/// any but the true one.</param>
public readonly record struct AttackBatch(
    Matrix Originals, ReadOnlyMemory<int> Labels, ReadOnlyMemory<int> Examples, RandomStream Random,
        ReadOnlyMemory<int> TargetClasses = default)
{
    /// <summary>The number of examples.</summary>
    public int Count => Originals.Rows;

    /// <summary>True if any wrong class will do, and the wanted ones only say where to look for it.</summary>
    public bool AcceptsAny { get; init; }

    /// <summary>True if there are wanted classes.</summary>
    public bool IsTargeted => !TargetClasses.IsEmpty;

    /// <summary>
    /// True if a model that sees class <paramref name="seen"/> in example <paramref name="row"/> is fooled.
    /// </summary>
    public bool IsFooled(int row, int seen) =>
        IsTargeted && !AcceptsAny ? seen == TargetClasses.Span[row] : seen != Labels.Span[row];

    /// <summary>Examples of a data set, copied, with their rows as numbers. Allocates.</summary>
    internal static AttackBatch From(Dataset data, ReadOnlySpan<int> rows, RandomStream random)
    {
        Matrix originals = Matrix.Allocate(rows.Length, data.Features);
        data.GatherInputs(rows, originals);
        return new AttackBatch(originals, Pick(data.Labels, rows), rows.ToArray(), random);
    }

    /// <summary>
    /// Some of the examples, copied: they keep their numbers, and so their random streams. Allocates.
    /// </summary>
    public AttackBatch Select(ReadOnlySpan<int> rows)
    {
        Matrix originals = Matrix.Allocate(rows.Length, Originals.Columns);
        RowOperations.Gather(Originals, rows, originals);
        return this with
        {
            Originals = originals,
            Labels = Pick(Labels, rows),
            Examples = Pick(Examples, rows),
            TargetClasses = IsTargeted ? Pick(TargetClasses, rows) : default,
        };
    }

    /// <summary>The examples from <paramref name="start"/>, <paramref name="count"/> of them, as views.</summary>
    internal AttackBatch Slice(int start, int count) => this with
    {
        Originals = Originals.SliceRows(start, count),
        Labels = Labels.Slice(start, count),
        Examples = Examples.Slice(start, count),
        TargetClasses = IsTargeted ? TargetClasses.Slice(start, count) : default,
    };

    /// <summary>Throws unless lengths and shapes agree.</summary>
    /// <exception cref="ArgumentException">They don't; the message prints both.</exception>
    public void Validate()
    {
        Shape.RequireLength(Labels.Length, Count, nameof(Labels));
        Shape.RequireLength(Examples.Length, Count, nameof(Examples));
        if (IsTargeted)
        {
            Shape.RequireLength(TargetClasses.Length, Count, nameof(TargetClasses));
        }
    }

    private static int[] Pick(ReadOnlyMemory<int> values, ReadOnlySpan<int> rows)
    {
        int[] picked = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            picked[i] = values.Span[rows[i]];
        }
        return picked;
    }
}
