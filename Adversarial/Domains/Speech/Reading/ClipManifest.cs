using System.Text;
using nietras.SeparatedValues;

namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>
/// Lists words by a file of separated values below a header: <c>path</c> and <c>label</c>, and, if they are there,
/// <c>speaker</c> and <c>split</c> (train, validation or test). Paths are relative to the file's folder.
/// </summary>
/// <param name="name">The file.</param>
internal sealed class ClipManifest(string name)
{
    private const int None = -1;
    private const int LongestHeader = 4096; // characters, of a list that is known by its header

    private static readonly string[] Training = ["train", "training"], Validation = ["valid", "validation", "dev"],
        Test = ["test", "testing"];

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(name))!;
    private int _columns, _path, _label, _speaker, _split;

    /// <summary>Whether a file is a table whose header has the columns path and label.</summary>
    public static bool Is(string name)
    {
        if (!TableSource.Takes(name) || !File.Exists(name))
        {
            return false;
        }
        using var reader = new StreamReader(Disk.OpenRead(name), Encoding.UTF8);
        char[] beginning = new char[LongestHeader];
        int count = reader.ReadBlock(beginning);
        ReadOnlySpan<char> line = beginning.AsSpan(0, count);
        line = line.IndexOfAny('\r', '\n') is var end and >= 0 ? line[..end] : line;
        string[] names = [.. line.ToString().Split(',', ';', '\t').Select(column => column.Trim().Trim('"'))];
        return Has("path") && Has("label");

        bool Has(string wanted) => names.Contains(wanted, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Lists the files, in the order of the rows.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="InvalidDataException">It is no such file, or names one that isn't there; the message says line
    /// and column.</exception>
    public List<ClipEntry> List()
    {
        using Stream stream = Disk.OpenRead(name);
        char separator = TableText.FindSeparator(stream, name);
        using var text = new StreamReader(stream, Encoding.UTF8);
        using SepReader reader = Sep.New(separator).Reader(settings => settings with
        {
            HasHeader = false,
            DisableColCountCheck = true,
            Unescape = true,
            Trim = SepTrim.Outer,
            CultureInfo = CultureInfo.InvariantCulture,
        }).From(text);
        var entries = new List<ClipEntry>();
        int line = 0; // Sep's own number of the first line is off by one
        try
        {
            while (reader.MoveNext())
            {
                SepReader.Row row = reader.Current;
                int first = line + 1;
                line += 1 + row.Span.Count('\n'); // those within quotes
                TableText.RequireWhole(row.Span, separator, name, first);
                if (row.ColCount == 1 && row.Span.IsWhiteSpace())
                {
                    continue;
                }
                if (_columns == 0)
                {
                    ReadHeader(row, first);
                    continue;
                }
                entries.Add(ReadRow(row, first));
            }
        }
        catch (Exception error) when (error is NotSupportedException or OutOfMemoryException or OverflowException)
        {
            throw new InvalidDataException($"{name}: line {line + 1}: longer than 16 MiB; expected shorter lines.",
                error);
        }
        return entries.Count > 0 ? entries : throw new InvalidDataException(
            $"{name}: line {line}: a header without rows; expected a row of path and label for each file.");
    }

    private void ReadHeader(SepReader.Row row, int line)
    {
        _columns = row.ColCount;
        string[] names = row[..].ToStringsArray();
        (_path, _label, _speaker, _split) = (Find("path"), Find("label"), Find("speaker"), Find("split"));
        if (_path == None || _label == None)
        {
            throw new InvalidDataException($"{name}: line {line}: there is no column "
                + $"'{(_path == None ? "path" : "label")}' among "
                + $"{string.Join(", ", names.Take(20).Select(ClipEntry.Shorten))}; expected path, label and, if they "
                + "are known, speaker and split.");
        }

        int Find(string wanted) =>
            Array.FindIndex(names, column => column.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }

    private ClipEntry ReadRow(SepReader.Row row, int line)
    {
        if (row.ColCount != _columns)
        {
            throw Wrong(line, Math.Min(row.ColCount, _columns) + 1,
                $"the line has {row.ColCount} values; expected {_columns} as in the header.");
        }
        string path = Read(row, _path, line), label = Read(row, _label, line);
        string file = path.Contains('\0', StringComparison.Ordinal) ? path : Path.Combine(_folder, path);
        if (!File.Exists(file))
        {
            throw Wrong(line, _path + 1, $"there is no file '{ClipEntry.Shorten(path)}'; expected one, seen from the "
                + "folder of this file.");
        }
        return new ClipEntry(file, label, _speaker == None ? null : Read(row, _speaker, line),
            Part: _split == None ? SpokenPart.Unknown : ReadSplit(Read(row, _split, line), line));
    }

    private SpokenPart ReadSplit(string word, int line) =>
        IsOneOf(Training, word) ? SpokenPart.Training
        : IsOneOf(Validation, word) ? SpokenPart.Validation
        : IsOneOf(Test, word) ? SpokenPart.Test
        : throw Wrong(line, _split + 1, $"there is no part '{ClipEntry.Shorten(word)}'; expected train, validation or "
            + "test.");

    private string Read(SepReader.Row row, int column, int line)
    {
        string value = row[column].ToString();
        return value.Length > 0 ? value : throw Wrong(line, column + 1, "the value is missing; expected one.");
    }

    private static bool IsOneOf(string[] words, string word) =>
        Array.Exists(words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));

    private InvalidDataException Wrong(int line, int column, string what) =>
        new($"{name}: line {line}, column {column}: {what}");
}
