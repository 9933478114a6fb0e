using System.Text;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Runs.Text;

/// <summary>How texts lie in a file that is scanned.</summary>
internal enum ScannedForm
{
    /// <summary>The whole file is one text.</summary>
    Whole,

    /// <summary>Each line is a text.</summary>
    Lines,

    /// <summary>Each line that isn't blank is a JSON object with the text under the key <c>text</c>.</summary>
    Objects,
}

/// <summary>A text to scan.</summary>
/// <param name="Line">The line that it stands in, from 1; 0 if it is the whole file.</param>
/// <param name="Text">The text, until the next one is read.</param>
internal readonly record struct ScannedText(int Line, ReadOnlyMemory<char> Text);

/// <summary>Reads texts without labels, one at a time, as UTF-8 or UTF-16 with its mark.</summary>
/// <param name="stream">Stands at its start; the caller closes it.</param>
/// <param name="name">What messages call it.</param>
/// <param name="form">How texts lie in it.</param>
internal sealed class ScannedTexts(Stream stream, string name, ScannedForm form)
{
    private const string Key = "text";

    /// <summary>What was no text so far. Each sequence became one U+FFFD.</summary>
    public InvalidBytes Invalid { get; private set; }

    /// <summary>Opens a file, which is decompressed if its name ends in <c>.gz</c>.</summary>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="InvalidDataException">Its name ends in .gz, and it is no gzip file.</exception>
    public static Stream Open(string path) => TextFile.Open(path);

    /// <summary>Whether the name of a file says that it has objects.</summary>
    public static bool HasObjects(string path) => TextFile.FindExtension(path) is ".jsonl" or ".ndjson";

    /// <summary>Reads the texts once, in their order.</summary>
    /// <exception cref="InvalidDataException">A line is too long, or no such object; the message names the file and the
    /// line.</exception>
    public IEnumerable<ScannedText> Read()
    {
        using var reader = new StrictUtf8Reader(stream);
        if (form == ScannedForm.Whole)
        {
            ReadOnlyMemory<char> whole = ReadWhole(reader);
            Invalid = reader.Invalid;
            yield return new ScannedText(0, whole);
            yield break;
        }
        var lines = new LineReader(reader, name);
        char[] buffer = new char[256];
        while (Next(lines, ref buffer, out int length))
        {
            Invalid = reader.Invalid;
            ReadOnlyMemory<char> line = buffer.AsMemory(0, length);
            if (form == ScannedForm.Lines)
            {
                yield return new ScannedText(lines.Line, line);
            }
            else if (!line.Span.IsWhiteSpace())
            {
                yield return new ScannedText(lines.Line, ReadObject(line, lines.Line));
            }
        }
        Invalid = reader.Invalid;
    }

    private static bool Next(LineReader lines, ref char[] buffer, out int length)
    {
        bool isThere = lines.Read(out ReadOnlySpan<char> line);
        if (line.Length > buffer.Length)
        {
            buffer = new char[Math.Max(line.Length, 2 * buffer.Length)];
        }
        line.CopyTo(buffer);
        length = line.Length;
        return isThere;
    }

    private ReadOnlyMemory<char> ReadWhole(StrictUtf8Reader reader)
    {
        char[] text = new char[stream.CanSeek ? (int)Math.Min(Array.MaxLength, stream.Length + 1) : 1 << 16];
        int length = 0;
        for (int read; (read = reader.Read(text.AsSpan(length))) > 0;)
        {
            length += read;
            if (length == text.Length)
            {
                Array.Resize(ref text, (int)Math.Min(Array.MaxLength, 2L * length));
            }
        }
        return text.AsMemory(0, length);
    }

    private ReadOnlyMemory<char> ReadObject(ReadOnlyMemory<char> line, int number)
    {
        string? text = null;
        int lone = 0; // halves of surrogate pairs, which become U+FFFD
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(line.ToArray()));
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isText = !reader.ValueIsEscaped && reader.ValueTextEquals(Key); // half a pair can't be compared
                reader.Read();
                text = isText && reader.TokenType == JsonTokenType.String ? JsonUnescaping.Read(reader, ref lone)
                    : text;
                reader.Skip();
            }
            reader.Read(); // throws if something follows
        }
        catch (JsonException error)
        {
            throw Wrong(number, error);
        }
        return text?.AsMemory() ?? throw Wrong(number);
    }

    private InvalidDataException Wrong(int line, Exception? error = null) => new TextPlace(name, line).Wrong(
        """no object with a text; expected an object such as {"text": "…"}.""", error);
}
