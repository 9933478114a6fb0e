namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>A sound of one channel.</summary>
internal sealed class Sound
{
    /// <summary>A sound over the given memory, which is not copied.</summary>
    /// <param name="samples">Numbers in [−1, 1].</param>
    /// <param name="rate">Samples a second, above 0.</param>
    public Sound(ReadOnlyMemory<float> samples, int rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        (Samples, Rate) = (samples, rate);
    }

    /// <summary>The samples, in [−1, 1].</summary>
    public ReadOnlyMemory<float> Samples { get; }

    /// <summary>Samples a second.</summary>
    public int Rate { get; }

    /// <summary>How long it is, in seconds.</summary>
    public double Seconds => (double)Samples.Length / Rate;

    /// <summary>
    /// What was unusual about its file, in one line that names it, such as an end that is missing; null if nothing was.
    /// </summary>
    public string? Remark { get; init; }
}
