namespace Scratch.Adversarial.Cleaning;

/// <summary>How many examples a reason was found with.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Removed">Those that were removed.</param>
/// <param name="Fixed">Those that stay, under another label.</param>
public sealed record ReasonCount(CleaningReason Reason, int Removed, int Fixed);

/// <summary>What a cleaning came to, for a file or another program.</summary>
public sealed record CleaningReport
{
    /// <summary>The name of the data set.</summary>
    public required string Data { get; init; }

    /// <summary>What was looked for.</summary>
    public required CleaningOptions Options { get; init; }

    /// <summary>The training examples that there were.</summary>
    public required int TrainingExamples { get; init; }

    /// <summary>The training examples that are left.</summary>
    public required int Left { get; init; }

    /// <summary>The passes over the data.</summary>
    public required int Passes { get; init; }

    /// <summary>Whether the last of them found nothing.</summary>
    public required bool IsSettled { get; init; }

    /// <summary>The figures of every reason.</summary>
    public required IReadOnlyList<ReasonCount> Counts { get; init; }

    /// <summary>All that was found, by rows.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The report of a cleaning.</summary>
    /// <param name="data">The name of the data set.</param>
    /// <param name="options">What was looked for.</param>
    /// <param name="result">What was found.</param>
    public static CleaningReport From(string data, CleaningOptions options, CleaningResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new CleaningReport
        {
            Data = data,
            Options = options,
            TrainingExamples = result.Original.Count,
            Left = result.Rows.Count,
            Passes = result.Passes,
            IsSettled = result.IsSettled,
            Counts = [.. Enum.GetValues<CleaningReason>().Select(
                reason => new ReasonCount(reason, Count(reason, isFixed: false), Count(reason, isFixed: true)))],
            Findings = result.Findings,
        };

        int Count(CleaningReason reason, bool isFixed) =>
            result.Findings.Count(finding => finding.Reason == reason && finding.IsFixed == isFixed);
    }
}

/// <summary>The JSON form of the report, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ShortestNumbers)])]
[JsonSerializable(typeof(CleaningReport))]
internal sealed partial class CleaningJson : JsonSerializerContext;
