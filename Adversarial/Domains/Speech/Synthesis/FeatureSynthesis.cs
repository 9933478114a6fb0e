using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech.Synthesis;

/// <summary>
/// Words from the features that a front end makes of words: the inverse of <see cref="SpeechFrontEnd"/>, but for the
/// phases, which a spectrum doesn't have. It has scratch memory: one thread at a time.
/// </summary>
/// <remarks>
/// The standardisation is undone; of the mean over time, of which the front end has taken a share s away, s / (1 − s)
/// of what is left is added again; frames at equal shares of the word are interpolated to frames of 10 ms; the floor of
/// the logarithm is taken from the powers; and <see cref="LogMelSynthesis"/> does the rest.
/// </remarks>
public sealed class FeatureSynthesis
{
    private const float Farthest = 10; // deviations from the mean that a feature may be: exp must stay finite

    private readonly Dictionary<int, LogMelSynthesis> _bySize = [];
    private readonly Matrix _mean, _deviation; // (1, frames · bands)
    private readonly Matrix _logMel; // (frames, bands)
    private readonly float _meanShare, _floorShare, _floor;
    private readonly int _width; // samples of a frame

    /// <summary>The inverse of a front end. Allocates.</summary>
    /// <param name="frontEnd">Made by <see cref="SpeechFrontEnd"/>.</param>
    /// <exception cref="ArgumentException">It has other layers.</exception>
    public FeatureSynthesis(FrontEnd frontEnd)
    {
        ArgumentNullException.ThrowIfNull(frontEnd);
        IReadOnlyList<Layer> layers = frontEnd.Network.Layers;
        if (frontEnd.Features is not LogMelDomain domain || layers is not
            [Frames frames, .., RelativeLog log, MeanNormalisation { Share: < 1 } normalisation, Standardisation])
        {
            throw new ArgumentException("The front end doesn't make log-mel features of words.", nameof(frontEnd));
        }
        ReadOnlySpan<Matrix> state = frontEnd.Network.StateOf(layers.Count - 1).Span;
        (_mean, _deviation) = (state[0], state[1]);
        (_meanShare, _floorShare, _floor, _width) = (normalisation.Share, log.Share, log.Floor, frames.Width);
        _logMel = Matrix.Allocate(domain.Frames, domain.Bands);
        Domain = domain;
    }

    /// <summary>What the features mean.</summary>
    public LogMelDomain Domain { get; }

    /// <summary>Log-mel spectra from features: L, before the front end took a part of its mean away.</summary>
    /// <param name="features">Frames · bands numbers.</param>
    /// <param name="logMel">(frames, bands), overwritten.</param>
    public void Restore(ReadOnlySpan<float> features, Matrix logMel)
    {
        Shape.RequireLength(features.Length, Domain.Features, nameof(features));
        Shape.Require(logMel, Domain.Frames, Domain.Bands);
        Span<float> all = logMel.Span, mean = stackalloc float[Domain.Bands];
        TensorPrimitives.Clamp(features, -Farthest, Farthest, all);
        TensorPrimitives.MultiplyAdd(all, _deviation.Row(0), _mean.Row(0), all);
        mean.Clear();
        for (int t = 0; t < logMel.Rows; t++)
        {
            TensorPrimitives.Add(mean, logMel.Row(t), mean);
        }
        TensorPrimitives.Multiply(mean, _meanShare / ((1 - _meanShare) * logMel.Rows), mean);
        for (int t = 0; t < logMel.Rows; t++)
        {
            TensorPrimitives.Add(logMel.Row(t), mean, logMel.Row(t));
        }
    }

    /// <summary>A word at 8 kHz and the usual level. Allocates.</summary>
    /// <param name="features">Frames · bands numbers.</param>
    /// <param name="samples">How long it is, at least 200.</param>
    /// <param name="random">Draws the phases: the same stream gives the same bits.</param>
    public float[] Synthesise(ReadOnlySpan<float> features, int samples, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, ActivePart.FewestSamples);
        Restore(features, _logMel);
        int count = (samples + LogMelScale.Hop - 1) / LogMelScale.Hop;
        if (!_bySize.TryGetValue(count, out LogMelSynthesis? synthesis))
        {
            _bySize[count] = synthesis = new LogMelSynthesis(new LogMelScale(count, Domain.Bands));
        }
        Matrix grid = Matrix.Allocate(count, Domain.Bands);
        float distance = (float)(samples - _width) / Math.Max(1, Domain.Frames - 1); // of two frames, in samples
        for (int t = 0; t < count; t++)
        {
            // this frame is centred on its place, frame k of the features on k · distance + width / 2
            float place = distance > 0 ? ((t * LogMelScale.Hop) - (_width / 2)) / distance : 0;
            place = Math.Clamp(place, 0, Domain.Frames - 1);
            int before = Math.Min((int)place, Math.Max(0, Domain.Frames - 2)),
                after = Math.Min(before + 1, Domain.Frames - 1);
            TensorPrimitives.Lerp(_logMel.Row(before), _logMel.Row(after), place - before, grid.Row(t));
        }
        // L = log(M + floor), floor = c · mean M + f
        TensorPrimitives.Exp<float>(_logMel.Span, _logMel.Span);
        float mean = (Reductions.Average<float>(_logMel.Span) - _floor) / (1 + _floorShare),
            floor = (_floorShare * Math.Max(0, mean)) + _floor;
        TensorPrimitives.Exp<float>(grid.Span, grid.Span);
        TensorPrimitives.Subtract(grid.Span, floor, grid.Span);
        TensorPrimitives.Max<float>(grid.Span, 0, grid.Span);
        TensorPrimitives.Add(grid.Span, synthesis.Scale.Floor, grid.Span);
        TensorPrimitives.Log<float>(grid.Span, grid.Span);
        float[] word = new float[samples];
        synthesis.Synthesise(grid.Reshape(0, 1, synthesis.Scale.Length), random, word);
        Level.Normalise(word);
        return word;
    }
}
