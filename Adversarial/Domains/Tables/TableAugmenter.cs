namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// Adds noise to the numbers of rows, and replaces some by their column's mean, which is 0 in standard deviations.
/// </summary>
internal sealed class TableAugmenter(TableDomain domain, float noise, float mask) : IAugmenter
{
    public const string Noise = "noise", Mask = "mask";

    /// <inheritdoc/>
    public void Augment(Matrix examples, ReadOnlyMemory<int> numbers, RandomStream random, Matrix output)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            AugmentRow(examples.Row(i), random.Fork(numbers.Span[i]), output.Row(i));
        }
    }

    private void AugmentRow(ReadOnlySpan<float> input, RandomStream random, Span<float> output)
    {
        random.Fork(0).FillNormal(output);
        TensorPrimitives.MultiplyAdd(output, noise, input, output);
        RandomStream masks = random.Fork(1);
        for (int j = 0; j < output.Length && mask > 0; j++)
        {
            output[j] = masks.Uniform((ulong)j) < mask ? 0 : output[j];
        }
        domain.Box.Clip(output, input); // the features of categories are the input's again
    }
}
