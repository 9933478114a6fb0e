namespace Scratch.Cli.Output;

/// <summary>
/// A table in a frame, as wide as the terminal at most. Where it is too narrow for the longest words, the rows stand
/// one below the other, a line for each of their cells: no word is ever broken.
/// </summary>
/// <param name="title">What stands above it; null for nothing.</param>
/// <param name="columns">The names of the columns.</param>
internal sealed class TextTable(string? title, params IReadOnlyList<string> columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>How many columns hold words, from the first: at the left, where numbers end at the right.</summary>
    public int TextColumns { get; init; } = 1;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One for each column; a row without cells is an empty one.</param>
    public void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>Writes the table as wide as its text is, or as the terminal is.</summary>
    public void Write(TextWriter writer) => Write(writer, Terminal.Width(writer));

    /// <summary>Writes the table.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="width">The most columns of a line.</param>
    public void Write(TextWriter writer, int width)
    {
        if (title is not null)
        {
            WriteLines(writer, title, width, "");
        }
        int[] widths = Widest(text => string.Join(' ', Terminal.Words(text)).Length),
            words = Widest(text => Terminal.Words(text).Select(word => word.Length).DefaultIfEmpty().Max());
        int room = width - 1 - (3 * columns.Count);
        while (widths.Sum() > room && Enumerable.Range(0, columns.Count).Any(c => widths[c] > words[c]))
        {
            widths[Enumerable.Range(0, columns.Count).Where(c => widths[c] > words[c]).MaxBy(c => widths[c])]--;
        }
        if (widths.Sum() > room)
        {
            WriteBelow(writer, width);
            return;
        }
        writer.WriteLine(Rule("╭┬╮", widths));
        WriteRow(writer, columns, widths);
        writer.WriteLine(Rule("├┼┤", widths));
        foreach (IReadOnlyList<string> row in _rows)
        {
            WriteRow(writer, row, widths);
        }
        writer.WriteLine(Rule("╰┴╯", widths));
    }

    private static void WriteLines(TextWriter writer, string text, int width, string margin)
    {
        foreach (string line in Terminal.Wrap(text, width - margin.Length))
        {
            writer.WriteLine(margin + line);
        }
    }

    private static string Rule(string joints, int[] widths) =>
        joints[0] + string.Join(joints[1], widths.Select(width => new string('─', width + 2))) + joints[2];

    private int[] Widest(Func<string, int> measure) => [.. Enumerable.Range(0, columns.Count).Select(
        c => _rows.Where(row => row.Count > 0).Select(row => row[c]).Append(columns[c]).Max(measure))];

    private void WriteRow(TextWriter writer, IReadOnlyList<string> row, int[] widths)
    {
        IReadOnlyList<string>[] cells = [.. widths.Select(
            (width, c) => row.Count > 0 ? Terminal.Wrap(row[c], width) : [""])];
        for (int line = 0; line < cells.Max(cell => cell.Count); line++)
        {
            IEnumerable<string> parts = cells.Select((cell, c) => line >= cell.Count ? new string(' ', widths[c])
                : c < TextColumns ? cell[line].PadRight(widths[c]) : cell[line].PadLeft(widths[c]));
            writer.WriteLine($"│ {string.Join(" │ ", parts)} │");
        }
    }

    private void WriteBelow(TextWriter writer, int width)
    {
        foreach (IReadOnlyList<string> row in _rows.Where(row => row.Count > 0))
        {
            WriteLines(writer, columns[0].Length > 0 ? $"{columns[0]}: {row[0]}" : row[0], width, "");
            for (int c = 1; c < columns.Count; c++)
            {
                WriteLines(writer, columns[c].Length > 0 ? $"{columns[c]}: {row[c]}" : row[c], width, "  ");
            }
        }
    }
}
