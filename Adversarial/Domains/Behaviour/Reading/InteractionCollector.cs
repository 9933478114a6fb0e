using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>Takes interactions row by row, and makes profiles of them.</summary>
/// <param name="name">What messages call the file.</param>
/// <param name="options">Which interactions count.</param>
/// <param name="known">The items to keep to; null to take all, in the order in which they come.</param>
internal sealed class InteractionCollector(string name, InteractionOptions options, ItemCatalogue? known)
{
    private const int MostRows = 500_000_000;

    private readonly IdNumbers _userIds = new(), _itemIds = new();
    private readonly List<int> _users = [];
    private readonly List<int> _items = []; // ~item where the rating is too low, so that a later one can take its place
    private readonly List<long> _times = [];
    private double _bestRating = double.NegativeInfinity;
    private int _unknown;

    /// <summary>Titles by the ids of items, as far as the file has them.</summary>
    public Dictionary<string, string> Titles { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the file had no header.</summary>
    public bool HasNoHeader { get; set; }

    /// <summary>Takes an interaction.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="item">The item's id.</param>
    /// <param name="rating">The rating; NaN if the file has none.</param>
    /// <param name="time">In milliseconds since 1970; null if the file has none.</param>
    /// <param name="place">Where it stands.</param>
    public void Add(ReadOnlySpan<char> user, ReadOnlySpan<char> item, double rating, long? time, TextPlace place)
    {
        if (_users.Count == MostRows)
        {
            throw place.Wrong($"more than {MostRows} rows; expected fewer.");
        }
        int userNumber = _userIds.Take(user);
        int itemNumber = known is null ? _itemIds.Take(item) : known.Find(item);
        if (itemNumber < 0)
        {
            _unknown++;
            return;
        }
        _bestRating = Math.Max(_bestRating, double.IsNaN(rating) ? double.PositiveInfinity : rating);
        _users.Add(userNumber);
        _items.Add(rating < options.LeastRating ? ~itemNumber : itemNumber); // false for NaN and null
        if (time is { } at)
        {
            _times.Add(at);
        }
    }

    /// <summary>The profiles. Frees what was taken.</summary>
    /// <exception cref="InvalidDataException">There are none, or nothing is left of them.</exception>
    public BehaviourData Finish()
    {
        int rows = _users.Count;
        bool isAny = rows + _unknown > 0;
        if (!isAny)
        {
            throw new InvalidDataException($"{name}: no interactions; expected rows of a user and an item.");
        }
        (int[] starts, int[] items, long[]? times) = SortByUser();
        (int duplicates, int below) = Merge(starts, items, times);
        int[] numbers = NumberItems(starts, items, out int rare, out int kept);
        if (known is null && kept < 2)
        {
            throw new InvalidDataException($"{name}: {Remaining(kept, below)}; expected at least two.");
        }
        (List<string> users, int ofRare, int empty) = Renumber(ref starts, ref items, ref times, numbers);
        ItemCatalogue catalogue = known ?? new ItemCatalogue(
            [.. _itemIds.Ids.Where((_, item) => numbers[item] >= 0)],
            [.. _itemIds.Ids.Where((_, item) => numbers[item] >= 0)
                .Select(id => Titles.TryGetValue(id, out string? title) ? title : null)]);
        return new BehaviourData(
            name, Profiles.FromSorted(catalogue.Count, starts, items), users, catalogue, times, new BehaviourCounts
            {
                Rows = rows + _unknown,
                Duplicates = duplicates,
                BelowRating = below,
                RareItems = rare,
                OfRareItems = ofRare,
                EmptyUsers = empty,
                UnknownItems = _unknown,
                HasNoHeader = HasNoHeader,
            });
    }

    private string Remaining(int kept, int below) => options.LeastRating is { } least && _bestRating < least
        ? string.Create(CultureInfo.InvariantCulture,
            $"no rating reaches {least}, the least that counts, and the largest is {_bestRating}; no item is left")
        : _itemIds.Ids.Count == 1 ? "one item alone"
        : $"{kept} of {_itemIds.Ids.Count} items {(kept == 1 ? "has" : "have")} as many users as an item must have, "
            + $"{Math.Max(1, options.FewestUsers)}"
            + (below > 0 ? $", with {below} pairs left out for their ratings" : "");

    /// <summary>The rows of each user together, in the order of the file.</summary>
    private (int[] Starts, int[] Items, long[]? Times) SortByUser()
    {
        int[] next = new int[_userIds.Ids.Count + 1];
        foreach (int user in _users)
        {
            next[user + 1]++;
        }
        for (int user = 0; user < next.Length - 1; user++)
        {
            next[user + 1] += next[user];
        }
        int[] starts = [.. next];
        int[] items = new int[_users.Count];
        long[]? times = _times.Count > 0 ? new long[items.Length] : null;
        for (int row = 0; row < items.Length; row++)
        {
            int at = next[_users[row]]++;
            items[at] = _items[row];
            times?[at] = _times[row];
        }
        foreach (System.Collections.IList rows in (System.Collections.IList[])[_users, _items, _times])
        {
            rows.Clear();
        }
        _users.Capacity = _items.Capacity = _times.Capacity = 0;
        return (starts, items, times);
    }

    /// <summary>
    /// Leaves of rows with the same user and item the latest, and of those the ones whose rating is enough; what is
    /// left out becomes −1.
    /// </summary>
    private (int Duplicates, int Below) Merge(int[] starts, int[] items, long[]? times)
    {
        (int duplicates, int below) = (0, 0);
        int[] found = new int[known?.Count ?? _itemIds.Ids.Count]; // where the item stood last, + 1
        for (int user = 0; user < starts.Length - 1; user++)
        {
            for (int at = starts[user]; at < starts[user + 1]; at++)
            {
                ref int last = ref found[items[at] < 0 ? ~items[at] : items[at]];
                if (last > starts[user])
                {
                    duplicates++;
                    bool isOlder = times is not null && times[at] < times[last - 1];
                    (int from, int to) = isOlder ? (last - 1, last - 1) : (at, last - 1);
                    items[to] = items[from];
                    times?[to] = times[from];
                    items[at] = int.MinValue; // no item
                }
                else
                {
                    last = at + 1;
                }
            }
            for (int at = starts[user]; at < starts[user + 1]; at++)
            {
                below += items[at] is < 0 and not int.MinValue ? 1 : 0;
                items[at] = Math.Max(items[at], -1);
            }
        }
        return (duplicates, below);
    }

    /// <summary>The new number of each item; −1 for those that too few users have.</summary>
    private int[] NumberItems(int[] starts, int[] items, out int rare, out int kept)
    {
        int[] numbers = new int[known?.Count ?? _itemIds.Ids.Count];
        foreach (int item in items.AsSpan(0, starts[^1]))
        {
            if (item >= 0)
            {
                numbers[item]++;
            }
        }
        (rare, kept) = (0, 0);
        for (int item = 0; item < numbers.Length; item++)
        {
            bool isKept = known is not null || numbers[item] >= Math.Max(1, options.FewestUsers);
            rare += !isKept && numbers[item] > 0 ? 1 : 0;
            numbers[item] = isKept ? kept++ : -1;
        }
        return numbers;
    }

    /// <summary>Takes out what was left out; users of whom nothing is left go too, but where items are known.</summary>
    private (List<string> Users, int OfRare, int Empty) Renumber(
        ref int[] starts, ref int[] items, ref long[]? times, int[] numbers)
    {
        List<string> users = [];
        List<int> newStarts = [0];
        (int ofRare, int empty, int end) = (0, 0, 0);
        for (int user = 0; user < starts.Length - 1; user++)
        {
            int begin = end;
            for (int at = starts[user]; at < starts[user + 1]; at++)
            {
                if (items[at] >= 0)
                {
                    ofRare += numbers[items[at]] < 0 ? 1 : 0;
                    if (numbers[items[at]] >= 0)
                    {
                        items[end] = numbers[items[at]];
                        times?[end] = times[at];
                        end++;
                    }
                }
            }
            empty += begin == end ? 1 : 0;
            if (begin < end || known is not null)
            {
                users.Add(_userIds.Ids[user]);
                newStarts.Add(end);
                if (times is null)
                {
                    Array.Sort(items, begin, end - begin);
                }
                else
                {
                    Array.Sort(items, times, begin, end - begin);
                }
            }
        }
        starts = [.. newStarts];
        Array.Resize(ref items, end);
        if (times is not null)
        {
            Array.Resize(ref times, end);
        }
        return (users, ofRare, empty);
    }
}
