using nietras.SeparatedValues;

namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>Reads separated values below a header: quotes, line breaks within them, any kind of line end.</summary>
/// <param name="name">What messages call the file.</param>
/// <param name="columns">What the columns are called.</param>
/// <param name="collector">Takes the texts.</param>
internal sealed class SeparatedTexts(string name, TextColumns columns, TextCollector collector)
{
    private const int MostColumns = 16 * 1024;
    private const int None = -1;

    private readonly string _file = Path.GetFileName(name);
    private int _columns, _text, _label, _group, _source;

    /// <summary>Reads all rows.</summary>
    /// <param name="reader">Stands at the first line.</param>
    /// <param name="separator">What separates the values.</param>
    /// <returns>The number of the last line.</returns>
    public int Read(TextReader reader, char separator)
    {
        int line = 0; // Sep's own number of the first line is off by one
        try
        {
            using SepReader rows = Sep.New(separator).Reader(settings => settings with
            {
                HasHeader = false,
                DisableColCountCheck = true,
                Unescape = true,
                CultureInfo = CultureInfo.InvariantCulture,
            }).From(reader);
            while (rows.MoveNext())
            {
                SepReader.Row row = rows.Current;
                int first = line + 1;
                line += 1 + row.Span.Count('\n'); // those within quotes
                if (row.ColCount == 1 && row.Span.IsWhiteSpace())
                {
                    continue;
                }
                RequireClosed(row.Span, separator, first);
                if (_columns == 0)
                {
                    ReadHeader(row, first);
                }
                else
                {
                    Take(row, first);
                }
            }
        }
        catch (Exception error) when (error is NotSupportedException or OutOfMemoryException or OverflowException)
        {
            throw new TextPlace(name, line + 1).Wrong(
                "longer than 16 MiB; expected shorter lines, or a quote that opens in it to be closed.", error);
        }
        return line;
    }

    /// <summary>The separator that occurs most often in the first line, outside quotes.</summary>
    public static char FindSeparator(ReadOnlySpan<char> start)
    {
        const string Separators = ",;\t";
        Span<int> counts = stackalloc int[Separators.Length];
        bool isQuoted = false;
        foreach (char c in start.TrimStart("\r\n"))
        {
            if (!isQuoted && c is '\n' or '\r')
            {
                break;
            }
            isQuoted ^= c == '"';
            if (!isQuoted && Separators.IndexOf(c) is var i and >= 0)
            {
                counts[i]++;
            }
        }
        return Separators[TensorPrimitives.IndexOfMax<int>(counts)]; // the first of those that are as many: the comma
    }

    private void ReadHeader(SepReader.Row row, int line)
    {
        _columns = row.ColCount;
        TextPlace place = new(name, line);
        if (_columns > MostColumns)
        {
            throw place.Wrong($"{_columns} columns; expected at most {MostColumns}.");
        }
        var names = new List<string>(_columns);
        var known = new HashSet<string>(_columns, StringComparer.Ordinal);
        for (int i = 0; i < _columns; i++)
        {
            string column = row[i].Span.Trim().ToString();
            names.Add(column);
            if (column.Length > 0 && !known.Add(column)) // pandas leaves the name of its index empty
            {
                throw new TextPlace(name, line, i + 1).Wrong(
                    $"the name '{TextPlace.Shorten(column)}' is that of column {names.IndexOf(column) + 1}, too; "
                        + "expected a name of its own for each column.");
            }
        }
        _text = Find(columns.Text, "text");
        _label = Find(columns.Label, "label");
        _group = columns.Group is null ? None : Find(columns.Group, "group");
        _source = columns.Source is null ? None : Find(columns.Source, "source");

        int Find(string wanted, string role)
        {
            int found = names.IndexOf(wanted);
            found = found < 0
                ? names.FindIndex(column => column.Equals(wanted, StringComparison.OrdinalIgnoreCase)) : found;
            return found >= 0 ? found : throw place.Lacks(wanted, role, names);
        }
    }

    private void Take(SepReader.Row row, int line)
    {
        if (row.ColCount != _columns)
        {
            throw new TextPlace(name, line, Math.Min(row.ColCount, _columns) + 1).Wrong(
                $"the line has {row.ColCount} values; expected {_columns} as in the header, and quotes around a text "
                    + "that holds the separator.");
        }
        ReadOnlySpan<char> source = _source == None ? default : row[_source].Span;
        ReadOnlySpan<char> group = _group == None ? default : row[_group].Span;
        if (_group != None && group.IsWhiteSpace())
        {
            throw new TextPlace(name, line, _group + 1).Wrong("the group is missing; expected one in every row.");
        }
        collector.Add(row[_text].ToString(), row[_label].Span, source.IsWhiteSpace() ? _file : source, group,
            new TextPlace(name, line, _label + 1));
    }

    private void RequireClosed(ReadOnlySpan<char> row, char separator, int line)
    {
        int column = 1, quoted = 0; // the column that the last open quote stands in
        for (int at; (at = row.IndexOfAny('"', separator)) >= 0; row = row[(at + 1)..])
        {
            if (row[at] == '"')
            {
                quoted = quoted == 0 ? column : 0;
            }
            else if (quoted == 0)
            {
                column++;
            }
        }
        if (quoted > 0)
        {
            throw new TextPlace(name, line, quoted).Wrong(
                "a quote that opens here is not closed; expected \" at the end of the value.");
        }
    }
}
