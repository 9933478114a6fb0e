namespace Scratch.Adversarial.Runs.Output;

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

    /// <summary>The form of a training set.</summary>
    public static ExampleForm From(Dataset training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new ExampleForm(training.Inputs.Columns, training.Classes, training.Digest())
        {
            Height = (training.Domain as ImageDomain)?.Height,
            Width = (training.Domain as ImageDomain)?.Width,
            ClassNames = (training.Domain as TableDomain)?.Schema.Classes
                ?? (training.Domain as SpeechDomain)?.Classes,
        };
    }
}
