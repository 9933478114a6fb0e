using System.Buffers.Binary;

namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>How the samples of a WAV file are written.</summary>
internal enum WavEncoding
{
    /// <summary>Whole numbers: of one byte from 0 to 255 around 128, of more bytes with a sign.</summary>
    Pcm = 1,

    /// <summary>Floating-point numbers.</summary>
    Float = 3,

    /// <summary>G.711 A-law.</summary>
    ALaw = 6,

    /// <summary>G.711 μ-law.</summary>
    MuLaw = 7,
}

/// <summary>What the chunk <c>fmt</c> of a WAV file says: WAVEFORMAT, WAVEFORMATEX or WAVEFORMATEXTENSIBLE.</summary>
/// <param name="Encoding">How a sample is written.</param>
/// <param name="Channels">The number of channels, at least 1.</param>
/// <param name="Rate">Samples a second.</param>
/// <param name="SampleBytes">The bytes of one sample; the bits that count are the highest of them.</param>
internal readonly record struct WavFormat(WavEncoding Encoding, int Channels, int Rate, int SampleBytes)
{
    /// <summary>The bytes of the shortest form.</summary>
    public const int Fewest = 16;

    /// <summary>The bytes of the longest form.</summary>
    public const int Most = 40;

    private const int Extensible = 0xFFFE, SubFormatAt = 24;

    // the part of a sub-format behind its number (KSDATAFORMAT_SUBTYPE)
    private static ReadOnlySpan<byte> Guid =>
        [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <summary>The bytes of one sample of all channels.</summary>
    public int FrameBytes => Channels * SampleBytes;

    /// <summary>Reads the content of the chunk.</summary>
    /// <param name="content">Its first bytes, from 16 to 40.</param>
    /// <param name="wrong">Makes an exception of what is wrong.</param>
    public static WavFormat Parse(ReadOnlySpan<byte> content, Func<string, InvalidDataException> wrong)
    {
        int tag = Word(content, 0), channels = Word(content, 2), align = Word(content, 12), bits = Word(content, 14);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
        if (tag == Extensible)
        {
            if (content.Length < Most)
            {
                throw wrong($"the extensible format has {content.Length} bytes; expected {Most}.");
            }
            if (!content[(SubFormatAt + 2)..Most].SequenceEqual(Guid))
            {
                throw wrong("the extensible format has an unknown sub-format; expected one of PCM, floating point, "
                    + "A-law or μ-law.");
            }
            tag = Word(content, SubFormatAt);
        }
        if (tag is not ((int)WavEncoding.Pcm or (int)WavEncoding.Float or (int)WavEncoding.ALaw
            or (int)WavEncoding.MuLaw))
        {
            throw wrong($"the sound is packed in format {tag} ({FindName(tag)}); expected PCM, floating point, A-law "
                + "or μ-law: convert it, as with ffmpeg -i IN -c:a pcm_s16le OUT.wav.");
        }
        if (channels == 0)
        {
            throw wrong("there are 0 channels; expected at least 1.");
        }
        if (rate is < Signals.Resampler.LowestRate or > Signals.Resampler.HighestRate)
        {
            throw wrong(FormattableString.Invariant($"the rate is {rate} Hz; expected ")
                + $"{Signals.Resampler.LowestRate} to {Signals.Resampler.HighestRate}.");
        }
        int bytes = align % channels == 0 ? align / channels : 0;
        if (!Fits((WavEncoding)tag, bits, bytes))
        {
            throw wrong($"{channels} channels of {bits} bits ({FindName(tag)}) in {align} bytes; expected "
                + "PCM of 1 to 32 bits, floating point of 32 or 64, A-law or μ-law of 8, in as many bytes as they "
                + "need.");
        }
        return new WavFormat((WavEncoding)tag, channels, (int)rate, bytes);
    }

    private static bool Fits(WavEncoding encoding, int bits, int bytes) => encoding switch
    {
        WavEncoding.Pcm => bits > 0 && bits <= 8 * bytes && bytes <= 4,
        WavEncoding.Float => bits == 8 * bytes && bytes is 4 or 8,
        _ => bits == 8 && bytes == 1,
    };

    private static string FindName(int tag) => tag switch
    {
        0x0001 => "PCM",
        0x0002 => "Microsoft ADPCM",
        0x0003 => "floating point",
        0x0006 => "A-law",
        0x0007 => "μ-law",
        0x0011 => "IMA ADPCM",
        0x0031 => "GSM 6.10",
        0x0050 => "MPEG",
        0x0055 => "MP3",
        0x0161 or 0x0162 => "Windows Media",
        0x00FF or 0x1610 => "AAC",
        0x2000 => "AC-3",
        _ => "unknown",
    };

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
