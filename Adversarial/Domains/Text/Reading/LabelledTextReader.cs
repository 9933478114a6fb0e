namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>
/// Reads labelled texts from files of several formats, each compressed with gzip or not, and from folders. A file is
/// not trusted: nothing is longer than 16 MiB, and what is no text is counted or refused.
/// </summary>
/// <remarks>
/// The ending of the name says the format, then the first line does:
/// <list type="bullet">
/// <item><c>.jsonl</c>, <c>.ndjson</c>, <c>.json</c>: objects, one a line or in one array;</item>
/// <item><c>.csv</c>, <c>.tsv</c>, <c>.tab</c>: separated values below a header;</item>
/// <item>lines that begin with <c>__label__x</c>, of fastText, or with <c>ham</c> or <c>spam</c> and a tab, under any
/// name;</item>
/// <item>a folder: one folder for each class, with <c>.txt</c> files.</item>
/// </list>
/// Labels are numbers, true and false, or names, in any case: 1.0 is 1.
/// </remarks>
public static class LabelledTextReader
{
    private const int NoText = 10; // one character in ten is none of a text

    /// <summary>Reads a file or a folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="columns">What the columns are called; of no matter where there are none.</param>
    /// <param name="classNames">The classes of training, in their order, for a file that is measured; null to learn
    /// them from the file.</param>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="InvalidDataException">It can't be used; the message names the file, the line and what was
    /// expected.</exception>
    public static LabelledTexts Read(string path, TextColumns columns, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(columns);
        var collector = new TextCollector(path, classNames);
        if (Directory.Exists(path))
        {
            TextFolder.Read(path, collector);
            return collector.Finish(line: 0);
        }
        using Stream stream = TextFile.Open(path);
        using var reader = new StrictUtf8Reader(stream);
        if (reader.Buffered.IsWhiteSpace())
        {
            throw new TextPlace(path, 1).Wrong("the file is empty; expected texts with their labels.");
        }
        RequireText(path, reader.Buffered);
        int line = ReadTexts(path, reader, columns, collector);
        collector.Invalid = reader.Invalid;
        return collector.Finish(line);
    }

    private static int ReadTexts(string path, StrictUtf8Reader reader, TextColumns columns, TextCollector collector)
    {
        ReadOnlySpan<char> start = reader.Buffered.TrimStart();
        string extension = TextFile.FindExtension(path);
        bool isJson = extension is ".jsonl" or ".ndjson" or ".json";
        bool isSeparated = extension is ".csv" or ".tsv" or ".tab";
        if (isJson || (!isSeparated && start[0] is '{' or '['))
        {
            var objects = new JsonObjectReader(path, columns, collector);
            return start[0] == '[' ? JsonTexts.ReadArray(reader, path, objects)
                : JsonTexts.ReadLines(reader, path, objects);
        }
        if (start.StartsWith(LabelFirstTexts.Prefix))
        {
            return new LabelFirstTexts(path, collector).Read(reader, isFastText: true);
        }
        bool isHeader = start.StartsWith(columns.Label, StringComparison.OrdinalIgnoreCase); // a column may be "spam"
        if (extension != ".csv" && !isHeader && LabelFirstTexts.IsTabbed(start))
        {
            return new LabelFirstTexts(path, collector).Read(reader, isFastText: false);
        }
        return isSeparated
            ? new SeparatedTexts(path, columns, collector).Read(
                reader, extension == ".csv" ? SeparatedTexts.FindSeparator(reader.Buffered) : '\t')
            : throw new TextPlace(path, 1).Wrong(
                "neither the name nor this line says the format; expected a name that ends in .jsonl, .ndjson, .json, "
                    + $".csv or .tsv, with .gz or without, or lines that begin with {LabelFirstTexts.Prefix}, or with "
                    + "ham or spam and a tab.");
    }

    /// <summary>Refuses what is no text: pictures, archives, UTF-16 without its mark, other encodings.</summary>
    internal static void RequireText(string path, ReadOnlySpan<char> start)
    {
        int odd = 0;
        foreach (char c in start)
        {
            odd += c is StrictUtf8.Replacement || (char.IsControl(c) && c is not ('\t' or '\n' or '\r')) ? 1 : 0;
        }
        if (odd > start.Length / NoText)
        {
            throw new TextPlace(path, 1).Wrong(
                $"{odd} of the first {start.Length} characters are none of a text; expected UTF-8, or UTF-16 with its "
                    + "byte order mark.");
        }
    }
}
