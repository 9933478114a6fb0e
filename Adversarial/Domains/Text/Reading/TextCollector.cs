namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>Takes the texts of a file or a folder one by one, and numbers their classes when all are there.</summary>
/// <param name="name">What messages call the file.</param>
/// <param name="classNames">The only classes that there may be, in their order; null to learn them.</param>
internal sealed class TextCollector(string name, IReadOnlyList<string>? classNames)
{
    private const int MostClasses = 1000, MostNamed = 20;
    private const int FewestOfBlock = 64, MostOfBlock = 64 * 1024; // texts

    private readonly List<LabelledText[]> _blocks = [];
    private readonly List<string> _labels = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.OrdinalIgnoreCase); // of a label as it stands
    private readonly Dictionary<string, int> _classes = new(StringComparer.OrdinalIgnoreCase); // of a normalised one
    private readonly Dictionary<string, string> _words = []; // of sources and groups, which are few

    private int _count, _inBlock;

    /// <summary>Halves of surrogate pairs that were replaced.</summary>
    public int LoneSurrogates { get; set; }

    /// <summary>What was no text.</summary>
    public InvalidBytes Invalid { get; set; }

    /// <summary>Takes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="label">Its label as it stands in the file.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="group">What it belongs to; empty for nothing.</param>
    /// <param name="place">What messages call its place: the file and the line.</param>
    /// <exception cref="InvalidDataException">The label is missing, or it is that of no known class.</exception>
    public void Add(
        string text, ReadOnlySpan<char> label, ReadOnlySpan<char> source, ReadOnlySpan<char> group, TextPlace place)
    {
        var item = new LabelledText(text, FindLabel(label, place), Intern(source))
        {
            Group = group.IsEmpty ? null : Intern(group),
        };
        if (_blocks.Count == 0 || _inBlock == _blocks[^1].Length)
        {
            _blocks.Add(new LabelledText[Math.Clamp(_count, FewestOfBlock, MostOfBlock)]);
            _inBlock = 0;
        }
        _blocks[^1][_inBlock++] = item;
        _count++;
    }

    /// <summary>All texts, with the classes numbered.</summary>
    /// <param name="line">The last line of the file.</param>
    /// <exception cref="InvalidDataException">There is no text, or one class alone.</exception>
    public LabelledTexts Finish(int line)
    {
        if (_count == 0)
        {
            throw new InvalidDataException($"{name}: line {line}: no text; expected some, each with its label.");
        }
        IReadOnlyList<string> sorted = classNames ?? LearnClasses();
        if (sorted.Count < 2)
        {
            throw new InvalidDataException($"{name}: line {line}: every text is of the class "
                + $"'{TextPlace.Shorten(sorted[0])}'; expected at least two classes.");
        }
        int[] order = new int[_labels.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = FindClass(sorted, _labels[i]);
        }
        var items = new LabelledText[_count];
        int next = 0;
        foreach (LabelledText[] block in _blocks)
        {
            for (int i = 0; i < block.Length && next < items.Length; i++)
            {
                items[next++] = block[i] with { Label = order[block[i].Label] };
            }
        }
        return new LabelledTexts(
            name, items, sorted, new TextCounts { LoneSurrogates = LoneSurrogates, Invalid = Invalid });
    }

    private int FindLabel(ReadOnlySpan<char> label, TextPlace place)
    {
        if (_places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(label, out int known))
        {
            return known;
        }
        if (label.IsWhiteSpace())
        {
            throw place.Wrong("the label is missing; expected one for each text.");
        }
        string normal = LabelNames.Normalise(label);
        if (!_classes.TryGetValue(normal, out int number))
        {
            if (classNames is not null && FindClass(classNames, normal) < 0)
            {
                throw place.Wrong($"there is no class '{TextPlace.Shorten(normal)}' in training; expected "
                    + $"{List(classNames)}.");
            }
            if (_labels.Count == MostClasses)
            {
                throw place.Wrong($"the label '{TextPlace.Shorten(normal)}' is the {MostClasses + 1}th class; "
                    + $"expected at most {MostClasses} classes.");
            }
            number = _labels.Count;
            _labels.Add(normal);
            _classes.Add(normal, number);
        }
        if (_places.Count <= 2 * MostClasses) // else the same numbers are written in ever new ways
        {
            _places.Add(label.ToString(), number);
        }
        return number;
    }

    private string[] LearnClasses()
    {
        bool hasNumbers = _classes.ContainsKey("0") || _classes.ContainsKey("1");
        for (int i = 0; i < _labels.Count && hasNumbers; i++)
        {
            _labels[i] = LabelNames.FindNumber(_labels[i]) ?? _labels[i];
        }
        return LabelNames.Sort([.. _labels.Distinct()]);
    }

    private static int FindClass(IReadOnlyList<string> classes, string label)
    {
        string? number = LabelNames.FindNumber(label);
        int fallback = -1;
        for (int i = 0; i < classes.Count; i++)
        {
            if (classes[i].Equals(label, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
            fallback = classes[i] == number || LabelNames.FindNumber(classes[i]) == label ? i : fallback;
        }
        return fallback;
    }

    private string Intern(ReadOnlySpan<char> word)
    {
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> words =
            _words.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!words.TryGetValue(word, out string? known))
        {
            known = word.ToString();
            _words.Add(known, known);
        }
        return known;
    }

    private static string List(IReadOnlyList<string> classes) =>
        string.Join(" or ", classes.Take(MostNamed).Select(known => TextPlace.Shorten(known)));
}
