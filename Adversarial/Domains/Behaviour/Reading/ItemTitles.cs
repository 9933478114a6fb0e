using System.Text;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>
/// Reads what items are called: separated values with a header (<c>item,title</c> by any usual names, RecBole's
/// <c>.item</c> among them), MovieLens <c>movies.dat</c> and <c>u.item</c>.
/// </summary>
internal static class ItemTitles
{
    private const int MostBytes = 1 << 28;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, decompressed if it ends in <c>.gz</c>.</param>
    /// <returns>Titles by ids; of an item that stands there twice the first.</returns>
    /// <remarks>MovieLens wrote Latin-1: what is no UTF-8 is read as that in files <c>.dat</c> and
    /// <c>.item</c>.</remarks>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="InvalidDataException">It can't be used.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"{path}: this is a folder; expected a file of items, such as movies.csv.");
        }
        using Stream stream = TextFile.Open(path, MostBytes);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        string text = StrictUtf8.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), out InvalidBytes invalid);
        if (invalid.Count > 0)
        {
            text = TextFile.FindExtension(path) is ".dat" or ".item" && !text.Contains('\0', StringComparison.Ordinal)
                ? Encoding.Latin1.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length))
                : throw new InvalidDataException(
                    $"{path}: at byte {invalid.First}: no UTF-8 text; expected titles in UTF-8.");
        }
        return Parse(text, path);
    }

    private static Dictionary<string, string> Parse(string text, string name)
    {
        Dictionary<string, string> titles = new(StringComparer.Ordinal);
        ReadOnlySpan<char> first = InteractionReader.FirstLine(text);
        if (first.IsWhiteSpace())
        {
            throw new InvalidDataException($"{name}: line 1: the file is empty; expected an item and its title a row.");
        }
        using var reader = new StringReader(text);
        if (DoubleColons.Takes(first))
        {
            DoubleColons.Read(reader, name, 2, (values, place) => Add(values[0], values[1], place));
            return titles;
        }
        (int item, int title) = (-1, -1);
        bool hasBars = first.Count('|') >= 2 && !first.ContainsAny('\t', ',');
        (item, title) = hasBars ? (0, 1) : (item, title);
        SeparatedRows.Read(reader, hasBars ? '|' : SeparatedTexts.FindSeparator(text), name, (row, line) =>
        {
            if (item < 0)
            {
                (item, title) = InteractionColumns.FindTitles(SeparatedRows.Names(row), new TextPlace(name, line));
                return;
            }
            Add(row[item].ToString(), row[title].ToString(), new TextPlace(name, line, item + 1));
        });
        return titles;

        void Add(string id, string called, TextPlace place)
        {
            string known = InteractionValues.ReadId(id, "item", place).ToString();
            if (!string.IsNullOrWhiteSpace(called))
            {
                titles.TryAdd(known, called.Trim());
            }
        }
    }
}
