namespace Scratch.Adversarial.Data;

/// <summary>Changes examples without changing what they show.</summary>
public interface IAugmenter
{
    /// <summary>
    /// Overwrites <paramref name="output"/> with changed copies of examples. Allocates nothing once warm.
    /// </summary>
    /// <param name="examples">(B, features), not overwritten.</param>
    /// <param name="numbers">
    /// B numbers, such as their rows in the data: example i draws from <c>random.Fork(numbers[i])</c>, so that what
    /// happens to it doesn't depend on who is beside it.
    /// </param>
    /// <param name="random">The stream of this batch.</param>
    /// <param name="output">(B, features), overwritten; it stays in the box of the domain.</param>
    void Augment(Matrix examples, ReadOnlyMemory<int> numbers, RandomStream random, Matrix output);
}

/// <summary>One augmentation of a domain.</summary>
/// <param name="Name">The name in options and files, such as <c>rotation</c>.</param>
/// <param name="Summary">What its amount is, in a line.</param>
/// <param name="Largest">The largest amount; the smallest is 0, which switches it off.</param>
public sealed record AugmentationKind(string Name, string Summary, float Largest = float.MaxValue)
{
    /// <summary>The smallest amount: above 0 for what can't be switched off, such as a width.</summary>
    public float Least { get; init; }

    /// <summary>Whether the amount is a whole number.</summary>
    public bool IsWhole { get; init; }
}

/// <summary>
/// How far examples may be changed: an amount for each augmentation that is on. What the names mean is the domain's to
/// say.
/// </summary>
[JsonConverter(typeof(AugmentationConverter))]
public sealed record Augmentation
{
    private readonly SortedDictionary<string, float> _amounts;

    /// <summary>These amounts.</summary>
    public Augmentation(IEnumerable<KeyValuePair<string, float>> amounts) =>
        _amounts = new SortedDictionary<string, float>(amounts.ToDictionary(), StringComparer.Ordinal);

    /// <summary>No augmentation.</summary>
    public static Augmentation None { get; } = new([]);

    /// <summary>The amounts by name, in the order of the names.</summary>
    public IReadOnlyDictionary<string, float> Amounts => _amounts;

    /// <summary>The amount of an augmentation; null if it is not given.</summary>
    public float? this[string name] => _amounts.TryGetValue(name, out float amount) ? amount : null;

    /// <summary>The same with another amount of one augmentation.</summary>
    public Augmentation With(string name, float amount) =>
        new(_amounts.Where(pair => pair.Key != name).Append(new(name, amount)));

    /// <summary>True if the amounts are the same.</summary>
    public bool Equals(Augmentation? other) => other is not null && _amounts.SequenceEqual(other._amounts);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _amounts.Aggregate(0, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    /// <summary>Throws if an amount can't be one in any domain.</summary>
    /// <exception cref="ArgumentException">It is negative or no number; the message names it.</exception>
    public void Validate()
    {
        foreach ((string name, float amount) in _amounts)
        {
            if (!(amount >= 0 && float.IsFinite(amount)))
            {
                throw new ArgumentException(
                    FormattableString.Invariant(
                    $"The augmentation's {name} is {amount}; expected a finite number of at least 0."));
            }
        }
    }

    /// <summary>Throws unless there are such augmentations, and the amounts are in their ranges.</summary>
    /// <exception cref="ArgumentException">The message names the augmentation, its amount and what was
    /// expected.</exception>
    public void Validate(IReadOnlyList<AugmentationKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        foreach ((string name, float amount) in _amounts)
        {
            AugmentationKind kind = kinds.FirstOrDefault(kind => kind.Name == name) ?? throw new ArgumentException(
                $"There is no augmentation '{name}'; expected "
                    + $"{(kinds.Count == 0 ? "none" : string.Join(", ", kinds.Select(kind => kind.Name)))}.");
            if (!(amount >= kind.Least && amount <= kind.Largest) || (kind.IsWhole && !float.IsInteger(amount)))
            {
                string from = kind.Least > 0 ? "above 0 and up" : "from 0", number = kind.IsWhole ? "whole number"
                    : "number";
                throw new ArgumentException(FormattableString.Invariant(
                    $"The augmentation's {name} is {amount}; expected a {number} {from} to {kind.Largest}."));
            }
        }
    }
}

/// <summary>
/// An augmentation as a JSON object of numbers; null for none, so that a file over a preset can say so.
/// </summary>
internal sealed class AugmentationConverter : JsonConverter<Augmentation>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override Augmentation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Augmentation.None;
        }
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An augmentation is an object of numbers.");
        }
        var amounts = new Dictionary<string, float>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            amounts[name] = reader.TokenType == JsonTokenType.Number
                ? reader.GetSingle()
                : throw new JsonException($"The augmentation's {name} is no number.");
        }
        return new Augmentation(amounts);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Augmentation value, JsonSerializerOptions options)
    {
        if (value.Amounts.Count == 0)
        {
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartObject();
        foreach ((string name, float amount) in value.Amounts)
        {
            writer.WriteNumber(name, amount);
        }
        writer.WriteEndObject();
    }
}
