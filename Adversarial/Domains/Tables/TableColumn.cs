namespace Scratch.Adversarial.Domains.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name, or its number from 1 where there is no header.</param>
/// <param name="Categories">The values that it may have, in order; null for numbers.</param>
public sealed record TableColumn(string Name, IReadOnlyList<string>? Categories = null);

/// <summary>A column as training saw it: what turns its values into features and back.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Categories">The categories that the training part has, one feature each; null for numbers, one
/// feature.</param>
public sealed record ColumnSchema(string Name, IReadOnlyList<string>? Categories)
{
    /// <summary>The mean of the training part's numbers; 0 for categories.</summary>
    public float Mean { get; init; }

    /// <summary>
    /// The standard deviation of the training part's numbers; 1 if they are all the same, and for categories.
    /// </summary>
    public float Deviation { get; init; } = 1;

    /// <summary>The smallest number of the training part.</summary>
    public float Least { get; init; }

    /// <summary>The largest number of the training part.</summary>
    public float Largest { get; init; }

    /// <summary>
    /// What a missing value becomes: the median of the numbers, or the number of the most frequent category.
    /// </summary>
    public float Fill { get; init; }

    /// <summary>The number of features: one for numbers, one a category otherwise.</summary>
    internal int Width => Categories?.Count ?? 1;
}
