using System.Buffers.Binary;

namespace Scratch.Cli.Sounds;

/// <summary>Samples of 16 bits, little-endian, of one channel, as a microphone's program writes them.</summary>
/// <param name="stream">Left open.</param>
internal sealed class RawSound(Stream stream)
{
    private byte[] _bytes = [];

    /// <summary>Reads the next samples, as soon as all that are wanted are there.</summary>
    /// <returns>How many there were; 0 at the end.</returns>
    public int Read(Span<float> samples)
    {
        int wanted = sizeof(short) * samples.Length;
        _bytes = _bytes.Length < wanted ? new byte[wanted] : _bytes;
        int count = stream.ReadAtLeast(_bytes.AsSpan(0, wanted), wanted, throwOnEndOfStream: false) / sizeof(short);
        for (int i = 0; i < count; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(_bytes.AsSpan(sizeof(short) * i)) / 32768f;
        }
        return count;
    }
}
