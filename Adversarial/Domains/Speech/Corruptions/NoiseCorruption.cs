using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech.Corruptions;

/// <summary>What noise sounds like.</summary>
internal enum NoiseColour
{
    /// <summary>The same power in every band of a width in Hz.</summary>
    White,

    /// <summary>The same power in every octave.</summary>
    Pink,

    /// <summary>Eight voices of the package Scratch.Datasets at once.</summary>
    Babble,
}

/// <summary>Noise at 20, 15, 10, 5 and 0 dB below the word, which is then brought to the usual level.</summary>
internal sealed class NoiseCorruption(NoiseColour colour) : Corruption
{
    private const int Voices = 8;

    private static readonly float[] Ratio = [20, 15, 10, 5, 0];

    // a failure is not kept: their package may be registered later
    private static readonly Lazy<SpokenWords> Words =
        new(() => SyntheticDigits.Read(ActivePart.Rate), LazyThreadSafetyMode.PublicationOnly);

    [ThreadStatic]
    private static float[]? _noise;

    /// <inheritdoc/>
    public override string Name => $"{colour.ToString().ToLowerInvariant()} noise";

    /// <inheritdoc/>
    public override int Stream => (int)colour;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> example, Span<float> output, int severity, RandomStream random)
    {
        int count = SpeechRow.CountOf(example);
        if (_noise is null || _noise.Length < count)
        {
            _noise = new float[example.Length];
        }
        Span<float> noise = _noise.AsSpan(0, count);
        switch (colour)
        {
            case NoiseColour.White:
                Noise.FillWhite(random, noise);
                break;
            case NoiseColour.Pink:
                Noise.FillPink(random, noise);
                break;
            default:
                FillBabble(random, noise);
                break;
        }
        example.CopyTo(output);
        Noise.Add(output[..count], noise, Ratio[severity - 1]);
        SpeechRow.Finish(output, count);
    }

    /// <summary>Words of random speakers, one after the other, from the middle of a first one on.</summary>
    private static void FillBabble(RandomStream random, Span<float> noise)
    {
        noise.Clear();
        IReadOnlyList<SpokenClip> clips = Words.Value.Clips;
        for (int voice = 0; voice < Voices; voice++)
        {
            RandomStream draws = random.Fork(voice);
            ReadOnlySpan<float> word = clips[draws.Below(clips.Count, 0)].Samples.Span;
            word = word[draws.Below(word.Length, 1)..];
            ulong next = 2;
            for (int start = 0; start < noise.Length;)
            {
                int count = Math.Min(word.Length, noise.Length - start);
                TensorPrimitives.Add(noise.Slice(start, count), word[..count], noise.Slice(start, count));
                start += count;
                word = clips[draws.Below(clips.Count, next++)].Samples.Span;
            }
        }
    }
}
