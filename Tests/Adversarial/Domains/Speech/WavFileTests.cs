using System.Buffers.Binary;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Engine;
using static Scratch.Tests.Adversarial.Domains.Speech.Wavs;

namespace Scratch.Tests.Adversarial.Domains.Speech;

/// <summary>WAV files of every form that people have: what is in them, or one line that says what is wrong.</summary>
public sealed class WavFileTests
{
    private const int Rate = 8000;
    private static readonly float[] Wave = Tone(1000, Rate);
    private static readonly byte[] Sixteen = Encode16(Wave);

    private static IEnumerable<TestCaseData<byte[], double>> Forms =>
    [
        Named("16 bits", Pcm16(Wave, Rate), 1e-4),
        Named("8 bits without a sign", OfBytes(Pcm, 8, x => [(byte)Math.Round(128 + (127 * x))]), 0.01),
        Named("24 bits", OfBytes(Pcm, 24, x => Int((int)Math.Round(x * 8388607))[..3]), 1e-6),
        Named("32 bits", OfBytes(Pcm, 32, x => Int((int)Math.Round(x * 2147480000.0))), 1e-5),
        Named("12 bits in two bytes", OfBytes(Pcm, 12, x => Short((int)Math.Round(x * 2047) << 4)), 1e-3),
        Named("24 bits in four bytes", Riff(Format(Pcm, 1, Rate, 24, align: 4),
            Chunk("data", [.. Wave.SelectMany(x => Int((int)Math.Round(x * 8388607) << 8))])), 1e-6),
        Named("float of 32", OfBytes(Float, 32, BitConverter.GetBytes), 0.0),
        Named("float of 64", OfBytes(Float, 64, x => BitConverter.GetBytes((double)x)), 0.0),
        Named("mu-law", OfBytes(MuLaw, 8, x => [Companding.ToMuLaw(x)]), 0.017),
        Named("extensible", Riff(ExtensibleFormat(Pcm, 1, Rate, 16, 16), Chunk("data", Sixteen)), 1e-4),
        Named("extensible float", Riff(ExtensibleFormat(Float, 1, Rate, 32, 32),
            Chunk("data", [.. Wave.SelectMany(BitConverter.GetBytes)])), 0.0),
        Named("extensible, 20 bits of 24", Riff(ExtensibleFormat(Pcm, 1, Rate, 24, 20),
            Chunk("data", [.. Wave.SelectMany(x => Int((int)Math.Round(x * 524287) << 4)[..3])])), 1e-5),
        Named("chunks before the sound", Riff(Chunk("JUNK", new byte[27]), Format(Pcm, 1, Rate, 16),
            Chunk("fact", Int(1000)), Chunk("LIST", [.. "INFOISFT"u8, .. Int(3), 65, 66, 0]), Chunk("data", Sixteen)), 1e-4),
        Named("chunks behind the sound", Riff(Format(Pcm, 1, Rate, 16), Chunk("data", Sixteen),
            Chunk("LIST", "INFO"u8.ToArray())), 1e-4),
        Named("a format of 18 bytes", Riff(Chunk("fmt ", [.. Format(Pcm, 1, Rate, 16)[8..], 0, 0]),
            Chunk("data", Sixteen)), 1e-4),
        Named("a size of the file that lies", Patch(Pcm16(Wave, Rate), 4, 7), 1e-4),
        Named("a size that is open, of a pipe", Patch(Pcm16(Wave, Rate), 40, -1), 1e-4),
        Named("a size that is open, of sox", Patch(Pcm16(Wave, Rate), 40, 0x7FFFF000), 1e-4),
        Named("a header that was never finished", Patch(Patch(Pcm16(Wave, Rate), 40, 0), 4, 36), 1e-4),
        Named("RF64", Rf64("RF64", Sixteen.Length), 1e-4),
        Named("BW64", Rf64("BW64", Sixteen.Length), 1e-4),
        Named("stereo", Riff(Format(Pcm, 2, Rate, 16),
            Chunk("data", Encode16([.. Wave.SelectMany(x => (float[])[x * 1.5f, x * 0.5f])]))), 1e-4),
        Named("5.1", Riff(ExtensibleFormat(Pcm, 6, Rate, 16, 16),
            Chunk("data", Encode16([.. Wave.SelectMany(x => (float[])[x, x, x, 0, 2 * x, x])]))), 1e-4),
        Named("200 channels", Riff(Format(Pcm, 200, Rate, 16),
            Chunk("data", Encode16([.. Wave.SelectMany(x => Enumerable.Repeat(x, 200))]))), 1e-4),
    ];

