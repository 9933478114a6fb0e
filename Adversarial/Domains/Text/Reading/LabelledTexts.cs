namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>Texts with their classes, in the order of their file, and what was odd about them.</summary>
public sealed class LabelledTexts
{
    private const float LargestShare = 0.5f;

    private readonly LabelledText[] _items;

    /// <summary>Some texts. The duplicates and the empty ones among them are counted.</summary>
    /// <param name="name">Where they come from, for messages.</param>
    /// <param name="items">The texts; copied.</param>
    /// <param name="classNames">The classes in the order of their numbers.</param>
    /// <exception cref="ArgumentException">A label isn't the number of a class, or a text is null.</exception>
    public LabelledTexts(string name, IReadOnlyList<LabelledText> items, IReadOnlyList<string> classNames)
        : this(name, items?.ToArray()!, classNames, default)
    {
    }

    /// <summary>Texts that were read.</summary>
    /// <param name="name">Where they come from, for messages.</param>
    /// <param name="items">The texts; not copied.</param>
    /// <param name="classNames">The classes in the order of their numbers.</param>
    /// <param name="read">What was odd when they were read; the others are counted.</param>
    internal LabelledTexts(
        string name, LabelledText[] items, IReadOnlyList<string> classNames, TextCounts read)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(classNames);
        (Name, ClassNames, _items) = (name, classNames, items);
        int empty = 0, duplicates = 0, conflicts = 0;
        var first = new Dictionary<string, int>(_items.Length, StringComparer.Ordinal);
        foreach (LabelledText item in _items)
        {
            if (item.Text is null || item.Label < 0 || item.Label >= classNames.Count)
            {
                throw new ArgumentException(
                    $"{name}: a text of the class {item.Label}; expected a text, and a class from 0 to "
                        + $"{classNames.Count - 1}.", nameof(items));
            }
            empty += string.IsNullOrWhiteSpace(item.Text) ? 1 : 0;
            if (!first.TryAdd(item.Text, item.Label))
            {
                duplicates++;
                conflicts += first[item.Text] != item.Label ? 1 : 0;
            }
        }
        Counts = read with { Empty = empty, Duplicates = duplicates, Conflicts = conflicts };
    }

    /// <summary>Where they come from, for messages.</summary>
    public string Name { get; }

    /// <summary>The texts.</summary>
    public IReadOnlyList<LabelledText> Items => _items;

    /// <summary>
    /// The classes in the order of their numbers. Of two classes the one whose name means something to be flagged, such
    /// as spam, is class 1; all others lie in the order of their numbers or, if they are none, of their characters.
    /// </summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What was odd about them.</summary>
    public TextCounts Counts { get; }

    /// <summary>A random part of the texts, in the same order; texts of one group come together or not at
    /// all.</summary>
    /// <param name="most">The most texts, at least 1. The part has fewer where a group is larger than what is
    /// left.</param>
    /// <param name="random">Decides which groups; the same stream always gives the same part.</param>
    public LabelledTexts Take(int most, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        if (most >= _items.Length)
        {
            return this;
        }
        int[] groups = FindGroups(out int count), sizes = new int[count], order = [.. Enumerable.Range(0, count)];
        foreach (int group in groups)
        {
            sizes[group]++;
        }
        random.Shuffle(order);
        bool[] isTaken = new bool[count];
        foreach (int group in order)
        {
            if (sizes[group] <= most)
            {
                isTaken[group] = true;
                most -= sizes[group];
            }
        }
        return Select(row => isTaken[groups[row]]);
    }

    /// <summary>
    /// Sets a share of every class aside, as <see cref="StratifiedSplit"/> does. Texts of one group stay together, and
    /// so do equal texts that are in no group.
    /// </summary>
    /// <param name="share">The share that is set aside, in (0, 0.5].</param>
    /// <param name="random">Decides which; the same stream always gives the same parts.</param>
    /// <returns>Both parts, in the order of the file.</returns>
    /// <exception cref="InvalidDataException">A part would be empty, or the kept one would lack a class.</exception>
    public (LabelledTexts Kept, LabelledTexts SetAside) Split(float share, RandomStream random)
    {
        if (!(share > 0 && share <= LargestShare))
        {
            throw new ArgumentOutOfRangeException(
                nameof(share), share, $"The share set aside is {share}; expected above 0 and at most {LargestShare}.");
        }
        int[] labels = new int[_items.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = _items[i].Label;
        }
        bool[] isAside = StratifiedSplit.SetAside(labels, FindGroups(out _), ClassNames.Count, share, random);
        LabelledTexts kept = Select(row => !isAside[row]), aside = Select(row => isAside[row]);
        if (aside._items.Length == 0)
        {
            throw new InvalidDataException(
                $"{Name}: {_items.Length} texts are too few to set some aside; expected more texts or groups.");
        }
        for (int label = 0; label < ClassNames.Count; label++)
        {
            if (!Array.Exists(kept._items, item => item.Label == label))
            {
                throw new InvalidDataException(
                    $"{Name}: no text of the class '{TextPlace.Shorten(ClassNames[label])}' is left for training; "
                        + "expected it in more groups, or another seed.");
            }
        }
        return (kept, aside);
    }

    /// <summary>How many of these texts others have as well, character by character.</summary>
    /// <param name="other">The others, such as those of training.</param>
    public int DuplicatesOf(LabelledTexts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var known = new HashSet<string>(other._items.Length, StringComparer.Ordinal);
        foreach (LabelledText item in other._items)
        {
            known.Add(item.Text);
        }
        int count = 0;
        foreach (LabelledText item in _items)
        {
            count += known.Contains(item.Text) ? 1 : 0;
        }
        return count;
    }

    /// <summary>The number of each text's group; a text without one is in that of all that equal it.</summary>
    private int[] FindGroups(out int count)
    {
        var known = new Dictionary<(string Word, bool IsText), int>();
        int[] groups = new int[_items.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            LabelledText item = _items[i];
            (string, bool) key = (item.Group ?? item.Text, item.Group is null);
            if (!known.TryGetValue(key, out groups[i]))
            {
                groups[i] = known.Count;
                known.Add(key, groups[i]);
            }
        }
        count = known.Count;
        return groups;
    }

    private LabelledTexts Select(Func<int, bool> isWanted)
    {
        var items = new List<LabelledText>();
        for (int i = 0; i < _items.Length; i++)
        {
            if (isWanted(i))
            {
                items.Add(_items[i]);
            }
        }
        return new LabelledTexts(Name, [.. items], ClassNames, default);
    }
}
