using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>Lines of values with <c>::</c> between them and no header, as MovieLens 1M and 10M have them.</summary>
internal static class DoubleColons
{
    private const string Separator = "::";
    private const int Most = 16; // values of a line

    /// <summary>Takes the values of a line.</summary>
    public delegate void Take(ReadOnlySpan<string> values, TextPlace place);

    /// <summary>Whether a first line says so.</summary>
    public static bool Takes(ReadOnlySpan<char> line) => line.Contains(Separator, StringComparison.Ordinal);

    /// <summary>Reads all lines but empty ones.</summary>
    /// <exception cref="InvalidDataException">A line has more or fewer values than the first.</exception>
    public static void Read(TextReader reader, string name, int fewest, Take take)
    {
        var lines = new LineReader(reader, name);
        string[] values = new string[Most];
        Span<Range> ranges = stackalloc Range[Most + 1];
        int columns = 0;
        while (lines.Read(out ReadOnlySpan<char> line))
        {
            if (line.IsWhiteSpace())
            {
                continue;
            }
            int count = line.Split(ranges, Separator);
            columns = columns == 0 ? count : columns;
            var place = new TextPlace(name, lines.Line);
            if (count != columns || count < fewest || count > Most)
            {
                throw place.Wrong($"the line has {count} values with :: between them; expected "
                    + $"{Math.Clamp(columns, fewest, Most)}{(columns == count ? "" : " as in the first")}.");
            }
            for (int i = 0; i < count; i++)
            {
                values[i] = line[ranges[i]].Trim().ToString();
            }
            take(values.AsSpan(0, count), place);
        }
    }
}
