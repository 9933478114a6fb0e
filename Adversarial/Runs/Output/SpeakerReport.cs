namespace Scratch.Adversarial.Runs.Output;

/// <summary>Accuracy on the words of one speaker.</summary>
/// <param name="Speaker">Who it is.</param>
/// <param name="Examples">How many words there are.</param>
/// <param name="Correct">How many are recognised.</param>
/// <param name="Accuracy">Their share.</param>
public sealed record SpeakerReport(string Speaker, int Examples, int Correct, double Accuracy)
{
    /// <summary>One for each speaker, in the order of their names; null unless that of every word is known.</summary>
    /// <param name="data">The words, with their origins.</param>
    /// <param name="predictions">The class that is heard in each.</param>
    public static IReadOnlyList<SpeakerReport>? From(Dataset data, IReadOnlyList<int> predictions)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(predictions);
        if (data.Domain is not SpeechDomain || data.Origins?.All(origin => origin.Group is not null) != true)
        {
            return null;
        }
        return [.. Enumerable.Range(0, data.Count).GroupBy(row => data.Origins[row].Group!)
            .OrderBy(rows => rows.Key, StringComparer.Ordinal).Select(rows =>
            {
                int count = rows.Count(), correct = rows.Count(row => data.Labels.Span[row] == predictions[row]);
                return new SpeakerReport(rows.Key, count, correct, (double)correct / count);
            })];
    }
}
