using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech.Corruptions;

/// <summary>
/// A telephone: what lies above 3,400 Hz is lost, at higher severities more of it, and samples have 8 bits of μ-law.
/// </summary>
internal sealed class Telephone : Corruption
{
    private const int Taps = 64;

    private static readonly float[][] LowPass =
    [
        .. new[] { 3400, 3000, 2600, 2200, 1800 }.Select(cutoff => // Hz
            WindowedSinc.Tabulate(rows: 1, phases: 1, Taps, cutoff / (ActivePart.Rate / 2.0))),
    ];

    /// <inheritdoc/>
    public override string Name => "telephone";

    /// <inheritdoc/>
    public override int Stream => 3;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> example, Span<float> output, int severity, RandomStream random)
    {
        ReadOnlySpan<float> word = SpeechRow.WordOf(example);
        Span<float> heard = output[..word.Length];
        heard.Clear();
        for (int k = 0; k < Taps; k++)
        {
            int shift = k - (Taps / 2) + 1, count = word.Length - Math.Abs(shift); // of the sample that is heard
            ReadOnlySpan<float> from = word.Slice(Math.Max(shift, 0), count);
            Span<float> to = heard.Slice(Math.Max(-shift, 0), count);
            TensorPrimitives.MultiplyAdd(from, LowPass[severity - 1][k], to, to);
        }
        foreach (ref float sample in heard)
        {
            sample = Companding.FromMuLaw(Companding.ToMuLaw(Math.Clamp(sample, -1, 1)));
        }
        if (!SpeechRow.Finish(output, word.Length))
        {
            example.CopyTo(output); // nothing of it was below the cutoff
        }
    }
}