    private static IEnumerable<TestCaseData<byte[], string>> Broken =>
    [
        Named("nothing", [], "f.wav: the file is empty; expected a WAV file."),
        Named("four bytes", "RIFF"u8.ToArray(), "f.wav: the file ends after 4 bytes; expected a WAV file."),
        Named("text", "hello, world, I am text"u8.ToArray(), "f.wav: at byte 0: this is no WAV file; expected a WAV"),
        Named("MP3 with a tag", [.. "ID3"u8, .. new byte[50]], "f.wav: at byte 0: this is MP3; expected a WAV file"),
        Named("MP3", [0xFF, 0xFB, .. new byte[50]], "f.wav: at byte 0: this is MP3;"),
        Named("Ogg", [.. "OggS"u8, .. new byte[50]], "f.wav: at byte 0: this is Ogg;"),
        Named("FLAC", [.. "fLaC"u8, .. new byte[50]], "f.wav: at byte 0: this is FLAC;"),
        Named("AIFF", [.. "FORM"u8, .. new byte[50]], "f.wav: at byte 0: this is AIFF;"),
        Named("RIFX", [.. "RIFX"u8, .. new byte[50]], "f.wav: at byte 0: this is a RIFX file, whose numbers"),
        Named("MP4", [0, 0, 0, 32, .. "ftypM4A "u8, .. new byte[50]], "f.wav: at byte 0: this is MP4;"),
        Named("a film", [.. "RIFF"u8, .. Int(50), .. "AVI "u8, .. new byte[50]],
            "f.wav: at byte 8: a RIFF file that holds no sound; expected WAVE."),
        Named("no sound", Riff(Format(Pcm, 1, Rate, 16)), "f.wav: at byte 36: the file ends without sound; expected"),
        Named("no format", Riff(Chunk("data", Sixteen)), "f.wav: at byte 20: the sound comes without its format;"),
        Named("empty sound", Riff(Format(Pcm, 1, Rate, 16), Chunk("data", [])),
            "f.wav: there is no sample in it; expected sound."),
        Named("empty sound before a list", Riff(Format(Pcm, 1, Rate, 16), Chunk("data", []),
            Chunk("LIST", "INFO"u8.ToArray())), "f.wav: there is no sample in it; expected sound."),
        Named("half a sample", Riff(Format(Pcm, 2, Rate, 16), Chunk("data", [1, 2, 3])),
            "f.wav: there is no sample in it; expected sound."),
        Named("a short format", Riff(Chunk("fmt ", new byte[14])),
            "f.wav: at byte 20: the chunk 'fmt ' has 14 bytes; expected at least 16."),
        Named("ADPCM", Riff(Format(2, 1, Rate, 4, align: 256), Chunk("data", Sixteen)),
            "f.wav: at byte 36: the sound is packed in format 2 (Microsoft ADPCM); expected PCM, floating point"),
        Named("MP3 in a WAV file", Riff(Format(0x55, 1, Rate, 0, align: 1), Chunk("data", Sixteen)),
            "f.wav: at byte 36: the sound is packed in format 85 (MP3); expected"),
        Named("an unknown sub-format", Patch(Riff(ExtensibleFormat(Pcm, 1, Rate, 16, 16), Chunk("data", Sixteen)), 52, 9),
            "f.wav: at byte 60: the extensible format has an unknown sub-format;"),
        Named("a short extensible format", Riff(Format(Extensible, 1, Rate, 16), Chunk("data", Sixteen)),
            "f.wav: at byte 36: the extensible format has 16 bytes; expected 40."),
        Named("no channel", Riff(Format(Pcm, 0, Rate, 16, align: 2), Chunk("data", Sixteen)),
            "f.wav: at byte 36: there are 0 channels; expected at least 1."),
        Named("a rate of 0", Riff(Format(Pcm, 1, 0, 16), Chunk("data", Sixteen)),
            "f.wav: at byte 36: the rate is 0 Hz; expected 1000 to 768000."),
        Named("a rate of 4 GHz", Riff(Format(Pcm, 1, -1, 16), Chunk("data", Sixteen)),
            "f.wav: at byte 36: the rate is 4294967295 Hz; expected 1000 to 768000."),
        Named("64 bits of PCM", Riff(Format(Pcm, 1, Rate, 64), Chunk("data", Sixteen)),
            "f.wav: at byte 36: 1 channels of 64 bits (PCM) in 8 bytes; expected"),
        Named("no bytes for a sample", Riff(Format(Pcm, 2, Rate, 16, align: 0), Chunk("data", Sixteen)),
            "f.wav: at byte 36: 2 channels of 16 bits (PCM) in 0 bytes; expected"),
        Named("three bytes for two channels", Riff(Format(Pcm, 2, Rate, 16, align: 3), Chunk("data", Sixteen)),
            "f.wav: at byte 36: 2 channels of 16 bits (PCM) in 3 bytes; expected"),
        Named("floats of 16 bits", Riff(Format(Float, 1, Rate, 16), Chunk("data", Sixteen)),
            "f.wav: at byte 36: 1 channels of 16 bits (floating point) in 2 bytes; expected"),
        Named("NaN", OfFloats(0, 0.5f, float.NaN), "f.wav: at byte 56: sample 2 is no finite number; expected"),
        Named("infinity", OfFloats(float.NegativeInfinity), "f.wav: at byte 48: sample 0 is no finite number;"),
        Named("a chunk that goes on beyond the end", Riff(Chunk("LIST", new byte[10], 4_000_000)),
            "f.wav: at byte 30: the file ends 3999990 bytes before the end of a chunk; expected"),
        Named("a chunk of 4 GB", Riff(Chunk("LIST", new byte[10], uint.MaxValue)),
            "f.wav: at byte 20: a chunk of 4294967295 bytes before the sound; expected less."),
        Named("zeros for chunks", [.. "RIFF"u8, .. Int(4), .. "WAVE"u8, .. new byte[100]],
            "f.wav: at byte 12: no chunk; expected four letters and a size."),
        Named("a chunk's header that is cut", [.. Riff(Format(Pcm, 1, Rate, 16)), 1, 2],
            "f.wav: at byte 36: no chunk; expected four letters and a size."),
    ];

