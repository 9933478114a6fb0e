using System.IO.Compression;
using System.Text;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Reading;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>What a run keeps of its data: its items with their titles, and what users did.</summary>
internal static class BehaviourFiles
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the items: <c>item,title,users</c>, the last the number of users of training that have
    /// it.</summary>
    public static void WriteItems(string folder, ItemCatalogue items, IReadOnlyList<int> users) =>
        AtomicFile.Write(Path.Combine(folder, RunFolder.ItemsFile), stream =>
        {
            using var writer = new StreamWriter(stream, Utf8, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine("item,title,users");
            for (int item = 0; item < items.Count; item++)
            {
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{Quote(items.Ids[item])},{Quote(items.Titles[item] ?? "")},{users[item]}"));
            }
        });

    /// <summary>Writes what users did: <c>user,item</c>, with <c>timestamp</c> if it is known, in seconds.</summary>
    public static void WriteInteractions(string folder, BehaviourData data) =>
        AtomicFile.Write(Path.Combine(folder, RunFolder.InteractionsFile), stream =>
        {
            using var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            using var writer = new StreamWriter(gzip, Utf8) { NewLine = "\n" };
            writer.WriteLine(data.Times is null ? "user,item" : "user,item,timestamp");
            for (int user = 0; user < data.Profiles.Users; user++)
            {
                string id = Quote(data.Users[user]);
                ReadOnlySpan<long> times = data.TimesOf(user);
                for (int i = 0; i < data.Profiles[user].Length; i++)
                {
                    writer.Write(id);
                    writer.Write(',');
                    writer.Write(Quote(data.Items.Ids[data.Profiles[user][i]]));
                    writer.WriteLine(times.IsEmpty ? ""
                        : string.Create(CultureInfo.InvariantCulture, $",{times[i] / 1000m}"));
                }
            }
        });

    /// <summary>Reads the items.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static (ItemCatalogue Items, int[] Users) ReadItems(string folder)
    {
        string path = Path.Combine(folder, RunFolder.ItemsFile);
        List<string> ids = [];
        List<string?> titles = [];
        List<int> users = [];
        using var reader = new StreamReader(Disk.OpenRead(path), Utf8);
        bool isHeader = true;
        SeparatedRows.Read(reader, ',', path, (row, line) =>
        {
            if (isHeader)
            {
                isHeader = false;
                return;
            }
            if (row.ColCount != 3 || !int.TryParse(
                row[2].Span, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            {
                throw new InvalidDataException($"{path}: line {line}: expected item,title,users, the last a number.");
            }
            ids.Add(row[0].ToString());
            titles.Add(row[1].Span.IsEmpty ? null : row[1].ToString());
            users.Add(count);
        });
        try
        {
            return ids.Count > 0 ? (new ItemCatalogue(ids, titles), [.. users])
                : throw new InvalidDataException($"{path}: no items; expected those of the run.");
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads what users did.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static BehaviourData ReadInteractions(string folder, ItemCatalogue items) => InteractionReader.Read(
        Path.Combine(folder, RunFolder.InteractionsFile), new InteractionOptions { LeastRating = null }, items);

    /// <summary>A value as a row of separated values has it.</summary>
    internal static string Quote(string text) => text.AsSpan().ContainsAny(",\"\r\n") || text != text.Trim()
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
