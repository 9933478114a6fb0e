namespace Scratch.Adversarial.Domains.Speech.Synthesis;

/// <summary>
/// Sounds from log-mel spectra: from mel bands to frequencies, and from their magnitudes to a sound by the fast
/// Griffin-Lim algorithm. It has scratch memory: one thread at a time.
/// </summary>
internal sealed class LogMelSynthesis
{
    private readonly MelInversion _inversion;
    private readonly GriffinLim _griffinLim;
    private readonly Matrix _mel;
    private readonly Matrix _powers;

    /// <summary>A synthesis on a grid. Allocates.</summary>
    public LogMelSynthesis(LogMelScale scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        Scale = scale.Validate();
        _inversion = new MelInversion(scale);
        _griffinLim = new GriffinLim(scale.Frames);
        _mel = Matrix.Allocate(scale.Frames, scale.Bands);
        _powers = Matrix.Allocate(scale.Frames, LogMelScale.Bins);
    }

    /// <summary>The grid.</summary>
    public LogMelScale Scale { get; }

    /// <summary>A sound with the given spectrum, or one near to it. Does not allocate.</summary>
    /// <param name="logMel">(1, <see cref="LogMelScale.Length"/>), as <see cref="LogMelAnalysis"/> writes them; what is
    /// below the floor's logarithm is silence.</param>
    /// <param name="random">Draws the phases: the same stream gives the same bits.</param>
    /// <param name="samples">At 8 kHz, overwritten; <see cref="LogMelScale.Samples"/> of them are described.</param>
    public void Synthesise(Matrix logMel, RandomStream random, Span<float> samples)
    {
        Shape.Require(logMel, 1, Scale.Length);
        TensorPrimitives.Exp<float>(logMel.Row(0), _mel.Span);
        TensorPrimitives.Subtract(_mel.Span, Scale.Floor, _mel.Span); // M = exp L − floor
        TensorPrimitives.Max<float>(_mel.Span, 0, _mel.Span);
        _inversion.Invert(_mel, _powers);
        TensorPrimitives.Sqrt<float>(_powers.Span, _powers.Span);
        _griffinLim.Invert(_powers, random, samples);
    }
}
