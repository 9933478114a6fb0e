using System.Runtime.CompilerServices;

namespace Scratch.Adversarial.Domains.Text;

/// <summary>
/// The words of a normalised text and their n-grams, as entries of a sparse vector: what a detector sees of it.
/// </summary>
/// <remarks>
/// <para>
/// A word ends at a blank, or after <see cref="LongestWord"/> characters. Its n-grams are those of 2 to 5 characters
/// within the word and a blank on either side, the word, and the pair of the word before and itself. Each is hashed
/// to a row and a sign.
/// </para>
/// <para>
/// A run is a stretch of text whose words belong together: the text itself, or something that was hidden in it. Pairs
/// and windows never reach from one into another. The object is meant to be used again and again: after the longest
/// text it allocates nothing more.
/// </para>
/// </remarks>
public sealed class TextGrams
{
    /// <summary>The longest word, in characters; what is longer is cut into several.</summary>
    public const int LongestWord = 32;

    /// <summary>The shortest n-gram of characters.</summary>
    public const int Shortest = 2;

    /// <summary>The longest n-gram of characters.</summary>
    public const int Longest = 5;

    /// <summary>
    /// How often the entry of a word, and of a pair, stands in the list: they weigh as much as that many n-grams of
    /// characters, of which there are many more.
    /// </summary>
    public const int WordCopies = 3;

    private readonly int _bits;
    private int[] _entries = new int[4096]; // word for word: its pair, the word, its characters' n-grams
    private int[] _ends = new int[256]; // of each word's entries
    private int[] _own = new int[256]; // where they begin, behind its pair's
    private int[] _positions = new int[256];
    private byte[] _lengths = new byte[256];
    private int[] _runs = new int[9]; // the first word of each run; and their end
    private int _count;

    /// <summary>Room for the n-grams of a text.</summary>
    /// <param name="features">The number of rows, a power of two from 2 to 2²⁸.</param>
    public TextGrams(int features)
    {
        RequireFeatures(features);
        Features = features;
        _bits = int.Log2(features);
    }

    /// <summary>The number of rows.</summary>
    public int Features { get; }

    /// <summary>The number of words.</summary>
    public int Words { get; private set; }

    /// <summary>The number of runs.</summary>
    public int Runs { get; private set; }

    /// <summary>The first word of a run, and the first that isn't in it any more.</summary>
    public (int First, int End) Run(int run) => (_runs[run], _runs[run + 1]);

    /// <summary>Where a word begins in the characters that were added with it.</summary>
    public int Position(int word) => _positions[word];

    /// <summary>The characters of a word, at most <see cref="LongestWord"/>.</summary>
    public int WordLength(int word) => _lengths[word];

    /// <summary>
    /// The entries of the words from one to before another, both of the same run. The pair of the first with the word
    /// before it is none of them.
    /// </summary>
    public ReadOnlySpan<int> Entries(int first, int end) => _entries.AsSpan(_own[first].._ends[end - 1]);

    /// <summary>The entries of the pair of a word with the one before; none if it is the first of its run.</summary>
    public ReadOnlySpan<int> PairOf(int word) =>
        _entries.AsSpan((word == 0 ? 0 : _ends[word - 1]).._own[word]);

    /// <summary>The entries of a word, and of its pair with the one before.</summary>
    public ReadOnlySpan<int> EntriesWithPair(int word) =>
        _entries.AsSpan((word == 0 ? 0 : _ends[word - 1]).._ends[word]);

    /// <summary>
    /// What the entries of so many words are divided by: the length of their vector, if all n-grams differ.
    /// </summary>
    /// <param name="entries">The number of entries.</param>
    /// <param name="words">The number of words, at least 1.</param>
    public static float Length(int entries, int words) =>
        MathF.Sqrt(entries + ((WordCopies - 1) * WordCopies * ((2 * words) - 1)));

