using System.Text.Json.Serialization.Metadata;

namespace Scratch.Adversarial.Sharding;

/// <summary>Computes what is of a shard's own examples, and keeps it for a part.</summary>
/// <param name="shard">Which.</param>
internal sealed class ShardWork(Shard shard) : ExampleWork
{
    private readonly List<PartResult> _results = [];
    private readonly Dictionary<string, string> _once = new(StringComparer.Ordinal);

    /// <summary>What the shard has computed so far, in that order.</summary>
    public IReadOnlyList<PartResult> Results => _results;

    /// <summary>What is not of single examples, as JSON, by name; empty but for the first shard.</summary>
    public IReadOnlyDictionary<string, string> Single => _once;

    /// <inheritdoc/>
    public override ExampleValues OfRows(string name, int[] rows, int width, Func<int[], Matrix> compute)
    {
        int[] places = [.. Enumerable.Range(0, rows.Length).Where(i => shard.Has(rows[i]))],
            own = [.. places.Select(i => rows[i])];
        ExampleValues computed =
            own.Length == 0 ? new(Matrix.Allocate(0, width), 0) : Time(() => compute(own));
        _results.Add(new PartResult(name, own, computed.Values, computed.Seconds));
        Matrix all = Matrix.Allocate(rows.Length, width);
        for (int i = 0; i < places.Length; i++)
        {
            computed.Values.Row(i).CopyTo(all.Row(places[i]));
        }
        return computed with { Values = all };
    }

    /// <inheritdoc/>
    public override T Once<T>(string name, JsonTypeInfo<T> form, Func<T> compute, T elsewhere)
    {
        if (shard.Number != 1)
        {
            return elsewhere;
        }
        T computed = compute();
        _once.Add(name, JsonSerializer.Serialize(computed, form));
        return computed;
    }
}
