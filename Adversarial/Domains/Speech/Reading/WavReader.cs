using System.Buffers.Binary;

namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>
/// Reads a WAV file from its first byte to its last, a block at a time: from a file, a pipe or a microphone that goes
/// on for ever. Nothing in it is believed before it is there.
/// </summary>
/// <remarks>
/// Takes RIFF, RF64 and BW64 (EBU Tech 3306); PCM of 8 to 32 bits, floating point of 32 and 64, A-law, μ-law, and the
/// extensible form of these; any number of channels, which become their mean; chunks of any kind in any order before
/// the sound. Sizes of the whole file are not looked at. Sound that ends before its chunk does is read as far as it
/// goes, as ffmpeg and libsndfile do, and <see cref="Remark"/> says so; a size that a program leaves open while it
/// writes (0 at the end, or the largest) means until the end.
/// </remarks>
internal sealed class WavReader
{
    private const int BufferBytes = 1 << 14;
    private const uint Open = 0xFFFFFFFF, OpenToSox = 0x7FFFF000 - 64; // what sox writes to a pipe, less its header
    private const long MostBeforeSound = 1 << 28; // bytes
    private const int RiffBytes = 12, ChunkBytes = 8, Ds64Bytes = 24;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly byte[] _buffer;
    private readonly WavFormat _format;
    private WavSamples _samples;
    private long _position; // bytes that were read
    private long _left; // bytes of sound that are still to come, as the file says
    private readonly bool _isOpen; // the file doesn't say
    private long _frames; // that were read
    private long _missing; // frames that the file promises and hasn't

    /// <summary>Reads as far as the sound begins.</summary>
    /// <param name="stream">At the start of the file; it need not be able to seek, and is left open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">It is no WAV file, or of a kind that can't be read; the message names it,
    /// the byte and what was expected.</exception>
    public WavReader(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        (_stream, _name) = (stream, name);
        Span<byte> head = stackalloc byte[RiffBytes];
        int read = Fill(head);
        bool is64 = WavSignature.Require(head[..read], name);
        uint ofFile = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        long inDs64 = -1;
        WavFormat? format = null;
        for (uint size; ; Skip(size))
        {
            if (!FindChunk(head, out size))
            {
                throw Wrong("the file ends without sound; expected a chunk 'data'.");
            }
            ReadOnlySpan<byte> id = head[..4];
            if (id.SequenceEqual("data"u8))
            {
                _format = format ?? throw Wrong("the sound comes without its format; expected a chunk 'fmt ' before.");
                long claimed = is64 && size == Open && inDs64 >= 0 ? inDs64 : size;
                // one that has just been begun, or goes into a pipe
                bool isBegun = size == 0 && (ofFile is 0 or Open || ofFile <= _position);
                _isOpen = isBegun || (claimed == size && size >= OpenToSox);
                _left = _isOpen ? long.MaxValue : claimed;
                break;
            }
            if (id.SequenceEqual("fmt "u8))
            {
                format = ReadFormat(ref size);
            }
            else if (id.SequenceEqual("ds64"u8) && size >= Ds64Bytes)
            {
                inDs64 = ReadDs64(ref size);
            }
        }
        _samples = new WavSamples(_format);
        _buffer = new byte[Math.Max(_format.FrameBytes, BufferBytes / _format.FrameBytes * _format.FrameBytes)];
    }

    /// <summary>Samples a second.</summary>
    public int Rate => _format.Rate;

    /// <summary>The number of channels that the file has.</summary>
    public int Channels => _format.Channels;

    /// <summary>
    /// What was unusual in what was read so far, in one line that names the file; null if nothing was.
    /// </summary>
    public string? Remark => (_missing, _samples.Clipped) switch
    {
        (0, 0) => null,
        (0, var clipped) => $"{_name}: {clipped} numbers beyond -1 to 1 are clipped.",
        (var missing, 0) => $"{_name}: the sound ends after {_frames} samples, {missing} before the end that the file "
            + "promises; what is there is read.",
        (var missing, var clipped) => $"{_name}: the sound ends after {_frames} samples, {missing} before the end that "
            + $"the file promises, and {clipped} numbers beyond -1 to 1 are clipped; what is there is read.",
    };

