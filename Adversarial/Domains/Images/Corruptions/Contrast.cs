namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>Pixels move towards the mean of their image: m + c (x − m).</summary>
internal sealed class Contrast : ImageCorruption
{
    private static readonly float[] Kept = [0.75f, 0.5f, 0.4f, 0.3f, 0.15f]; // CIFAR-10-C

    /// <inheritdoc/>
    public override string Name => "contrast";

    /// <inheritdoc/>
    public override bool NeedsImage => false;

    /// <inheritdoc/>
    public override void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random)
    {
        float mean = Reductions.Sum(image) / image.Length, kept = Kept[severity - 1];
        TensorPrimitives.Subtract(image, mean, output);
        TensorPrimitives.Multiply(output, kept, output);
        TensorPrimitives.Add(output, mean, output);
        TensorPrimitives.Clamp(output, 0f, 1f, output);
    }
}
