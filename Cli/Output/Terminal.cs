namespace Scratch.Cli.Output;

/// <summary>How wide what the tool prints may be, and text that keeps to it.</summary>
internal static class Terminal
{
    private const int Fewest = 20, OfPipe = 100;

    /// <summary>The columns of a stream: what COLUMNS says, else those of the terminal; a pipe has 100.</summary>
    public static int Width(TextWriter writer)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None,
            CultureInfo.InvariantCulture, out int columns) && columns > 0)
        {
            return Math.Max(Fewest, columns);
        }
        bool isTerminal = (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected)
            || (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected);
        return isTerminal && Console.WindowWidth > 0 ? Math.Max(Fewest, Console.WindowWidth) : OfPipe;
    }

    /// <summary>A text as lines that break between words; a word that is wider than a line has one to itself.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in Words(text))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        lines.Add(line);
        return lines;
    }

    /// <summary>The words of a text; what would move the cursor counts as a space.</summary>
    public static string[] Words(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
