namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// Normal noise on every number, as of a worse instrument: x + σ n in standard deviations, clipped to the box.
/// </summary>
internal sealed class NormalNoise(TableDomain domain) : Corruption
{
    private static readonly float[] Deviation = [0.1f, 0.2f, 0.4f, 0.7f, 1];

    /// <inheritdoc/>
    public override string Name => "gaussian noise";

    /// <inheritdoc/>
    public override int Stream => 0;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> example, Span<float> output, int severity, RandomStream random)
    {
        random.FillNormal(output);
        TensorPrimitives.MultiplyAdd(output, Deviation[severity - 1], example, output);
        domain.Box.Clip(output, example);
    }
}
