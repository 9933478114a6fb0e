namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// Values that get lost, numbers and categories alike, and are filled in with the median or the most frequent category.
/// </summary>
internal sealed class MissingValues(TableDomain domain) : Corruption
{
    private static readonly float[] Share = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f];

    /// <inheritdoc/>
    public override string Name => "missing values";

    /// <inheritdoc/>
    public override int Stream => 1;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> example, Span<float> output, int severity, RandomStream random)
    {
        example.CopyTo(output);
        for (int c = 0, start = 0; c < domain.Schema.Columns.Count; c++)
        {
            int width = domain.Schema.Columns[c].Width;
            if (random.Uniform((ulong)c) < Share[severity - 1])
            {
                domain.Filled.Slice(start, width).CopyTo(output[start..]);
            }
            start += width;
        }
    }
}
