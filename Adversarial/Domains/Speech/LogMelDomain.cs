namespace Scratch.Adversarial.Domains.Speech;

/// <summary>
/// Standardised log-mel features of spoken words: frames of the word at equal distances, and in each the bands from low
/// to high. What networks learn from, and what generators make.
/// </summary>
/// <param name="frames">The frames of a word.</param>
/// <param name="bands">The mel bands of a frame.</param>
/// <param name="classes">What the classes are called.</param>
public sealed class LogMelDomain(int frames, int bands, IReadOnlyList<string> classes) : Domain
{
    /// <summary>The frames of a word.</summary>
    public int Frames { get; } = frames;

    /// <summary>The mel bands of a frame.</summary>
    public int Bands { get; } = bands;

    /// <inheritdoc/>
    public override string Example => "spectrum";

    /// <inheritdoc/>
    public override int Features => Frames * Bands;

    /// <inheritdoc/>
    public override Box Box => Box.Unbounded;

    /// <inheritdoc/>
    public override int RowLength => Bands;

    /// <summary>A Gaussian of deviation 1 around the decoder's outputs.</summary>
    public override Loss Reconstruction { get; } = new HalfSquaredError();

    /// <summary>None: standardised features have either sign.</summary>
    public override Layer? DecoderOutput => null;

    /// <inheritdoc/>
    public override string Form => $"spectra of {Frames} x {Bands}";

    /// <inheritdoc/>
    public override string ClassName(int c) => classes[c];

    /// <summary>The band that is loudest in each tenth of the word.</summary>
    public override string Describe(ReadOnlySpan<float> example)
    {
        var loudest = new List<int>();
        for (int frame = 0; frame < Frames; frame += Math.Max(1, Frames / 10))
        {
            loudest.Add(TensorPrimitives.IndexOfMax(example.Slice(frame * Bands, Bands)) + 1);
        }
        return $"loudest bands {string.Join(' ', loudest)}";
    }
}
