using System.Text.Json.Serialization.Metadata;

namespace Scratch.Adversarial.Sharding;

/// <summary>Computes nothing: finds in the parts what the shards have computed.</summary>
/// <param name="parts">All shards' parts, which <see cref="Parts.RequireTogether"/> has looked through.</param>
internal sealed class MergedWork(IReadOnlyList<ShardPart> parts) : ExampleWork
{
    private int _next; // of the results: they are asked for in the order in which the shards computed them

    /// <summary>What the parts were computed from.</summary>
    public PartIdentity Identity => parts[0].Identity;

    /// <summary>Throws unless the parts were computed from what there is now.</summary>
    /// <exception cref="InvalidDataException">They weren't; the message says what is another.</exception>
    public void RequireFrom(PartIdentity now)
    {
        if (Identity.FindDifference(now, "what is here") is { } difference)
        {
            throw new InvalidDataException($"{parts[0].File}: {difference}.");
        }
    }

    /// <inheritdoc/>
    public override double SecondsElsewhere => parts.Sum(part => part.Results.Sum(result => result.Seconds));

    /// <inheritdoc/>
    public override ExampleValues OfRows(string name, int[] rows, int width, Func<int[], Matrix> compute)
    {
        int number = _next++;
        Matrix values = Matrix.Allocate(rows.Length, width);
        PartResult[] results = [.. parts.Select(part => part.Result(number, name, width))];
        var places = new Dictionary<int, (PartResult Result, int Row)>();
        foreach (PartResult result in results)
        {
            for (int i = 0; i < result.Rows.Length; i++)
            {
                places[result.Rows[i]] = (result, i);
            }
        }
        for (int i = 0; i < rows.Length; i++)
        {
            if (!places.TryGetValue(rows[i], out (PartResult Result, int Row) found))
            {
                string file = parts[rows[i] % parts.Count].File;
                throw new InvalidDataException($"{file}: there is no {name} of example {rows[i]}; expected it there.");
            }
            found.Result.Values.Row(found.Row).CopyTo(values.Row(i));
        }
        return new ExampleValues(values, results.Sum(result => result.Seconds));
    }

    /// <inheritdoc/>
    public override T Once<T>(string name, JsonTypeInfo<T> form, Func<T> compute, T elsewhere)
    {
        ShardPart first = parts[0];
        try
        {
            return first.Single.TryGetValue(name, out string? json)
                && JsonSerializer.Deserialize(json, form) is { } value ? value
                : throw new InvalidDataException($"{first.File}: there is no {name}; expected it there.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{first.File}: {name}: {error.Message}", error);
        }
    }
}
