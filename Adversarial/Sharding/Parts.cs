namespace Scratch.Adversarial.Sharding;

/// <summary>The parts of one measurement.</summary>
internal static class Parts
{
    private const int MostNamed = 10; // of the shards that are missing

    /// <summary>Puts parts into the order of their shards.</summary>
    /// <exception cref="InvalidDataException">They don't belong together, one is there twice, or one is missing; the
    /// message names the file and what differs.</exception>
    public static IReadOnlyList<ShardPart> RequireTogether(IReadOnlyList<ShardPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ShardPart first = parts[0];
        var known = new Dictionary<int, ShardPart>();
        foreach (ShardPart part in parts)
        {
            if (part.Identity.FindDifference(first.Identity, first.File) is { } difference)
            {
                throw new InvalidDataException($"{part.File}: {difference}.");
            }
            RequireSameCount(part.File, part.Shard, first.File, first.Shard);
            if (!known.TryAdd(part.Shard.Number, part))
            {
                throw new InvalidDataException(
                    $"{part.File}: it is shard {part.Shard}, as {known[part.Shard.Number].File} is; expected each "
                    + "once.");
            }
        }
        RequireAll(first.File, first.Shard.Count, known.ContainsKey);
        return [.. parts.OrderBy(part => part.Shard.Number)];
    }

    /// <summary>Throws if two shards are of different numbers of them.</summary>
    public static void RequireSameCount(string file, Shard shard, string first, Shard other)
    {
        if (shard.Count != other.Count)
        {
            throw new InvalidDataException($"{file}: it is shard {shard}, but {first} is {other}.");
        }
    }

    /// <summary>Throws if a shard is missing.</summary>
    public static void RequireAll(string file, int count, Func<int, bool> isThere)
    {
        int[] missing = [.. Enumerable.Range(1, count).Where(number => !isThere(number))];
        if (missing.Length > 0)
        {
            string others = missing.Length > MostNamed ? " and others" : "";
            throw new InvalidDataException(
                $"{file}: of its {count} shards, {string.Join(", ", missing.Take(MostNamed))}{others} "
                + $"{(missing.Length == 1 ? "is" : "are")} missing; expected all.");
        }
    }
}
