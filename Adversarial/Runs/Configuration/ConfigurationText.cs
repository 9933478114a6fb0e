using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>
/// The text of a configuration, looked at by itself: what is wrong with it has its file, its line and its key.
/// </summary>
internal sealed class ConfigurationText
{
    private const int Largest = 1 << 20; // bytes; the largest preset has five thousand

    private readonly string _file;
    private readonly byte[] _json;
    private readonly Dictionary<string, int> _lines = [];
    private int _line = 1, _counted;

    /// <summary>Reads a file, whatever its byte order mark, and checks its form.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="InvalidDataException">It is no configuration.</exception>
    public ConfigurationText(string file)
    {
        _file = file;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        var memory = new MemoryStream();
        byte[] buffer = new byte[8192];
        for (int read; memory.Length <= Largest && (read = stream.Read(buffer)) > 0;)
        {
            memory.Write(buffer, 0, read);
        }
        if (memory.Length > Largest)
        {
            throw new InvalidDataException($"{file}: it has more than {Largest} bytes; expected a configuration.");
        }
        memory.Position = 0;
        using var reader = new StreamReader(memory, Encoding.UTF8);
        _json = Settings.OldWords.Replace(Encoding.UTF8.GetBytes(reader.ReadToEnd()), out IReadOnlyList<string> old);
        OldWords = old;
        Check();
    }

    /// <summary>The JSON in UTF-8, with today's words.</summary>
    public ReadOnlySpan<byte> Json => _json;

    /// <summary>The old words that were in it.</summary>
    public IReadOnlyList<string> OldWords { get; }

    /// <summary>Throws if a value of the text is out of its range.</summary>
    /// <param name="read">The configuration that it has led to.</param>
    /// <exception cref="InvalidDataException">One is.</exception>
    public void RequireRanges(RunConfiguration read)
    {
        foreach (Setting<RunConfiguration> setting in RunSettings.InFiles.Where(one => _lines.ContainsKey(one.Key)))
        {
            if (setting.RefuseValue(read) is { } problem)
            {
                throw Wrong(_lines[setting.Key], $"'{setting.Key}' {problem}");
            }
        }
    }

    /// <summary>
    /// What is wrong with the configuration as a whole, with the place of the key that it speaks of, if there is one.
    /// </summary>
    public InvalidDataException Refuse(ArgumentException error)
    {
        string[] words = error.Message.Split([' ', ',', ';', '.', '\'', ':'], StringSplitOptions.RemoveEmptyEntries);
        string[] keys = [.. _lines.Keys.Where(key => words.Contains(key.Split('.')[^1])
            && !_lines.Keys.Any(other => other.StartsWith($"{key}.", StringComparison.Ordinal)))];
        return keys is [var key] ? Wrong(_lines[key], $"'{key}': {error.Message.TrimEnd('.')}")
            : new InvalidDataException($"{_file}: {error.Message}", error);
    }

    private void Check()
    {
        var reader = new Utf8JsonReader(_json);
        try
        {
            reader.Read();
            Check(ref reader, ConfigurationJson.Default.RunConfiguration, "", mayBeNull: false);
            reader.Read();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(Describe(error), error);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException(
                $"{_file}, line {LineAt(reader.TokenStartIndex)}: a text holds half of a surrogate pair.", error);
        }
    }

    private void Check(ref Utf8JsonReader reader, JsonTypeInfo type, string path, bool mayBeNull)
    {
        int line = LineAt(reader.TokenStartIndex), start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null && mayBeNull)
        {
            return;
        }
        if (type.Kind == JsonTypeInfoKind.Object && reader.TokenType == JsonTokenType.StartObject)
        {
            CheckObject(ref reader, type, path);
            return;
        }
        if (type.Kind == JsonTypeInfoKind.Enumerable && reader.TokenType == JsonTokenType.StartArray)
        {
            JsonTypeInfo element = ConfigurationJson.Default.GetTypeInfo(type.ElementType!)!;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Check(ref reader, element, path, mayBeNull: false);
            }
            return;
        }
        reader.Skip();
        ReadOnlySpan<byte> value = _json.AsSpan(start, (int)reader.BytesConsumed - start);
        if (type.Kind != JsonTypeInfoKind.None || !Takes(type, value))
        {
            string text = value.Length > 60 ? "too long" : Encoding.UTF8.GetString(value);
            throw Wrong(line, $"{(path.Length > 0 ? $"'{path}'" : "it")} is {text}; expected {Expected(type, path)}");
        }
    }

    private void CheckObject(ref Utf8JsonReader reader, JsonTypeInfo type, string path)
    {
        var names = new HashSet<string>();
        JsonPropertyInfo[] known = [.. type.Properties.Where(property => property.Set is not null)];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!, key = path.Length > 0 ? $"{path}.{name}" : name;
            int line = LineAt(reader.TokenStartIndex);
            JsonPropertyInfo property = Array.Find(known, property => property.Name == name)
                ?? throw Wrong(line, $"there is no key '{key}'; expected one of "
                    + string.Join(", ", known.Select(property => property.Name).Order(StringComparer.Ordinal)));
            if (!names.Add(name))
            {
                throw Wrong(line, $"'{key}' is there twice; expected it once");
            }
            _lines[key] = line;
            reader.Read();
            Type? optional = Nullable.GetUnderlyingType(property.PropertyType);
            Check(
                ref reader, ConfigurationJson.Default.GetTypeInfo(optional ?? property.PropertyType)!, key,
                mayBeNull: optional is not null || (property.IsSetNullable && !property.PropertyType.IsValueType));
        }
    }

    private static bool Takes(JsonTypeInfo type, ReadOnlySpan<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, type) is not null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Expected(JsonTypeInfo type, string path)
    {
        if (type.Kind != JsonTypeInfoKind.None)
        {
            return type.Kind == JsonTypeInfoKind.Object ? "an object, { … }" : "a list, [ … ]";
        }
        return type.Type == typeof(bool) ? "true or false"
            : type.Type == typeof(Augmentation) ? "an object of numbers, such as { \"rotation\": 10 }"
            : RunSettings.InFiles.FirstOrDefault(setting => setting.Key == path) is { Expected.Length: > 0 } setting
                ? setting.Expected
            : type.Type == typeof(string) ? "a text" : "a number";
    }

    /// <summary>Where the text stops to be JSON, and by what.</summary>
    private string Describe(JsonException error)
    {
        int line = (int)(error.LineNumber ?? 0), start = 0;
        for (int before = 0; before < line; before++)
        {
            start = Array.IndexOf(_json, (byte)'\n', start) + 1;
        }
        int at = Math.Min(_json.Length, start + (int)(error.BytePositionInLine ?? 0));
        string rest = Encoding.UTF8.GetString(_json.AsSpan(at));
        string found = rest.Trim().Length == 0 ? "the text ends too soon"
            : char.IsControl(rest[0]) ? "there is a sign that can't be seen"
            : $"there is '{rest.EnumerateRunes().First()}'";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_file}, line {line + 1}, column {at - start + 1}: this is no JSON: {found}; expected a key or a text in "
            + $"\", a number, true, false, null, {{ }}, [ ], or a comma between two of them.");
    }

    /// <summary>The line of a place that doesn't lie before the one that was asked for last.</summary>
    private int LineAt(long index)
    {
        _line += _json.AsSpan(_counted, (int)index - _counted).Count((byte)'\n');
        _counted = (int)index;
        return _line;
    }

    private InvalidDataException Wrong(int line, string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_file}, line {line}: {problem}."));
}
