using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>
/// Visits of web pages as Microsoft's of 1998 are written (DST, Breese, Heckerman and Kadie 1998): lines <c>A</c> are
/// pages with their titles, a line <c>C</c> is a user, and the lines <c>V</c> below it are the pages of that user.
/// </summary>
internal static class WebVisits
{
    /// <summary>Whether a first line says so.</summary>
    public static bool Takes(ReadOnlySpan<char> line) =>
        line.StartsWith("I,") || ((line.StartsWith("A,") || line.StartsWith("C,")) && line.Count(',') >= 2);

    /// <summary>Reads all lines.</summary>
    /// <exception cref="InvalidDataException">A line is none of the kinds, or a page has no user.</exception>
    public static void Read(TextReader reader, string name, InteractionCollector collector)
    {
        var lines = new LineReader(reader, name);
        string? user = null;
        while (lines.Read(out ReadOnlySpan<char> line))
        {
            if (line.IsWhiteSpace())
            {
                continue;
            }
            var place = new TextPlace(name, lines.Line);
            string[] values = Split(line, place);
            switch (values[0])
            {
                case "A" when values.Length >= 4:
                    collector.Titles[Id(1)] = values[3];
                    break;
                case "C" when values.Length >= 2:
                    user = Id(1);
                    break;
                case "V" when values.Length >= 2:
                    collector.Add(
                        user ?? throw place.Wrong("a page without a user; expected a line C before it."), Id(1),
                        double.NaN, null, place);
                    break;
                case "I" or "T" or "N":
                    break;
                default:
                    throw place.Wrong($"'{TextPlace.Shorten(line)}'; expected a line A,page,1,\"title\",\"address\", "
                        + "C,\"user\",user or V,page,1.");
            }

            string Id(int i) =>
                InteractionValues.ReadId(values[i], i == 1 ? "id" : "", place with { Column = i + 1 }).ToString();
        }
    }

    /// <summary>The values of a line, without quotes around them.</summary>
    private static string[] Split(ReadOnlySpan<char> line, TextPlace place)
    {
        if (!line.Contains('"'))
        {
            return line.ToString().Split(',');
        }
        List<string> values = [];
        while (true)
        {
            bool isQuoted = line.StartsWith("\"");
            int end = isQuoted ? EndOfQuoted(line) : line.IndexOf(',');
            if (isQuoted && end < 0)
            {
                throw (place with { Column = values.Count + 1 }).Wrong(
                    "a quote that opens here is not closed; expected \" at the end of the value.");
            }
            end = end < 0 ? line.Length : end;
            values.Add((isQuoted ? line[1..(end - 1)] : line[..end]).ToString().Replace(
                "\"\"", "\"", StringComparison.Ordinal));
            if (end == line.Length)
            {
                return [.. values];
            }
            line = line[(end + 1)..];
        }
    }

    /// <summary>Where the comma stands behind a quoted value, or the line ends; −1 if the quote isn't closed.</summary>
    private static int EndOfQuoted(ReadOnlySpan<char> line)
    {
        for (int i = 1; i < line.Length; i++)
        {
            if (line[i] == '"' && (i + 1 == line.Length || line[i + 1] == ','))
            {
                return i + 1;
            }
        }
        return -1;
    }
}
