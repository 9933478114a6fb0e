namespace Scratch.Adversarial.Domains.Tables;

/// <summary>How a file of separated values is read as a table of examples, and which of its rows test.</summary>
public sealed record TableOptions
{
    /// <summary>The column that is to be predicted: its name, or its number from 1 where there is no header.</summary>
    public string Label { get; init; } = "";

    /// <summary>
    /// The column whose rows belong together: rows of one group are either all for training or all for the test. Null
    /// if there is none.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>
    /// Whether the first row has the columns' names; otherwise they are called by their numbers from 1.
    /// </summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>
    /// Whether missing values are filled in: the median of a number column, the most frequent category of another, both
    /// of the training part. Otherwise the first one is refused.
    /// </summary>
    public bool Impute { get; init; }

    /// <summary>Columns that are categories although they look like numbers.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>A second file with the test examples; null to set a part of the first file aside.</summary>
    public string? TestFile { get; init; }

    /// <summary>The share of the rows that is set aside for the test, in (0, 0.5].</summary>
    public float TestShare { get; init; } = 0.2f;

    /// <summary>Decides which rows are set aside.</summary>
    public ulong Seed { get; init; }
}
