namespace Scratch.Adversarial.Domains.Tables;

/// <summary>What a column of a file holds.</summary>
internal enum ColumnKind
{
    /// <summary>No value was seen yet: the first one decides.</summary>
    Unknown,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary>A few texts.</summary>
    Category,
}

/// <summary>What a column is for.</summary>
internal enum ColumnRole
{
    Feature,
    Label,
    Group,
}

/// <summary>Reads the values of one column. The first one that isn't missing decides what the column holds.</summary>
/// <param name="file">What messages call the file.</param>
/// <param name="mayMiss">Whether a feature's value may be missing.</param>
/// <param name="name">The column's name.</param>
/// <param name="number">Its number, from 1.</param>
internal sealed class ColumnReader(string file, bool mayMiss, string name, int number)
{
    private const int MostCategories = 64;
    private const int MostClasses = 1000;

    private static readonly string[] Missing = ["", "NA", "N/A", "NaN", "null", "none", "?"];

    private readonly Dictionary<string, int> _texts = [];

    public string Name => name;

    public int Number => number;

    public ColumnRole Role { get; init; }

    public ColumnKind Kind { get; set; }

    /// <summary>The only texts that the column may hold, in their order; null for any.</summary>
    public IReadOnlyList<string>? Known { get; init; }

    /// <summary>
    /// A number, the number of a category in the order in which they were found, or NaN for a missing value.
    /// </summary>
    /// <exception cref="InvalidDataException">The value isn't one of this column; the message names line and
    /// column.</exception>
    public float Read(ReadOnlySpan<char> text, int line)
    {
        if (IsMissing(text))
        {
            return mayMiss && Role == ColumnRole.Feature
                ? float.NaN
                : throw Wrong(line, Role switch
                {
                    ColumnRole.Label => "the label is missing; expected one in every row.",
                    ColumnRole.Group => "the group is missing; expected one in every row.",
                    _ => $"the value is missing ('{text}'); expected one, or --impute to fill in the median or the "
                        + "most frequent category.",
                });
        }
        bool isNumber = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
        if (Kind == ColumnKind.Unknown)
        {
            if (!isNumber && float.TryParse(text.ToString().Replace(',', '.'), CultureInfo.InvariantCulture, out _))
            {
                throw Wrong(line, $"'{Shorten(text)}' has a decimal comma; expected a decimal point.");
            }
            Kind = isNumber ? ColumnKind.Number : ColumnKind.Category;
        }
        return Kind == ColumnKind.Category ? FindText(text, line)
            : !isNumber ? throw Wrong(
                line, $"'{Shorten(text)}' is no number; expected one, such as 1.5, as in the lines before.")
            : float.IsFinite(value) ? value
            : throw Wrong(line, $"'{Shorten(text)}' is infinite or too large; expected a number between -3.4e38 and "
                + "3.4e38.");
    }

    /// <summary>The place in the order of their names of each text that was found, numbers by their size.</summary>
    public int[] Sort(out IReadOnlyList<string> sorted)
    {
        string[] found = [.. _texts.Keys], order = [.. found];
        if (Known is not null)
        {
            order = [.. Known];
        }
        else if (Array.TrueForAll(
            order, text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            Array.Sort(order, (a, b) =>
                long.Parse(a, CultureInfo.InvariantCulture).CompareTo(long.Parse(b, CultureInfo.InvariantCulture)));
        }
        else
        {
            Array.Sort(order, StringComparer.Ordinal);
        }
        sorted = order;
        return [.. found.Select(text => Array.IndexOf(order, text))];
    }

    /// <exception cref="InvalidDataException">No row has a value.</exception>
    public TableColumn ToColumn()
    {
        if (Kind == ColumnKind.Unknown)
        {
            throw new InvalidDataException(
                $"{file}: column {number} ({Shorten(name)}): every value is missing; expected some, or the file "
                + "without the column.");
        }
        Sort(out IReadOnlyList<string> sorted);
        return new TableColumn(name, Kind == ColumnKind.Category ? sorted : null);
    }

    private int FindText(ReadOnlySpan<char> text, int line)
    {
        if (_texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int place))
        {
            return place;
        }
        string added = text.ToString();
        if (Known is not null && !Known.Contains(added))
        {
            throw Wrong(line, $"there is no class '{Shorten(text)}' in training; expected one of "
                + $"{string.Join(", ", Known.Take(20).Select(text => Shorten(text)))}.");
        }
        int most = Role == ColumnRole.Feature ? MostCategories : Role == ColumnRole.Label ? MostClasses : int.MaxValue;
        if (_texts.Count == most)
        {
            throw Wrong(line, Role == ColumnRole.Label
                ? $"the label '{Shorten(text)}' is the {most + 1}th class; expected at most {most} classes, not "
                    + "numbers to be estimated."
                : $"'{Shorten(text)}' is the {most + 1}th category; expected at most {most}, numbers alone, or the "
                    + "file without the column.");
        }
        _texts.Add(added, _texts.Count);
        return _texts.Count - 1;
    }

    /// <summary>True for the words that stand for no value.</summary>
    public static bool IsMissing(ReadOnlySpan<char> text)
    {
        foreach (string word in Missing)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    public static string Shorten(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : $"{text[..40]}…";

    private InvalidDataException Wrong(int line, string what) =>
        new($"{file}: line {line}, column {number} ({Shorten(name)}): {what}");
}
