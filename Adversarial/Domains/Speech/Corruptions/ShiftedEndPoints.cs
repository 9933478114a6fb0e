using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech.Corruptions;

/// <summary>End points that were found too early or too late, each by 12 to 60 ms.</summary>
internal sealed class ShiftedEndPoints : Corruption
{
    private const int Step = 12 * ActivePart.Rate / 1000;

    /// <inheritdoc/>
    public override string Name => "end points";

    /// <inheritdoc/>
    public override int Stream => 5;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> example, Span<float> output, int severity, RandomStream random)
    {
        int count = EndPointShift.Run(SpeechRow.WordOf(example), Draw(0), Draw(1), output);
        if (!SpeechRow.Finish(output, count))
        {
            example.CopyTo(output); // what is left is silent
        }

        int Draw(ulong position) => ((2 * random.Below(2, position)) - 1) * severity * Step;
    }
}
