using nietras.SeparatedValues;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>
/// Reads who did what: separated values with a header (<c>user,item[,rating,timestamp]</c> by any usual names,
/// RecBole's <c>.inter</c> among them) or without one (MovieLens <c>u.data</c>), MovieLens <c>ratings.dat</c>, and
/// Microsoft's web visits (DST). Files that end in <c>.gz</c> are decompressed.
/// </summary>
/// <remarks>
/// Rows are read one by one, and each is kept as two numbers, or three with a time: memory is 8 or 16 bytes a row and
/// as much again while profiles are made. Ids are texts.
/// </remarks>
public static class InteractionReader
{
    private const long MostBytes = 1L << 36; // that come out of a compressed file

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which interactions count.</param>
    /// <param name="known">
    /// The items to keep to: rows of others are counted and left out, none is too rare, and no user is dropped; null to
    /// take all.
    /// </param>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="InvalidDataException">It can't be used: the message names file, line and what was
    /// expected.</exception>
    public static BehaviourData Read(string path, InteractionOptions options, ItemCatalogue? known = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            throw new InvalidDataException(
                $"{path}: this is a folder; expected a file of interactions, such as ratings.csv.");
        }
        using Stream stream = TextFile.Open(path, MostBytes);
        return Read(stream, path, options, known);
    }

    /// <summary>Reads a stream, which is left open.</summary>
    /// <param name="stream">Stands at its start.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">Which interactions count.</param>
    /// <param name="known">The items to keep to; null to take all.</param>
    /// <exception cref="InvalidDataException">It can't be used.</exception>
    public static BehaviourData Read(
        Stream stream, string name, InteractionOptions options, ItemCatalogue? known = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        using var reader = new StrictUtf8Reader(stream);
        if (reader.Buffered.IsWhiteSpace())
        {
            throw new InvalidDataException($"{name}: line 1: the file is empty; expected a user and an item a row.");
        }
        var collector = new InteractionCollector(name, options, known);
        ReadOnlySpan<char> first = FirstLine(reader.Buffered);
        if (WebVisits.Takes(first))
        {
            WebVisits.Read(reader, name, collector);
        }
        else if (DoubleColons.Takes(first))
        {
            DoubleColons.Read(reader, name, 2, (values, place) => Take(collector, values, place));
        }
        else
        {
            char separator = SeparatedTexts.FindSeparator(reader.Buffered);
            InteractionColumns? columns = null;
            SeparatedRows.Read(reader, separator, name, (row, line) => Take(collector, row, name, line, ref columns));
        }
        return reader.Invalid.Count == 0 ? collector.Finish() : throw new InvalidDataException(
            $"{name}: at byte {reader.Invalid.First}: no UTF-8 text; expected ids in UTF-8.");
    }

    /// <summary>The first line that isn't empty.</summary>
    internal static ReadOnlySpan<char> FirstLine(ReadOnlySpan<char> start)
    {
        ReadOnlySpan<char> text = start.TrimStart("\r\n");
        int end = text.IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }

    private static void Take(
        InteractionCollector collector, SepReader.Row row, string name, int line, ref InteractionColumns? known)
    {
        if (known is null)
        {
            string[] names = SeparatedRows.Names(row);
            bool isHeader = !names.All(text => double.TryParse(text, CultureInfo.InvariantCulture, out _));
            collector.HasNoHeader = !isHeader;
            known = isHeader ? InteractionColumns.Find(names, new TextPlace(name, line))
                : InteractionColumns.Usual(names.Length);
            if (isHeader)
            {
                return;
            }
        }
        InteractionColumns columns = known.Value;
        ReadOnlySpan<char> user = InteractionValues.ReadId(
            row[columns.User].Span, "user", new TextPlace(name, line, columns.User + 1));
        ReadOnlySpan<char> item = InteractionValues.ReadId(
            row[columns.Item].Span, "item", new TextPlace(name, line, columns.Item + 1));
        double rating = columns.Rating == InteractionColumns.None ? double.NaN : InteractionValues.ReadRating(
            row[columns.Rating].Span.Trim(), new TextPlace(name, line, columns.Rating + 1));
        long? time = columns.Time == InteractionColumns.None ? null : InteractionValues.ReadTime(
            row[columns.Time].Span.Trim(), new TextPlace(name, line, columns.Time + 1));
        collector.Add(user, item, rating, time, new TextPlace(name, line));
    }

    private static void Take(InteractionCollector collector, ReadOnlySpan<string> values, TextPlace place)
    {
        collector.HasNoHeader = true;
        double rating = values.Length < 3 ? double.NaN
            : InteractionValues.ReadRating(values[2], place with { Column = 3 });
        long? time = values.Length < 4 ? null : InteractionValues.ReadTime(values[3], place with { Column = 4 });
        collector.Add(
            InteractionValues.ReadId(values[0], "user", place with { Column = 1 }),
            InteractionValues.ReadId(values[1], "item", place with { Column = 2 }), rating, time, place);
    }
}
