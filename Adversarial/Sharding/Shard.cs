namespace Scratch.Adversarial.Sharding;

/// <summary>
/// One of several shares of the examples, so that machines that know nothing of each other share a measurement.
/// </summary>
/// <param name="Number">Which one, from 1.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct Shard(int Number, int Count)
{
    /// <summary>The most shards that a measurement is cut into.</summary>
    public const int Most = 100_000;

    /// <summary>
    /// Whether an example, a row of the whole data set, is of this shard: every <see cref="Count"/>th one, so that all
    /// shards have about the same work even if the data set is in the order of its classes.
    /// </summary>
    public bool Has(int row) => row % Count == Number - 1;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}

/// <summary>Shards as options have them: <c>2/7</c>, the second of seven.</summary>
internal sealed class ShardKind : Kind<Shard>
{
    /// <inheritdoc/>
    public override string Expected => "I/N, such as 2/7, the second of seven shards";

    /// <inheritdoc/>
    public override bool TryRead(string text, out Shard value)
    {
        value = default;
        string[] parts = text.Split('/');
        if (parts.Length != 2 || !Parse(parts[0], out int number) || !Parse(parts[1], out int count))
        {
            return false;
        }
        value = new Shard(number, count);
        return true;

        static bool Parse(string part, out int number) =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <inheritdoc/>
    public override bool Has(Shard value) =>
        value.Number >= 1 && value.Number <= value.Count && value.Count <= Shard.Most;

    /// <inheritdoc/>
    public override string Write(Shard value) => value.ToString();
}
