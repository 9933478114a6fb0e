using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Runs.Output;

/// <summary>How long the words of a class are.</summary>
/// <param name="Mean">In ms.</param>
/// <param name="Deviation">In ms.</param>
public sealed record WordDuration(float Mean, float Deviation);

/// <summary>What a run keeps of its examples, so that it needs them no more to be used: <c>examples.json</c>.</summary>
/// <param name="Features">Numbers of an example.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Digest">Of all training examples and their labels: <see cref="Dataset.Digest"/>.</param>
public sealed record ExampleForm(int Features, int Classes, string Digest)
{
    /// <summary>Rows of pixels; null for what is no image.</summary>
    public int? Height { get; init; }

    /// <summary>Pixels in a row; null for what is no image.</summary>
    public int? Width { get; init; }

    /// <summary>The names of the classes; null where they are numbers.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// How long the words of each class are among the examples to train on, null for a class without any; null where
    /// examples are no words.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WordDuration?>? Durations { get; init; }

    /// <summary>The form of a training set.</summary>
    public static ExampleForm From(Dataset training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new ExampleForm(training.Features, training.Classes, training.Digest())
        {
            Height = (training.Domain as ImageDomain)?.Height,
            Width = (training.Domain as ImageDomain)?.Width,
            ClassNames = (training.Domain as TableDomain)?.Schema.Classes
                ?? (training.Domain as SpeechDomain)?.Classes,
        };
    }

    /// <summary>The same with how long words are, if examples are some, from those whose labels are known.</summary>
    public ExampleForm WithDurations(Dataset training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Domain is not SpeechDomain)
        {
            return this;
        }
        int[] rows = [.. training.LabelledRows?.ToArray() ?? Enumerable.Range(0, training.Count)];
        ILookup<int, double> milliseconds = rows.ToLookup(row => training.Labels.Span[row],
            row => SpeechRow.CountOf(training.Inputs.Row(row)) * 1000.0 / ActivePart.Rate);
        return this with
        {
            Durations = [.. Enumerable.Range(0, training.Classes).Select(c => milliseconds[c].ToArray())
                .Select(all => all.Length == 0 ? null : new WordDuration((float)all.Average(), (float)Math.Sqrt(
                    all.Average(one => (one - all.Average()) * (one - all.Average())))))],
        };
    }
}
