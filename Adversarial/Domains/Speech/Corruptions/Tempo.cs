using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech.Corruptions;

/// <summary>
/// The word said faster or slower in the same voice, at most 1.18 times: overlapping frames are moved so that their
/// waves fit. Verhelst and Roelands 1993 (WSOLA).
/// </summary>
internal sealed class Tempo : Corruption
{
    private const int Hop = 120, Frame = 2 * Hop, Tolerance = 60; // 15, 30 and 7.5 ms
    private const double Largest = 1.18;

    private static readonly float[] Window =
        [.. Enumerable.Range(0, Frame).Select(i => (float)(0.5 - (0.5 * Math.Cos(Math.Tau * (i + 0.5) / Frame))))];

    /// <inheritdoc/>
    public override string Name => "tempo";

    /// <inheritdoc/>
    public override int Stream => 4;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> example, Span<float> output, int severity, RandomStream random)
    {
        ReadOnlySpan<float> word = SpeechRow.WordOf(example);
        int sign = (2 * random.Below(2, 0)) - 1;
        double tempo = Math.Pow(Largest, sign * severity / (double)Severities);
        int count = Math.Clamp((int)Math.Round(word.Length / tempo), ActivePart.FewestSamples, output.Length - 1);
        if (word.Length < Frame + Tolerance)
        {
            example.CopyTo(output); // too short for two frames
            return;
        }
        Stretch(word, (double)word.Length / count, output[..count]);
        if (!SpeechRow.Finish(output, count))
        {
            example.CopyTo(output);
        }
    }

    private static void Stretch(ReadOnlySpan<float> word, double tempo, Span<float> output)
    {
        output.Clear();
        int last = word.Length - Frame, place = 0;
        for (int start = 0; start < output.Length; start += Hop)
        {
            if (start > 0)
            {
                place = FindFit(word, Math.Min(place + Hop, last), Math.Min((int)(start * tempo), last), last);
            }
            int count = Math.Min(Frame, output.Length - start);
            for (int i = 0; i < count; i++)
            {
                // the first half of the first frame has no other one below it
                output[start + i] += (start == 0 && i < Hop ? 1 : Window[i]) * word[place + i];
            }
        }
    }

    /// <summary>The place near the one that is wanted whose frame is most like that which would follow.</summary>
    private static int FindFit(ReadOnlySpan<float> word, int following, int wanted, int last)
    {
        ReadOnlySpan<float> natural = word.Slice(following, Frame);
        int best = wanted;
        float highest = float.NegativeInfinity;
        for (int place = Math.Max(0, wanted - Tolerance); place <= Math.Min(last, wanted + Tolerance); place++)
        {
            ReadOnlySpan<float> frame = word.Slice(place, Frame);
            float likeness = Reductions.Dot(natural, frame) / (Reductions.Norm(frame) + float.Epsilon);
            (highest, best) = likeness > highest ? (likeness, place) : (highest, best);
        }
        return best;
    }
}
