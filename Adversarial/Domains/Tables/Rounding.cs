namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// Numbers written down with too few digits: rounded to a multiple of a step in standard deviations, clipped to the
/// box.
/// </summary>
internal sealed class Rounding(TableDomain domain) : Corruption
{
    private static readonly float[] Step = [0.25f, 0.5f, 1, 1.5f, 2];

    /// <inheritdoc/>
    public override string Name => "rounding";

    /// <inheritdoc/>
    public override int Stream => 2;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> example, Span<float> output, int severity, RandomStream random)
    {
        float step = Step[severity - 1];
        TensorPrimitives.Divide(example, step, output);
        TensorPrimitives.Round(output, output);
        TensorPrimitives.Multiply(output, step, output);
        domain.Box.Clip(output, example);
    }
}
