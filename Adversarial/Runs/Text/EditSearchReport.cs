namespace Scratch.Adversarial.Runs.Text;

/// <summary>What a search for edits makes of texts.</summary>
internal sealed record EditSearchReport
{
    /// <summary>What the texts were asked for by.</summary>
    public required string Data { get; init; }

    /// <summary>The number of texts.</summary>
    public required int Texts { get; init; }

    /// <summary>How many of them are to be noticed.</summary>
    public required int Positives { get; init; }

    /// <summary>The score above which a text is flagged.</summary>
    public required float Threshold { get; init; }

    /// <summary>How many texts were kept after each edit.</summary>
    public required int Beam { get; init; }

    /// <summary>How often the detector was asked for each text that it was right about, on average.</summary>
    public required double QueriesOfText { get; init; }

    /// <summary>The figures with 0 edits, 1, and so on.</summary>
    public required IReadOnlyList<BudgetFigures> Budgets { get; init; }
}

/// <summary>What is left with so many edits of a text.</summary>
/// <param name="Edits">The most edits.</param>
/// <param name="Recall">The share of the positives that are flagged; null without any.</param>
/// <param name="FalsePositiveRate">The share of the negatives that are flagged; null without any.</param>
internal sealed record BudgetFigures(int Edits, double? Recall, double? FalsePositiveRate);
