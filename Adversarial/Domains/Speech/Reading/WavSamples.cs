using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>Decodes the samples of a WAV file; several channels become their mean.</summary>
/// <param name="format">How they are written.</param>
internal struct WavSamples(WavFormat format)
{
    /// <summary>How many numbers lay beyond ±1 and were clipped: only floating point has such.</summary>
    public long Clipped { get; private set; }

    /// <summary>Decodes whole frames.</summary>
    /// <param name="frames">The bytes of as many frames as there is room for.</param>
    /// <param name="mono">Overwritten, in [−1, 1].</param>
    /// <returns>−1, or the number of the first frame with a number that is not finite.</returns>
    public int Decode(ReadOnlySpan<byte> frames, Span<float> mono)
    {
        if (format is { Encoding: WavEncoding.Pcm, Channels: 1, SampleBytes: 2 } && BitConverter.IsLittleEndian)
        {
            // the form that most files have, many samples at once
            ReadOnlySpan<short> whole = MemoryMarshal.Cast<byte, short>(frames)[..mono.Length];
            TensorPrimitives.ConvertTruncating(whole, mono);
            TensorPrimitives.Multiply(mono, 1f / 32768, mono);
            return -1;
        }
        for (int i = 0, at = 0; i < mono.Length; i++)
        {
            double sum = 0;
            for (int c = 0; c < format.Channels; c++, at += format.SampleBytes)
            {
                double value = Decode(frames[at..]);
                if (!double.IsFinite(value))
                {
                    return i;
                }
                if (Math.Abs(value) > 1)
                {
                    Clipped++;
                    value = Math.Sign(value);
                }
                sum += value;
            }
            float mean = (float)(sum / format.Channels);
            mono[i] = float.IsSubnormal(mean) ? 0 : mean; // sums of such numbers are slow, and can't be heard
        }
        return -1;
    }

    // Of whole numbers the bits that count are the highest; the lowest negative one is −1.
    private readonly double Decode(ReadOnlySpan<byte> sample) => (format.Encoding, format.SampleBytes) switch
    {
        (WavEncoding.MuLaw, _) => Companding.FromMuLaw(sample[0]),
        (WavEncoding.ALaw, _) => Companding.FromALaw(sample[0]),
        (WavEncoding.Float, 4) => BinaryPrimitives.ReadSingleLittleEndian(sample),
        (WavEncoding.Float, _) => BinaryPrimitives.ReadDoubleLittleEndian(sample),
        (_, 1) => (sample[0] - 128) / 128.0,
        (_, 2) => BinaryPrimitives.ReadInt16LittleEndian(sample) / 32768.0,
        (_, 3) => ((sample[0] << 8) | (sample[1] << 16) | (sample[2] << 24)) / 2147483648.0,
        _ => BinaryPrimitives.ReadInt32LittleEndian(sample) / 2147483648.0,
    };
}
