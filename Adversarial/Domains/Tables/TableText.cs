namespace Scratch.Adversarial.Domains.Tables;

/// <summary>What a file says about itself before its rows are read: its encoding and its separator.</summary>
internal static class TableText
{
    private const int Peek = 64 * 1024;

    /// <summary>
    /// The separator that occurs most often in the first line, outside quotes. The stream stands at its start again.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is empty or no UTF-8.</exception>
    public static char FindSeparator(Stream stream, string name)
    {
        byte[] buffer = new byte[Math.Min(Peek, stream.Length)];
        ReadOnlySpan<byte> start =
            buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        stream.Position = 0;
        if (start.StartsWith<byte>([0xFF, 0xFE]) || start.StartsWith<byte>([0xFE, 0xFF]) || start.Contains((byte)0))
        {
            throw new InvalidDataException($"{name}: line 1, column 1: the text is UTF-16 or no text; expected UTF-8.");
        }
        start = start.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? start[3..] : start;
        start = start.TrimStart("\r\n"u8);
        if (start.IsEmpty)
        {
            throw new InvalidDataException($"{name}: line 1: the file is empty; expected rows of values.");
        }
        Span<int> counts = stackalloc int[3];
        bool isQuoted = false;
        foreach (byte b in start)
        {
            if (!isQuoted && b is (byte)'\n' or (byte)'\r')
            {
                break;
            }
            isQuoted ^= b == '"';
            if (!isQuoted && Separators.IndexOf((char)b) is var i and >= 0)
            {
                counts[i]++;
            }
        }
        return Separators[TensorPrimitives.IndexOfMax<int>(counts)]; // the first of those that are as many: the comma
    }

    /// <summary>Throws if a row has a quote that isn't closed, or what UTF-8 has not.</summary>
    /// <exception cref="InvalidDataException">The message names line and column.</exception>
    public static void RequireWhole(ReadOnlySpan<char> row, char separator, string name, int line)
    {
        int column = 1, quoted = 0, lines = 0; // the column that the last open quote stands in, and the lines before it
        foreach (char c in row)
        {
            if (c is '\0' or '\uFFFD')
            {
                throw new InvalidDataException(
                    $"{name}: line {line + lines}, column {column}: a byte that is no UTF-8 text; expected UTF-8.");
            }
            if (c == '"')
            {
                quoted = quoted == 0 ? column : 0;
            }
            else if (c == separator && quoted == 0)
            {
                column++;
            }
            lines += c == '\n' ? 1 : 0;
        }
        if (quoted > 0)
        {
            throw new InvalidDataException(
                $"{name}: line {line}, column {quoted}: a quote that opens here is not closed; expected \" at the end "
                + "of the value.");
        }
    }

    private static string Separators => ",;\t";
}