    [TestCaseSource(nameof(Forms))]
    public void Every_form_is_read(byte[] file, double error)
    {
        foreach (Stream stream in new Stream[] { new MemoryStream(file), new Pipe(file) })
        {
            Sound sound = WavFile.Read(stream, "f.wav");
            Assert.That((sound.Rate, sound.Samples.Length, sound.Remark), Is.EqualTo((Rate, 1000, (string?)null)));
            double most = Wave.Zip(sound.Samples.ToArray(), (a, b) => Math.Abs(a - b)).Max();
            Assert.That(most, Is.LessThanOrEqualTo(error));
        }
    }

    [TestCaseSource(nameof(Broken))]
    public void What_is_broken_gets_one_line_that_says_where(byte[] file, string message)
    {
        foreach (Stream stream in new Stream[] { new MemoryStream(file), new Pipe(file) })
        {
            Assert.That(() => WavFile.Read(stream, "f.wav"), Throws.TypeOf<InvalidDataException>()
                .With.Message.StartsWith(message).And.Message.Not.Contains("\n"));
        }
    }

    [Test]
    public void A_law_decodes_to_the_levels_of_its_standard()
    {
        // G.711: the quietest and the loudest steps of either sign, of 13 bits left-justified in 16
        Sound sound = WavFile.Read(new MemoryStream(
            Riff(Format(ALaw, 1, Rate, 8), Chunk("data", [0xD5, 0x55, 0xAA, 0x2A]))), "f.wav");
        Assert.That(sound.Samples.ToArray().Select(x => x * 32768), Is.EqualTo([8, -8, 32256, -32256]));
        sound = WavFile.Read(new MemoryStream(
            Riff(Format(MuLaw, 1, Rate, 8), Chunk("data", [0xFF, 0x7F, 0x80, 0x00]))), "f.wav");
        Assert.That(sound.Samples.ToArray().Select(x => x * 32768), Is.EqualTo([0, 0, 32124, -32124]));
    }

    [Test]
    public void Mu_law_comes_back_from_every_code()
    {
        for (int code = 0; code < 256; code++)
        {
            float value = Companding.FromMuLaw((byte)code);
            // two codes are zero
            Assert.That(Companding.ToMuLaw(value), Is.EqualTo(code == 0x7F ? 0xFF : code));
        }
        Assert.That(Companding.ToMuLaw(-2), Is.Zero);
    }

