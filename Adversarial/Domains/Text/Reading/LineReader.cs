namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>
/// Reads lines that end in LF, CR or both, into one buffer that grows as far as 16 MiB characters.
/// </summary>
/// <param name="reader">Where the characters come from.</param>
/// <param name="name">What messages call the file.</param>
internal sealed class LineReader(TextReader reader, string name)
{
    /// <summary>The most characters of a line, a field or an object.</summary>
    public const int MostChars = 16 * 1024 * 1024;

    private const int FewestChars = 256;

    private char[] _buffer = new char[FewestChars];
    private int _next, _end;
    private bool _isAfterReturn;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its end, until the next one is read.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public bool Read(out ReadOnlySpan<char> line)
    {
        int searched = 0;
        while (true)
        {
            if (_isAfterReturn && _next < _end)
            {
                _next += _buffer[_next] == '\n' ? 1 : 0;
                _isAfterReturn = false;
            }
            int found = _buffer.AsSpan(_next + searched, _end - _next - searched).IndexOfAny('\r', '\n');
            if (found >= 0)
            {
                line = _buffer.AsSpan(_next, searched + found);
                _next += line.Length + 1;
                _isAfterReturn = _buffer[_next - 1] == '\r';
                Line++;
                return true;
            }
            searched = _end - _next;
            if (!Fill())
            {
                line = _buffer.AsSpan(_next, _end - _next);
                _next = _end;
                Line += line.IsEmpty ? 0 : 1;
                return !line.IsEmpty;
            }
        }
    }

    /// <summary>Makes room for more characters behind those of the line that has begun, and reads some.</summary>
    private bool Fill()
    {
        int length = _end - _next;
        if (length >= MostChars)
        {
            throw new InvalidDataException(
                $"{name}: line {Line + 1}: longer than 16 MiB; expected shorter lines, one for each text.");
        }
        _buffer.AsSpan(_next, length).CopyTo(_buffer);
        (_next, _end) = (0, length);
        if (length == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * length);
        }
        int read = reader.Read(_buffer.AsSpan(length));
        _end += read;
        return read > 0;
    }
}
