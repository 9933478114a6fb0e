namespace Scratch.Adversarial.Cleaning;

/// <summary>Rows that show nothing: values that are no numbers, or all the same.</summary>
internal static class BrokenRows
{
    /// <summary>What is wrong with a row, or null. A row of a single value is never constant.</summary>
    public static CleaningReason? ReasonOf(ReadOnlySpan<float> row) =>
        !TensorPrimitives.IsFiniteAll(row) ? CleaningReason.NonFinite
        : row.Length > 1 && !row.ContainsAnyExcept(row[0]) ? CleaningReason.Constant
        : null;
}
