using System.Text;

namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>Reads an object that holds a text and its label.</summary>
/// <param name="name">What messages call the file.</param>
/// <param name="columns">What the keys are called.</param>
/// <param name="collector">Takes the texts.</param>
internal sealed class JsonObjectReader(string name, TextColumns columns, TextCollector collector)
{
    private const int MostKeys = 21; // as many as a message names, and one

    private static readonly string[] Roles = ["text", "label", "group", "source"];

    private readonly string?[] _wanted = [columns.Text, columns.Label, columns.Group, columns.Source];
    private readonly string?[] _values = new string?[Roles.Length];
    private readonly bool[] _isExact = new bool[Roles.Length]; // a value whose key is the name letter by letter
    private readonly bool[] _isThere = new bool[Roles.Length];
    private readonly List<string> _others = [];
    private readonly string _file = Path.GetFileName(name);
    private byte[] _utf8 = [];
    private int _length, _line, _column;

    /// <summary>Reads one object.</summary>
    /// <param name="json">The object, nothing before it and at most blanks behind it.</param>
    /// <param name="line">The line that it begins in, from 1.</param>
    /// <param name="column">The column that it begins at, from 1.</param>
    /// <exception cref="InvalidDataException">It is broken, or lacks a text or its label.</exception>
    public void Read(ReadOnlySpan<char> json, int line, int column)
    {
        (_line, _column) = (line, column);
        _length = Encoding.UTF8.GetByteCount(json);
        if (_utf8.Length < _length)
        {
            _utf8 = new byte[Math.Max(_length, Math.Min(2 * _utf8.Length, LineReader.MostChars))];
        }
        Encoding.UTF8.GetBytes(json, _utf8);
        Array.Clear(_values);
        Array.Clear(_isExact);
        Array.Clear(_isThere);
        _others.Clear();
        try
        {
            ReadKeys();
        }
        catch (JsonException error)
        {
            throw FindPlace(error).Wrong(
                """the JSON is broken here; expected an object such as {"text": "…", "label": 1}.""", error);
        }
        Add();
    }

    private void ReadKeys()
    {
        var reader = new Utf8JsonReader(_utf8.AsSpan(0, _length));
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Place(reader.TokenStartIndex).Wrong(
                $$"""this is {{Describe(reader.TokenType)}}; expected an object such as {"text": "…", "label": 1}.""");
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = ReadKey(reader);
            if (_others.Count < MostKeys)
            {
                _others.Add(key);
            }
            long start = reader.TokenStartIndex;
            reader.Read();
            for (int role = 0; role < Roles.Length; role++)
            {
                if (string.Equals(_wanted[role], key, StringComparison.OrdinalIgnoreCase))
                {
                    Take(reader, role, isExact: _wanted[role] == key, start);
                }
            }
            reader.Skip();
        }
        reader.Read(); // throws if something follows
    }

    /// <summary>The name of a value, which is no new string if it is one that is looked for.</summary>
    private string ReadKey(in Utf8JsonReader reader)
    {
        foreach (string? wanted in _wanted)
        {
            if (wanted is not null && !reader.ValueIsEscaped && reader.ValueTextEquals(wanted))
            {
                return wanted;
            }
        }
        int lone = 0; // in a name they are of no matter
        return JsonUnescaping.Read(reader, ref lone);
    }

    /// <summary>Takes a value, unless the one that is there has the name letter by letter, and this has not.</summary>
    private void Take(in Utf8JsonReader reader, int role, bool isExact, long start)
    {
        if (_isThere[role] && isExact == _isExact[role])
        {
            throw Place(start).Wrong(
                $"a second value of '{TextPlace.Shorten(_wanted[role])}'; expected one in each object.");
        }
        if (isExact || !_isExact[role])
        {
            _values[role] = ReadValue(reader, role);
            (_isExact[role], _isThere[role]) = (isExact, true);
        }
    }

    private string? ReadValue(in Utf8JsonReader reader, int role)
    {
        int lone = 0;
        bool mayBeOther = role != 0;
        string? value = reader.TokenType switch
        {
            JsonTokenType.String => JsonUnescaping.Read(reader, ref lone),
            JsonTokenType.Null => null,
            JsonTokenType.Number when mayBeOther => Encoding.ASCII.GetString(reader.ValueSpan),
            JsonTokenType.True when mayBeOther => "true",
            JsonTokenType.False when mayBeOther => "false",
            _ => throw Place(reader.TokenStartIndex).Wrong(
                $"the {Roles[role]} is {Describe(reader.TokenType)}; expected "
                    + (mayBeOther ? "a string, a number, true or false." : "a string in quotes.")),
        };
        collector.LoneSurrogates += lone;
        return value;
    }

    private void Add()
    {
        TextPlace place = new(name, _line);
        for (int role = 0; role < Roles.Length; role++)
        {
            if (_wanted[role] is { } wanted && Roles[role] != "source")
            {
                if (!_isThere[role])
                {
                    throw place.Lacks(wanted, Roles[role], _others);
                }
                if (_values[role] is null)
                {
                    throw place.Wrong($"the {Roles[role]} is missing; expected one in each object.");
                }
            }
        }
        if (_wanted[2] is not null && _values[2]!.Length == 0)
        {
            throw place.Wrong("the group is missing; expected one in each object.");
        }
        collector.Add(_values[0]!, _values[1], _values[3] is { Length: > 0 } source ? source : _file, _values[2],
            place);
    }

    private TextPlace FindPlace(JsonException error)
    {
        int start = 0;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
        {
            int next = _utf8.AsSpan(start, _length - start).IndexOf((byte)'\n');
            start += next + 1;
        }
        return Place(start + (error.BytePositionInLine ?? 0));
    }

    private TextPlace Place(long index)
    {
        ReadOnlySpan<byte> before = _utf8.AsSpan(0, (int)Math.Min(index, _length));
        int lines = before.Count((byte)'\n');
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]);
        return new TextPlace(name, _line + lines, column + (lines == 0 ? _column : 1));
    }

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