    /// <summary>
    /// Where the n-grams of characters of a word begin and end in it, in the order of its entries; a blank on either
    /// side is left out.
    /// </summary>
    /// <param name="length">The characters of the word.</param>
    internal static IEnumerable<(int Start, int End)> CharacterSpans(int length)
    {
        for (int start = 0; start + Shortest <= length + 2; start++)
        {
            for (int end = start + Shortest; end <= Math.Min(start + Longest, length + 2); end++)
            {
                yield return (Math.Max(0, start - 1), Math.Min(length, end - 1));
            }
        }
    }

    /// <summary>Throws unless it is a power of two from 2 to 2²⁸.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It isn't.</exception>
    internal static void RequireFeatures(int features)
    {
        if (features < 2 || features > 1 << 28 || !int.IsPow2(features))
        {
            throw new ArgumentOutOfRangeException(
                nameof(features), features, "Expected a power of two from 2 to 268435456.");
        }
    }

    /// <summary>Forgets all words.</summary>
    public void Clear() => (Words, Runs, _count, _runs[0]) = (0, 0, 0, 0);

    /// <summary>Adds a run of words.</summary>
    /// <param name="characters">Normalised text: lower case, one blank between words.</param>
    public void Add(ReadOnlySpan<char> characters)
    {
        int first = Words;
        uint before = 0;
        for (int i = 0; i < characters.Length;)
        {
            if (characters[i] == ' ')
            {
                i++;
                continue;
            }
            ReadOnlySpan<char> rest = characters.Slice(i, Math.Min(LongestWord, characters.Length - i));
            int blank = rest.IndexOf(' ');
            ReadOnlySpan<char> word = blank < 0 ? rest : rest[..blank];
            before = AddWord(word, i, before, isFirst: Words == first);
            i += word.Length;
        }
        if (Words > first)
        {
            Room(ref _runs, Runs + 2);
            _runs[++Runs] = Words;
        }
    }

    private uint AddWord(ReadOnlySpan<char> word, int position, uint before, bool isFirst)
    {
        int padded = word.Length + 2;
        Room(ref _entries, _count + (2 * WordCopies) + ((Longest - Shortest + 1) * padded));
        Room(ref _ends, Words + 1);
        Room(ref _own, Words + 1);
        Room(ref _positions, Words + 1);
        Room(ref _lengths, Words + 1);
        uint hash = GramHash.OfWords;
        foreach (char letter in word)
        {
            hash = GramHash.Append(hash, letter);
        }
        if (!isFirst)
        {
            AddCopies(GramHash.Append(GramHash.Append(before, hash), ' '));
        }
        (_own[Words], _positions[Words], _lengths[Words]) = (_count, position, (byte)word.Length);
        AddCopies(hash);
        Span<char> letters = stackalloc char[LongestWord + 2];
        (letters[0], letters[padded - 1]) = (' ', ' ');
        word.CopyTo(letters[1..]);
        _count = AddCharacters(letters[..padded], _entries, _count, _bits);
        _ends[Words++] = _count;
        return hash;
    }

    private void AddCopies(uint hash)
    {
        _entries.AsSpan(_count, WordCopies).Fill(GramHash.Entry(hash, _bits));
        _count += WordCopies;
    }

    /// <summary>Writes the entries of all n-grams of a padded word, and returns where they end.</summary>
    private static int AddCharacters(ReadOnlySpan<char> letters, Span<int> entries, int next, int bits)
    {
        for (int start = 0; start + Shortest <= letters.Length; start++)
        {
            uint hash = GramHash.Append(GramHash.OfCharacters, letters[start]);
            int end = Math.Min(start + Longest, letters.Length);
            for (int i = start + 1; i < end; i++)
            {
                hash = GramHash.Append(hash, letters[i]);
                entries[next++] = GramHash.Entry(hash, bits);
            }
        }
        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Room<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, checked(2 * array.Length)));
        }
    }
}