    /// <summary>The samples that are still to come, of a file whose length is known; else null.</summary>
    internal long? SamplesLeft => _stream.CanSeek
        ? Math.Min(_left, Math.Max(0, _stream.Length - _stream.Position)) / _format.FrameBytes : null;

    /// <summary>Reads the next samples. Allocates nothing.</summary>
    /// <param name="samples">Overwritten from its start, in [−1, 1].</param>
    /// <returns>How many there were; 0 at the end alone.</returns>
    /// <exception cref="InvalidDataException">A number is NaN or infinite; the message says where.</exception>
    public int Read(Span<float> samples)
    {
        int wanted = (int)Math.Min(Math.Min(samples.Length, _buffer.Length / _format.FrameBytes),
            _left / _format.FrameBytes);
        int bytes = Fill(_buffer.AsSpan(0, wanted * _format.FrameBytes)), count = bytes / _format.FrameBytes;
        if (_samples.Decode(_buffer, samples[..count]) is var wrong and >= 0)
        {
            throw Wrong($"sample {_frames + wrong} is no finite number; expected numbers from -1 to 1.");
        }
        _frames += count;
        _left -= bytes;
        if (count < wanted && !_isOpen)
        {
            _missing = ((_left - 1) / _format.FrameBytes) + 1;
            _left = 0;
        }
        return count;
    }

    /// <summary>Reads the name and the size of the next chunk; false at the end of the file.</summary>
    private bool FindChunk(Span<byte> head, out uint size)
    {
        int read = Fill(head[..ChunkBytes]);
        size = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (read == 0)
        {
            return false;
        }
        if (read < ChunkBytes || head[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            throw new InvalidDataException(
                $"{_name}: at byte {_position - read}: no chunk; expected four letters and a size.");
        }
        return true;
    }

    private WavFormat ReadFormat(ref uint size)
    {
        if (size < WavFormat.Fewest)
        {
            throw Wrong($"the chunk 'fmt ' has {size} bytes; expected at least {WavFormat.Fewest}.");
        }
        Span<byte> content = stackalloc byte[(int)Math.Min(size, WavFormat.Most)];
        ReadAll(content);
        size -= (uint)content.Length;
        return WavFormat.Parse(content, Wrong);
    }

    private long ReadDs64(ref uint size)
    {
        Span<byte> content = stackalloc byte[Ds64Bytes]; // the sizes of the file and the sound, the number of samples
        ReadAll(content);
        size -= Ds64Bytes;
        return BinaryPrimitives.ReadInt64LittleEndian(content[8..]);
    }

    /// <summary>Passes over what is left of a chunk, and the byte that makes its length even.</summary>
    private void Skip(uint size)
    {
        long rest = size + (size & 1L);
        if (_position + rest > MostBeforeSound)
        {
            throw Wrong($"a chunk of {size} bytes before the sound; expected less.");
        }
        Span<byte> unused = stackalloc byte[1024];
        while (rest > 0)
        {
            int read = Fill(unused[..(int)Math.Min(rest, unused.Length)]);
            if (read == 0)
            {
                throw Wrong($"the file ends {rest} bytes before the end of a chunk; expected a chunk 'data'.");
            }
            rest -= read;
        }
    }

    private void ReadAll(Span<byte> content)
    {
        int read = Fill(content);
        if (read < content.Length)
        {
            throw Wrong($"the file ends {content.Length - read} bytes before the end of a chunk; expected it whole.");
        }
    }

    private int Fill(Span<byte> bytes)
    {
        int read = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        _position += read;
        return read;
    }

    private InvalidDataException Wrong(string what) => new($"{_name}: at byte {_position}: {what}");
}
