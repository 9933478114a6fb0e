namespace Scratch.Adversarial.Runs.Text;

/// <summary>What edits make of texts.</summary>
internal sealed record EditReport
{
    /// <summary>The name of the row of texts as they are.</summary>
    public const string Plain = "none";

    /// <summary>The name of the row of the worst kind for each text.</summary>
    public const string Worst = "worst";

    /// <summary>What the texts were asked for by.</summary>
    public required string Data { get; init; }

    /// <summary>The number of texts.</summary>
    public required int Texts { get; init; }

    /// <summary>How many of them are to be noticed.</summary>
    public required int Positives { get; init; }

    /// <summary>The score above which a text is flagged.</summary>
    public required float Threshold { get; init; }

    /// <summary>How often each text was edited by each kind.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>The figures: as the texts are, under each kind, and under the worst of all for each text.</summary>
    public required IReadOnlyList<EditFigures> Kinds { get; init; }
}

/// <summary>What one kind of edits makes of texts.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Recall">The share of the positives that are flagged; null without any.</param>
/// <param name="FalsePositiveRate">The share of the negatives that are flagged; null without any.</param>
/// <param name="RocAuc">The area under the ROC curve; null if positives or negatives are missing.</param>
internal sealed record EditFigures(string Kind, double? Recall, double? FalsePositiveRate, double? RocAuc);
