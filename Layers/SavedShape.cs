namespace Scratch.Layers;

/// <summary>The shape of something that a layer keeps from its forward pass for its backward pass.</summary>
/// <param name="Rows">Rows for every example, or for the whole batch.</param>
/// <param name="Columns">Columns.</param>
/// <param name="IsPerExample">Whether the rows are those of one example.</param>
public readonly record struct SavedShape(int Rows, int Columns, bool IsPerExample)
{
    /// <summary>A row of <paramref name="columns"/> numbers for every example: (B, columns).</summary>
    public static SavedShape PerExample(int columns) => new(1, columns, IsPerExample: true);

    /// <summary>One (rows, columns) for the whole batch.</summary>
    public static SavedShape PerBatch(int rows, int columns) => new(rows, columns, IsPerExample: false);
}
