namespace Scratch.Adversarial.Domains.Behaviour;

/// <summary>The items of some data: what they are called by files, and by people.</summary>
public sealed class ItemCatalogue
{
    private readonly Dictionary<string, int> _numbers;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>A catalogue.</summary>
    /// <param name="ids">Of each item what files call it. An id is a text: 007 and 7 are two.</param>
    /// <param name="titles">Of each item what people call it; null where that isn't known.</param>
    /// <exception cref="ArgumentException">There are more or fewer titles than ids, or an id stands there
    /// twice.</exception>
    public ItemCatalogue(IReadOnlyList<string> ids, IReadOnlyList<string?> titles)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(titles);
        if (titles.Count != ids.Count)
        {
            throw new ArgumentException(
                $"{titles.Count} titles for {ids.Count} items; expected one for each, or null.", nameof(titles));
        }
        (Ids, Titles) = (ids, titles);
        _numbers = new Dictionary<string, int>(ids.Count, StringComparer.Ordinal);
        for (int item = 0; item < ids.Count; item++)
        {
            if (!_numbers.TryAdd(ids[item], item))
            {
                throw new ArgumentException(
                    $"The id '{ids[item]}' stands there twice; expected one for each.", nameof(ids));
            }
        }
        _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What files call each item.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>What people call each item; null where that isn't known.</summary>
    public IReadOnlyList<string?> Titles { get; }

    /// <summary>The number of items.</summary>
    public int Count => Ids.Count;

    /// <summary>What to show of an item: its title, or its id.</summary>
    public string NameOf(int item) => Titles[item] ?? Ids[item];

    /// <summary>The number of an item that files call so; −1 if there is none.</summary>
    public int Find(ReadOnlySpan<char> id) => _lookup.TryGetValue(id, out int item) ? item : -1;

    /// <summary>
    /// The number of an item that somebody names by its id or, if no id is the same and one item alone has it, by its
    /// title without regard to case; −1 if there is none.
    /// </summary>
    public int FindNamed(string name)
    {
        if (Find(name) is >= 0 and var item)
        {
            return item;
        }
        int[] titled = [.. Enumerable.Range(0, Count)
            .Where(i => string.Equals(Titles[i], name, StringComparison.OrdinalIgnoreCase)).Take(2)];
        return titled.Length == 1 ? titled[0] : -1;
    }

    /// <summary>The same items with titles from elsewhere; an item that has none there keeps its own.</summary>
    /// <param name="titles">Titles by ids; those of other items are of no matter.</param>
    public ItemCatalogue WithTitles(IReadOnlyDictionary<string, string> titles)
    {
        ArgumentNullException.ThrowIfNull(titles);
        return new ItemCatalogue(
            Ids, [.. Ids.Select((id, item) => titles.TryGetValue(id, out string? title) ? title : Titles[item])]);
    }
}
