using nietras.SeparatedValues;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>Goes through rows of separated values: quotes, line breaks within them, any kind of line end.</summary>
internal static class SeparatedRows
{
    private const int MostColumns = 1024;

    /// <summary>Takes the values of a row.</summary>
    /// <param name="row">The values, without their quotes.</param>
    /// <param name="line">The number of its first line.</param>
    public delegate void Take(SepReader.Row row, int line);

    /// <summary>Reads all rows but empty ones.</summary>
    /// <param name="reader">Stands at the first line.</param>
    /// <param name="separator">What separates the values.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="take">Takes each row; all have as many values as the first.</param>
    /// <exception cref="InvalidDataException">A row has more or fewer values, or a quote isn't closed.</exception>
    public static void Read(TextReader reader, char separator, string name, Take take)
    {
        (int line, int columns) = (0, 0); // Sep's own number of the first line is off by one
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
                bool isQuoted = row.Span.Contains('"');
                line += 1 + (isQuoted ? row.Span.Count('\n') : 0);
                if (row.ColCount == 1 && row.Span.IsWhiteSpace())
                {
                    continue;
                }
                columns = columns == 0 ? row.ColCount : columns;
                if (isQuoted)
                {
                    RequireClosed(row.Span, separator, new TextPlace(name, first));
                }
                if (row.ColCount != columns || columns is 1 or > MostColumns)
                {
                    throw new TextPlace(name, first).Wrong(columns == 1
                        ? "one value; expected a user and an item with a comma, a semicolon or a tab between them."
                        : $"the line has {row.ColCount} values; expected {Math.Min(columns, MostColumns)} as in the "
                            + "first, with one separator, and quotes around a value that holds it.");
                }
                take(row, first);
            }
        }
        catch (Exception error) when (error is NotSupportedException or OutOfMemoryException or OverflowException)
        {
            throw new TextPlace(name, line + 1).Wrong(
                "longer than 16 MiB; expected shorter lines, or a quote that opens in it to be closed.", error);
        }
    }

    /// <summary>The values of a row as texts, without blanks around them.</summary>
    public static string[] Names(SepReader.Row row)
    {
        string[] names = new string[row.ColCount];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = row[i].Span.Trim().ToString();
        }
        return names;
    }

    private static void RequireClosed(ReadOnlySpan<char> row, char separator, TextPlace place)
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
            throw (place with { Column = quoted }).Wrong(
                "a quote that opens here is not closed; expected \" at the end of the value.");
        }
    }
}
