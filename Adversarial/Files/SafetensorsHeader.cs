using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Scratch.Adversarial.Files;

/// <summary>
/// What the header says about one tensor; <paramref name="Begin"/> and <paramref name="End"/> count from the end of the
/// header. With a <paramref name="Fault"/> its elements can't be read.
/// </summary>
internal sealed record SafetensorsEntry(
    string Name, SafetensorsType? Type, int[] Shape, int Count, long Begin, long End, string? Fault);

/// <summary>
/// The JSON header of a safetensors file: parsed, and checked against the length of the data behind it.
/// </summary>
/// <remarks>
/// The tensors must cover the data without overlap and without a hole, as in the reference implementation
/// (https://github.com/huggingface/safetensors). A key that the format doesn't have is an error here. It is a ref
/// struct because the JSON reader is one.
/// </remarks>
internal ref struct SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The header starts behind its own length.</summary>
    public const int Start = sizeof(ulong);

    private const int MaxDepth = 4; // object, entry, array; one more, so that errors can name what is there
    private const int MaxQuoted = 60; // characters of a name from the file that a message repeats

    private readonly string _file;
    private readonly long _dataLength;
    private Utf8JsonReader _json;

    private SafetensorsHeader(string file, ReadOnlySpan<byte> json, long dataLength)
    {
        _file = file;
        _dataLength = dataLength;
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Parses and checks. The entries come in the order of the header.</summary>
    /// <param name="file">What error messages call the file.</param>
    /// <param name="json">The header without its length.</param>
    /// <param name="dataLength">The bytes behind the header.</param>
    /// <param name="metadata">Receives the key <c>__metadata__</c>, if it is there.</param>
    /// <exception cref="InvalidDataException">The header breaks a rule of the format.</exception>
    public static IReadOnlyList<SafetensorsEntry> Parse(
        string file, ReadOnlySpan<byte> json, long dataLength, Dictionary<string, string> metadata)
    {
        SafetensorsHeader header = new(file, json, dataLength);
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            header.Fail(Start, "the header is not a JSON object, expected '{'");
        }
        if (!Utf8.IsValid(json))
        {
            header.Fail(Start, "the header is not valid UTF-8");
        }
        try
        {
            List<SafetensorsEntry> entries = header.ReadEntries(metadata);
            header.RequireNoGaps(entries);
            return entries;
        }
        catch (JsonException exception)
        {
            // The parser's own message may repeat the rest of the header, line feeds and all.
            throw new InvalidDataException(
                $"{file}: at byte {Start + header._json.BytesConsumed}: the header is not valid JSON.", exception);
        }
    }

    /// <summary>A text from the file as one line of printable characters.</summary>
    public static string Quote(string text)
    {
        string shown = text.Length <= MaxQuoted ? text : string.Concat(text.AsSpan(0, MaxQuoted), "...");
        return $"'{JavaScriptEncoder.Default.Encode(shown)}'";
    }

    private readonly long Offset => Start + _json.TokenStartIndex;

    private List<SafetensorsEntry> ReadEntries(Dictionary<string, string> metadata)
    {
        List<SafetensorsEntry> entries = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, "the header");
        while (ReadKey(names, "the header") is { } name)
        {
            if (name == MetadataKey)
            {
                ReadMetadata(metadata);
            }
            else
            {
                entries.Add(ReadEntry(name));
            }
        }
        _json.Read(); // throws if anything but white space follows
        return entries;
    }

    private void ReadMetadata(Dictionary<string, string> metadata)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, MetadataKey);
        while (ReadKey(keys, MetadataKey) is { } key)
        {
            Expect(JsonTokenType.String, $"{MetadataKey}: {Quote(key)}");
            metadata.Add(key, Text());
        }
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        string tensor = $"tensor {Quote(name)}";
        string? type = null;
        int[]? shape = null;
        long[]? span = null;
        HashSet<string> keys = new(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, tensor);
        long entryOffset = Offset;
        while (ReadKey(keys, tensor) is { } key)
        {
            switch (key)
            {
                case "dtype":
                    Expect(JsonTokenType.String, $"{tensor}: dtype");
                    type = Text();
                    break;
                case "shape":
                    shape = [.. ReadNumbers($"{tensor}: shape", int.MaxValue).Select(size => (int)size)];
                    break;
                case "data_offsets":
                    span = ReadSpan(tensor);
                    break;
                default:
                    Fail(Offset, $"{tensor}: unknown key {Quote(key)}, expected dtype, shape, data_offsets");
                    break;
            }
        }
        if (type is null || shape is null || span is null)
        {
            string missing = type is null ? "dtype" : shape is null ? "shape" : "data_offsets";
            Fail(entryOffset, $"{tensor}: no {missing}, expected dtype, shape and data_offsets");
        }
        SafetensorsType? known = SafetensorsType.Find(type);
        long count = SafetensorsTensor.CountElements(shape);
        long bytes = span[1] - span[0];
        string tooMany = $"shape {Show(shape)} has more than {Array.MaxLength} elements";
        if (count > Array.MaxLength && bytes <= Array.MaxLength)
        {
            Fail(entryOffset, $"{tensor}: {tooMany}, but data_offsets span {bytes} bytes");
        }
        if (known is not null && count <= Array.MaxLength && count * known.Bytes != bytes)
        {
            Fail(entryOffset, $"{tensor}: data_offsets span {bytes} bytes, expected {count * known.Bytes} for shape "
                + $"{Show(shape)} of {known.Name}");
        }
        string? fault = count > Array.MaxLength ? tooMany : known?.ToFloat is not null ? null
            : $"dtype {Quote(type)} can't be read, expected one of {SafetensorsType.Names}";
        return new SafetensorsEntry(name, known, shape, fault is null ? (int)count : 0, span[0], span[1], fault);
    }

    private long[] ReadSpan(string tensor)
    {
        long[] span = [.. ReadNumbers($"{tensor}: data_offsets", long.MaxValue)];
        if (span.Length != 2 || span[0] > span[1] || span[1] > _dataLength)
        {
            Fail(Offset, $"{tensor}: data_offsets [{string.Join(", ", span.Take(3))}], expected [begin, end] with "
                + $"begin <= end <= {_dataLength}");
        }
        return span;
    }

    private List<long> ReadNumbers(string what, long max)
    {
        List<long> numbers = [];
        Expect(JsonTokenType.StartArray, what);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            long number = -1;
            bool isWhole = _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out number);
            if (!isWhole || number < 0 || number > max)
            {
                Fail(Offset, $"{what}: element {numbers.Count} is not a whole number from 0 to {max}");
            }
            numbers.Add(number);
        }
        return numbers;
    }

    private readonly void RequireNoGaps(List<SafetensorsEntry> entries)
    {
        long end = 0;
        string previous = "the start of the data";
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            string found = $"tensor {Quote(entry.Name)} begins at byte {entry.Begin} of the data";
            if (entry.Begin < end)
            {
                throw new InvalidDataException($"{_file}: {found}, but {previous} ends at {end}: they overlap.");
            }
            if (entry.Begin > end)
            {
                throw new InvalidDataException(
                    $"{_file}: {found}, expected {end}: the bytes between belong to no tensor.");
            }
            end = entry.End;
            previous = $"tensor {Quote(entry.Name)}";
        }
        if (end != _dataLength)
        {
            throw new InvalidDataException(
                $"{_file}: the tensors end at byte {end} of the data, expected {_dataLength}: the bytes behind belong "
                + "to no tensor.");
        }
    }

    private string? ReadKey(HashSet<string> seen, string owner)
    {
        _json.Read(); // a truncated object is a JsonException
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }
        string key = Text();
        if (!seen.Add(key))
        {
            Fail(Offset, $"{owner}: the key {Quote(key)} occurs twice");
        }
        return key;
    }

    private void Expect(JsonTokenType expected, string what)
    {
        _json.Read();
        if (_json.TokenType != expected)
        {
            Fail(Offset, $"{what} is {_json.TokenType}, expected {expected}");
        }
    }

    private readonly string Text()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException) // half of a surrogate pair, written as an escape
        {
            Fail(Offset, "a string is not valid Unicode");
            return "";
        }
    }

    private static string Show(int[] shape) =>
        $"({string.Join(", ", shape.Take(8))}{(shape.Length > 8 ? ", ..." : "")})";

    [DoesNotReturn]
    private readonly void Fail(long offset, string message) =>
        throw new InvalidDataException($"{_file}: at byte {offset}: {message}.");
}
