using System.Buffers.Binary;

namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>Reads and writes WAV files as a whole; <see cref="WavReader"/> reads them in blocks.</summary>
internal static class WavFile
{
    /// <summary>
    /// The most samples of one channel that are read: 70 minutes at 8 kHz, 11 minutes at 48 kHz, 128 MiB.
    /// </summary>
    public const int MostSamples = 1 << 25;

    private const int FirstSamples = 1 << 14, HeaderBytes = 44, BlockSamples = 1 << 12;
    private const float FullScale = 32768;

    /// <summary>Reads a file. What comes out of a pipe is read once, up to 1 GiB.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="InvalidDataException">It is no WAV file, holds no sound or too much; the message names the
    /// file, the place and what was expected.</exception>
    public static Sound Read(string path)
    {
        using Stream stream = Disk.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads from a stream, which need not be able to seek and is left open.</summary>
    /// <param name="stream">At the start of the file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static Sound Read(Stream stream, string name)
    {
        var reader = new WavReader(stream, name);
        RequireShort(reader.SamplesLeft ?? 0);
        // one more, so that the end is seen
        float[] samples = new float[(reader.SamplesLeft ?? FirstSamples) + 1];
        int count = 0;
        for (int read; (read = reader.Read(samples.AsSpan(count))) > 0;)
        {
            count += read;
            RequireShort(count);
            if (count == samples.Length)
            {
                Array.Resize(ref samples, 2 * count);
            }
        }
        return count > 0 ? new Sound(samples.AsMemory(0, count), reader.Rate) { Remark = reader.Remark }
            : throw new InvalidDataException($"{name}: there is no sample in it; expected sound.");

        void RequireShort(long length)
        {
            if (length > MostSamples)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"{name}: longer than {MostSamples / 60.0 / reader.Rate:0.#} minutes at {reader.Rate} Hz; ")
                    + $"expected at most {MostSamples} samples: cut it.");
            }
        }
    }

    /// <summary>
    /// Writes a file of PCM with 16 bits, rounded and clipped. The old file stays until the new one is whole.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="sound">What it will hold.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, Sound sound)
    {
        ArgumentNullException.ThrowIfNull(sound);
        AtomicFile.Write(path, stream => Write(stream, sound));
    }

    /// <summary>Writes to a stream, as <see cref="Write(string, Sound)"/> does.</summary>
    public static void Write(Stream stream, Sound sound)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(sound);
        const int Bytes = sizeof(short);
        ReadOnlySpan<float> samples = sound.Samples.Span;
        int size = checked(samples.Length * Bytes);
        Span<byte> header = stackalloc byte[HeaderBytes];
        "RIFF\0\0\0\0WAVEfmt "u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], checked(HeaderBytes - 8 + size));
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], WavFormat.Fewest);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], (short)WavEncoding.Pcm);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1); // channel
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], sound.Rate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], checked(sound.Rate * Bytes));
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], Bytes);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 8 * Bytes);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], size);
        stream.Write(header);
        Span<short> block = stackalloc short[BlockSamples];
        for (int start = 0; start < samples.Length; start += BlockSamples)
        {
            int count = Math.Min(BlockSamples, samples.Length - start);
            for (int i = 0; i < count; i++)
            {
                block[i] = ToInt16(samples[start + i]);
            }
            LittleEndian.Write<short>(stream, block[..count]);
        }
    }

    /// <summary>
    /// A number as 16 bits hold it: rounded to a multiple of 2⁻¹⁵, and clipped to [−1, 1 − 2⁻¹⁵]. What is written and
    /// read again is this.
    /// </summary>
    public static float Round(float value) => ToInt16(value) / FullScale;

    private static short ToInt16(float value) =>
        (short)Math.Clamp(MathF.Round(value * FullScale), short.MinValue, short.MaxValue);
}
