namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>
/// Reads lines that begin with their label: those of fastText, <c>__label__x text</c>, and those of the SMS spam
/// collection, <c>ham⇥text</c>. Neither has quotes or a header.
/// </summary>
/// <param name="name">What messages call the file.</param>
/// <param name="collector">Takes the texts.</param>
internal sealed class LabelFirstTexts(string name, TextCollector collector)
{
    /// <summary>What fastText puts before a label.</summary>
    public const string Prefix = "__label__";

    private readonly string _file = Path.GetFileName(name);

    /// <summary>Reads all lines that aren't blank.</summary>
    /// <param name="reader">Stands at the first line.</param>
    /// <param name="isFastText">Whether they are those of fastText.</param>
    /// <returns>The number of the last line.</returns>
    public int Read(TextReader reader, bool isFastText)
    {
        var lines = new LineReader(reader, name);
        while (lines.Read(out ReadOnlySpan<char> line))
        {
            if (!line.IsWhiteSpace())
            {
                TextPlace place = new(name, lines.Line);
                if (isFastText)
                {
                    TakeFastText(line.Trim(), place);
                }
                else
                {
                    TakeTabbed(line, place);
                }
            }
        }
        return lines.Line;
    }

    /// <summary>Whether a file begins as the SMS spam collection does.</summary>
    public static bool IsTabbed(ReadOnlySpan<char> start) =>
        start.StartsWith("ham\t", StringComparison.OrdinalIgnoreCase)
        || start.StartsWith("spam\t", StringComparison.OrdinalIgnoreCase);

    private void TakeFastText(ReadOnlySpan<char> line, TextPlace place)
    {
        if (!line.StartsWith(Prefix))
        {
            throw place.Wrong($"the line doesn't begin with {Prefix}; expected {Prefix}, the label, a blank and the "
                + "text.");
        }
        int end = line.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> label = line[Prefix.Length..(end < 0 ? line.Length : end)];
        ReadOnlySpan<char> text = end < 0 ? default : line[end..].Trim();
        if (text.StartsWith(Prefix))
        {
            throw place.Wrong("the text has a second label; expected one.");
        }
        collector.Add(text.ToString(), label, _file, default, place);
    }

    private void TakeTabbed(ReadOnlySpan<char> line, TextPlace place)
    {
        int tab = line.IndexOf('\t');
        if (tab < 0)
        {
            throw place.Wrong("the line has no tab; expected the label, a tab and the text.");
        }
        collector.Add(line[(tab + 1)..].ToString(), line[..tab], _file, default, place);
    }
}
