namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>Reads objects one a line, or those of one array, of which one at a time is in memory.</summary>
internal static class JsonTexts
{
    /// <summary>Reads one object from each line that isn't blank.</summary>
    /// <returns>The number of the last line.</returns>
    public static int ReadLines(TextReader reader, string name, JsonObjectReader objects)
    {
        var lines = new LineReader(reader, name);
        while (lines.Read(out ReadOnlySpan<char> line))
        {
            ReadOnlySpan<char> json = line.TrimStart(); // JSON has no other blanks before an object
            if (!json.IsEmpty)
            {
                objects.Read(json, lines.Line, line.Length - json.Length + 1);
            }
        }
        return lines.Line;
    }

    /// <summary>Reads the objects of the one array that the file is.</summary>
    /// <returns>The number of the last line.</returns>
    public static int ReadArray(TextReader reader, string name, JsonObjectReader objects) =>
        new ArrayReader(reader, name).Read(objects);

    private sealed class ArrayReader(TextReader reader, string name)
    {
        private const int FewestChars = 256;

        private readonly char[] _read = new char[FewestChars];
        private char[] _element = new char[FewestChars];
        private int _next, _end, _length, _line = 1, _column;

        public int Read(JsonObjectReader objects)
        {
            while (Next() != '[') // it was seen before
            {
            }
            int c = SkipBlanks();
            while (c != ']')
            {
                (int line, int column) = (_line, _column);
                c = ReadElement(c);
                objects.Read(_element.AsSpan(0, _length), line, column);
                if (c == ',' && (c = SkipBlanks()) == ']')
                {
                    throw Wrong("a comma before the end; expected an object after it.");
                }
            }
            return SkipBlanks() < 0 ? _line : throw Wrong("more follows the array; expected the end of the file.");
        }

        /// <summary>Reads an element as far as its brackets and quotes say.</summary>
        /// <returns>The comma or bracket behind it.</returns>
        private int ReadElement(int c)
        {
            bool isQuoted = false, isEscaped = false;
            (int line, int column, int depth) = (_line, _column, 0);
            for (_length = 0; ; c = Next())
            {
                if (c < 0)
                {
                    throw new TextPlace(name, line, column).Wrong(
                        "the file ends within the array, after what begins here; expected ] at its end.");
                }
                if (depth == 0 && !isQuoted && c is (',' or ']'))
                {
                    return c;
                }
                Append((char)c);
                if (isQuoted)
                {
                    isQuoted = isEscaped || c != '"';
                    isEscaped = !isEscaped && c == '\\';
                    continue;
                }
                isQuoted = c == '"';
                depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            }
        }

        private void Append(char c)
        {
            if (_length == _element.Length)
            {
                if (_length >= LineReader.MostChars)
                {
                    throw new TextPlace(name, _line).Wrong("longer than 16 MiB; expected shorter objects.");
                }
                Array.Resize(ref _element, 2 * _length);
            }
            _element[_length++] = c;
        }

        private int SkipBlanks()
        {
            int c = Next();
            while (c is ' ' or '\t' or '\r' or '\n')
            {
                c = Next();
            }
            return c;
        }

        private int Next()
        {
            if (_next == _end)
            {
                (_next, _end) = (0, reader.Read(_read.AsSpan()));
                if (_end == 0)
                {
                    return -1;
                }
            }
            char c = _read[_next++];
            (_line, _column) = c == '\n' ? (_line + 1, 0) : (_line, _column + 1);
            return c;
        }

        private InvalidDataException Wrong(string what) => new TextPlace(name, _line, _column).Wrong(what);
    }
}
