namespace Scratch.Adversarial.Cleaning;

/// <summary>What a cleaning found, and what is left.</summary>
public sealed record CleaningResult
{
    /// <summary>The data set as it was given.</summary>
    public required Dataset Original { get; init; }

    /// <summary>
    /// What was found, by rows; a row may be found twice, first with a wrong label and later to be removed.
    /// </summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The rows that are left, ascending.</summary>
    public required IReadOnlyList<int> Rows { get; init; }

    /// <summary>Their labels: as given, or fixed.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>The passes over the data, the last one included, which found nothing.</summary>
    public required int Passes { get; init; }

    /// <summary>Whether the last pass found nothing. Otherwise cleaning again would find more.</summary>
    public required bool IsSettled { get; init; }

    /// <summary>What is left, in the order of the original. Copies.</summary>
    /// <exception cref="InvalidDataException">Nothing is left.</exception>
    public Dataset Cleaned()
    {
        if (Rows.Count == 0)
        {
            throw new InvalidDataException($"{Original.Name}: none of its {Original.Count} examples is left.");
        }
        return Original.Subset([.. Rows]).WithLabels([.. Labels]);
    }
}