    [Test]
    public void Sound_whose_end_is_missing_is_read_as_far_as_it_goes_and_that_is_said()
    {
        byte[] file = Pcm16(Wave, Rate)[..(44 + 1201)];
        Sound sound = WavFile.Read(new MemoryStream(file), "f.wav");
        Assert.That(sound.Samples.Length, Is.EqualTo(600));
        Assert.That(sound.Remark, Is.EqualTo("f.wav: the sound ends after 600 samples, 400 before the end that the "
            + "file promises; what is there is read."));
    }

    [Test]
    public void Floats_beyond_full_scale_are_clipped_and_counted_and_tiny_ones_are_silence()
    {
        Sound sound = WavFile.Read(new MemoryStream(OfFloats(2, -1.5f, 1e-40f, 0.25f)), "f.wav");
        Assert.That(sound.Samples.ToArray(), Is.EqualTo([1, -1, 0, 0.25f]));
        Assert.That(sound.Remark, Is.EqualTo("f.wav: 2 numbers beyond -1 to 1 are clipped."));
    }

    [Test]
    public void Three_hours_are_refused_before_they_are_read()
    {
        using var stream = new Zeros(Pcm16([], 48000), 3L * 3600 * 48000 * 2);
        Assert.That(() => WavFile.Read(stream, "f.wav"), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            "f.wav: longer than 11.7 minutes at 48000 Hz; expected at most 33554432 samples: cut it."));
        Assert.That(stream.Position, Is.LessThan(100));
    }

    [Test]
    public void A_file_that_is_written_is_read_again_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        float[] samples = new float[5001];
        new RandomStream(1).FillUniform(samples, -1.1f, 1.1f);
        WavFile.Write(folder.File("a.wav"), new Sound(samples, 11025));
        Sound once = WavFile.Read(folder.File("a.wav"));
        Assert.That(once.Samples.ToArray(), Is.EqualTo(samples.Select(WavFile.Round)));
        WavFile.Write(folder.File("b.wav"), once);
        Assert.That(File.ReadAllBytes(folder.File("b.wav")), Is.EqualTo(File.ReadAllBytes(folder.File("a.wav"))));
        Assert.That((once.Rate, folder.Names().Length), Is.EqualTo((11025, 2)), "nothing else is left behind");
    }

    [Test]
    public void A_file_that_can_not_be_written_leaves_the_old_one()
    {
        using TemporaryFolder folder = new();
        Assert.That(() => WavFile.Write(folder.File("no/a.wav"), new Sound(Wave, Rate)), Throws.InstanceOf<IOException>());
        Assert.That(() => WavFile.Read(folder.Path), Throws.InstanceOf<IOException>().With.Message.Contains("folder"));
    }

    [Test]
    public void Damaged_files_are_read_or_refused() => Damage.Try(
        Riff(Chunk("JUNK", new byte[3]), Format(Pcm, 2, Rate, 24), Chunk("data", new byte[600])), 3000,
        file => WavFile.Read(new MemoryStream(file), "f.wav"));

    private static TestCaseData<byte[], T> Named<T>(string name, byte[] file, T expected) =>
        new TestCaseData<byte[], T>(file, expected).SetArgDisplayNames(name);

    private static byte[] OfBytes(int tag, int bits, Func<float, byte[]> encode) =>
        Riff(Format(tag, 1, Rate, bits), Chunk("data", [.. Wave.SelectMany(encode)]));

    private static byte[] OfFloats(params float[] samples) =>
        Riff(Format(Float, 1, Rate, 32), Chunk("data", [.. samples.SelectMany(BitConverter.GetBytes)]));

    private static byte[] Rf64(string id, long size)
    {
        byte[] ds64 = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(ds64.AsSpan(8), size);
        byte[] file = Riff(Chunk("ds64", ds64), Format(Pcm, 1, Rate, 16), Chunk("data", Sixteen, uint.MaxValue),
            Chunk("LIST", new byte[100]));
        System.Text.Encoding.ASCII.GetBytes(id).CopyTo(file, 0);
        return Patch(file, 4, -1);
    }

    private static byte[] Patch(byte[] file, int at, int value)
    {
        byte[] patched = [.. file];
        BinaryPrimitives.WriteInt32LittleEndian(patched.AsSpan(at), value);
        return patched;
    }

    /// <summary>A header, and zeros that are not in memory.</summary>
    private sealed class Zeros : MemoryStream
    {
        private readonly long _length;

        public Zeros(byte[] header, long zeros)
            : base(Patch(header, 40, checked((int)zeros))) => _length = header.Length + zeros;

        public override long Length => _length;
    }
}
