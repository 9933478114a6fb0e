using System.Globalization;
using System.IO.Compression;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Engine;

namespace Scratch.Benchmarks.Shilling;

/// <summary>Visits of users to pages, and who of them train, validate and test.</summary>
/// <param name="Training">Who is learnt from.</param>
/// <param name="Validation">The last thousand users: what choices are made on.</param>
/// <param name="Test">Five thousand of the others, drawn by the seed.</param>
internal sealed record VisitData(Profiles Training, HiddenItems Validation, HiddenItems Test)
{
    private const int ForValidation = 1000, ForTest = 5000;

    /// <summary>Reads a file in the format DST: A lines are items, C lines users, and V lines visits.</summary>
    /// <param name="path">The file, packed if it ends in .gz.</param>
    /// <exception cref="InvalidDataException">A line isn't what it should be; the message says which.</exception>
    public static Profiles Read(string path)
    {
        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(
            path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        var items = new Dictionary<int, int>();
        List<List<int>> users = [];
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            string[] fields = line.Split(',');
            switch (fields[0])
            {
                case "A":
                    items.TryAdd(Number(fields, path, number), items.Count);
                    break;
                case "C":
                    users.Add([]);
                    break;
                case "V" when users.Count > 0 && items.TryGetValue(Number(fields, path, number), out int item):
                    users[^1].Add(item);
                    break;
                case "V":
                    throw new InvalidDataException(
                        $"{path}, line {number}: a visit of no user or to no known page; expected them before it.");
            }
        }
        return Profiles.Create(items.Count, users);
    }

    /// <summary>Parts users by the seed.</summary>
    public static VisitData Split(Profiles all, int seed)
    {
        if (all.Users <= ForValidation + ForTest)
        {
            throw new InvalidDataException(
                $"there are {all.Users} users; expected more than {ForValidation + ForTest}.");
        }
        var random = new RandomStream((ulong)seed);
        int[] order = [.. Enumerable.Range(0, all.Users - ForValidation)];
        random.Fork(0).Shuffle(order);
        int[] last = [.. Enumerable.Range(all.Users - ForValidation, ForValidation)];
        return new VisitData(
            all.Subset(order.AsSpan(ForTest)), HiddenItems.One(all.Subset(last), random.Fork(1)),
            HiddenItems.One(all.Subset(order.AsSpan(0, ForTest)), random.Fork(2)));
    }

    private static int Number(string[] fields, string path, int line) =>
        fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidDataException($"{path}, line {line}: expected a whole number after the letter.");
}
