using System.Buffers.Binary;
using System.Text;

namespace Scratch.Tests.Adversarial.Domains.Speech;

/// <summary>WAV files as bytes, right ones and others.</summary>
internal static class Wavs
{
    public const int Pcm = 1, Float = 3, ALaw = 6, MuLaw = 7, Extensible = 0xFFFE;

    /// <summary>A tone of half of full scale, 440 Hz.</summary>
    public static float[] Tone(int count, int rate, double frequency = 440, double level = 0.5) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(level * Math.Sin(Math.Tau * frequency * i / rate)))];

    /// <summary>A file of chunks.</summary>
    public static byte[] Riff(params byte[][] chunks) => [.. "RIFF"u8, .. Int(4 + chunks.Sum(chunk => chunk.Length)),
        .. "WAVE"u8, .. chunks.SelectMany(chunk => chunk)];

    /// <summary>A chunk, with its padding; its size may be a lie.</summary>
    public static byte[] Chunk(string id, byte[] content, uint? size = null) =>
        [.. Encoding.ASCII.GetBytes(id), .. Int((int)(size ?? (uint)content.Length)), .. content,
            .. new byte[content.Length & 1]];

    /// <summary>The chunk of a format, in its shortest form.</summary>
    public static byte[] Format(int tag, int channels, int rate, int bits, int? align = null) =>
        Chunk("fmt ", Fields(tag, channels, rate, bits, align));

    /// <summary>The chunk of the extensible form.</summary>
    public static byte[] ExtensibleFormat(int tag, int channels, int rate, int bits, int valid) => Chunk("fmt ",
        [.. Fields(Extensible, channels, rate, bits, null), .. Short(22), .. Short(valid), .. Int((1 << channels) - 1),
            .. Short(tag), 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);

    /// <summary>A file of 16-bit samples.</summary>
    public static byte[] Pcm16(float[] samples, int rate, int channels = 1) =>
        Riff(Format(Pcm, channels, rate, 16), Chunk("data", Encode16(samples)));

    public static byte[] Encode16(float[] samples) => [.. samples.SelectMany(x => Short((int)Math.Round(x * 32767)))];

    public static byte[] Short(int value) => BitConverter.GetBytes((short)value);

    public static byte[] Int(int value)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Fields(int tag, int channels, int rate, int bits, int? align)
    {
        int frame = align ?? (channels * ((bits + 7) / 8));
        return [.. Short(tag), .. Short(channels), .. Int(rate), .. Int(unchecked(rate * frame)), .. Short(frame),
            .. Short(bits)];
    }

    /// <summary>A pipe: a stream that can't seek, and gives few bytes at a time.</summary>
    public sealed class Pipe(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));
    }
}
