namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>
/// How labels are written in files, and in which order their classes are numbered. Of two classes the one that a guard
/// looks for is class 1.
/// </summary>
internal static class LabelNames
{
    private const double LargestNumber = 1e15; // whole numbers up to it are exact
    private const int MostDigits = 20;

    private static readonly string[] Flagged =
    [
        "1", "spam", "malicious", "attack", "jailbreak", "injection", "prompt-injection", "prompt_injection", "unsafe",
        "harmful", "toxic", "phishing", "flagged", "positive", "true", "yes", "bad", "abuse", "malware",
    ];

    private static readonly string[] Harmless =
    [
        "0", "ham", "benign", "safe", "harmless", "clean", "legit", "legitimate", "normal", "negative", "false", "no",
        "good",
    ];

    /// <summary>A label without blanks around it; whole numbers lose their sign, zeros and decimals.</summary>
    /// <returns>1 for 1.0 and 01; any other text as it is.</returns>
    public static string Normalise(ReadOnlySpan<char> label)
    {
        ReadOnlySpan<char> trimmed = label.Trim();
        return trimmed.Length <= MostDigits
            && double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && Math.Abs(number) < LargestNumber && double.IsInteger(number)
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : trimmed.ToString();
    }

    /// <summary>
    /// The classes in their order: numbers by their size, names by their characters, and of two names the one that
    /// means something to be flagged last.
    /// </summary>
    /// <param name="found">The labels of a file, each once.</param>
    public static string[] Sort(IReadOnlyList<string> found)
    {
        string[] sorted = [.. found];
        if (Array.TrueForAll(sorted, IsWhole))
        {
            Array.Sort(sorted, (a, b) => ToNumber(a).CompareTo(ToNumber(b)));
            return sorted;
        }
        Array.Sort(sorted, StringComparer.Ordinal);
        if (sorted.Length == 2 && IsIn(Flagged, sorted[0]) is var first && IsIn(Flagged, sorted[1]) is var second
            && (first != second ? first : IsIn(Harmless, sorted[1]) && !IsIn(Harmless, sorted[0])))
        {
            Array.Reverse(sorted);
        }
        return sorted;
    }

    /// <summary>What the labels true and false mean beside 1 and 0: the same; null for any other.</summary>
    public static string? FindNumber(string label) =>
        label.Equals("true", StringComparison.OrdinalIgnoreCase) ? "1"
        : label.Equals("false", StringComparison.OrdinalIgnoreCase) ? "0" : null;

    private static bool IsIn(string[] words, string label) =>
        Array.Exists(words, word => word.Equals(label, StringComparison.OrdinalIgnoreCase));

    private static bool IsWhole(string label) =>
        long.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static long ToNumber(string label) => long.Parse(label, CultureInfo.InvariantCulture);
}
