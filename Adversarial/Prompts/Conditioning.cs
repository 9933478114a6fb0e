namespace Scratch.Adversarial.Prompts;

/// <summary>
/// The class as a part of a row: [x | y] for an encoder, [z | y] for a decoder, y one-hot in the last columns.
/// </summary>
internal static class Conditioning
{
    /// <summary>
    /// How many columns of the encoder's input are the class: none, or one for each class of the data.
    /// </summary>
    /// <exception cref="ArgumentException">The encoder takes neither the data's pixels nor its pixels and
    /// classes.</exception>
    public static int CountColumns(Network encoder, Dataset data)
    {
        int others = encoder.Inputs - data.Features;
        return others == 0 || others == data.Classes
            ? others
            : throw new ArgumentException(
                $"The encoder has {encoder.Inputs} inputs, but {data.Name} has {data.Features} pixels (and "
                    + $"{data.Classes} classes, which it may be told).");
    }

    /// <summary>
    /// Overwrites the last columns of a batch with the classes of its examples; nothing else, and nothing if there are
    /// none.
    /// </summary>
    public static void Gather(Dataset data, ReadOnlySpan<int> rows, int conditions, Matrix batch)
    {
        if (conditions > 0)
        {
            OneHot.Gather(data.Labels.Span, rows, batch.SliceColumns(batch.Columns - conditions, conditions));
        }
    }
}
