namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>Reads a stream as <see cref="StrictUtf8"/> decodes it, a buffer at a time.</summary>
internal sealed class StrictUtf8Reader : TextReader
{
    private const int FewestBytes = 128, MostBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly byte[] _bytes;
    private readonly char[] _chars;
    private readonly TextEncoding _encoding;
    private InvalidBytes _invalid;
    private long _offset; // of the first byte in the buffer, which stands there if it isn't decoded yet
    private int _kept; // bytes that wait for the rest of their character
    private int _next, _end; // characters that are decoded and not read
    private bool _isAtEnd;

    /// <summary>Reads the first characters. The stream is the caller's to close.</summary>
    /// <param name="stream">Stands at its start; its length, if it has one, bounds the buffers.</param>
    public StrictUtf8Reader(Stream stream)
    {
        _stream = stream;
        int length = (int)Math.Clamp(stream.CanSeek ? stream.Length : MostBytes, FewestBytes, MostBytes);
        (_bytes, _chars) = (new byte[length], new char[length]);
        int filled = stream.ReadAtLeast(_bytes, length, throwOnEndOfStream: false);
        _isAtEnd = filled < length;
        _encoding = StrictUtf8.FindEncoding(_bytes.AsSpan(0, filled), out int mark);
        _bytes.AsSpan(mark, filled - mark).CopyTo(_bytes);
        _offset = mark;
        Decode(filled - mark);
    }

    /// <summary>What was no text so far.</summary>
    public InvalidBytes Invalid => _invalid;

    /// <summary>The characters that come next, at the start of a file some thousands of them or all.</summary>
    public ReadOnlySpan<char> Buffered => _chars.AsSpan(_next, _end - _next);

    /// <inheritdoc/>
    public override int Read(Span<char> buffer)
    {
        if (buffer.IsEmpty || (_next == _end && !Fill()))
        {
            return 0;
        }
        int count = Math.Min(buffer.Length, _end - _next);
        _chars.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override int Read() => _next < _end || Fill() ? _chars[_next++] : -1;

    /// <inheritdoc/>
    public override int Peek() => _next < _end || Fill() ? _chars[_next] : -1;

    private bool Fill()
    {
        while (!_isAtEnd)
        {
            int filled = _stream.ReadAtLeast(
                _bytes.AsSpan(_kept), _bytes.Length - _kept, throwOnEndOfStream: false);
            _isAtEnd = _kept + filled < _bytes.Length;
            Decode(_kept + filled);
            if (_end > 0)
            {
                return true;
            }
        }
        return false;
    }

    private void Decode(int length)
    {
        (int read, _end) = StrictUtf8.Decode(
            _encoding, _bytes.AsSpan(0, length), _chars, _isAtEnd, _offset, ref _invalid);
        _next = 0;
        _offset += read;
        _kept = length - read;
        _bytes.AsSpan(read, _kept).CopyTo(_bytes);
    }
}
