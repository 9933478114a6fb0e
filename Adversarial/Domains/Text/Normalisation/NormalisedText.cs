using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>
/// A text as a reader sees it: lower case, plain letters, one blank between words; what disguised it is undone.
/// </summary>
/// <remarks>
/// <para>Characters go by <see cref="CharacterTable"/>, letters that look like Latin ones by <see cref="LookAlikes"/>,
/// letters and syllables that stand apart by <see cref="Spelling"/>, digits and signs that stand for letters by
/// <see cref="Leetspeak"/>. What was read once stays as it is when it is read again.</para>
/// <para>The object is used for one text after the other and allocates only for one longer than all before. It is not
/// safe for several threads at once.</para>
/// </remarks>
internal sealed class NormalisedText
{
    private const int MaxRounds = 4;
    private const char FirstOfTable = '\u007F'; // the first character that is not read a vector at a time
    private const char FirstScriptOfVowels = '\u0900'; // from Devanagari on, marks are vowels

    private readonly CharacterTable _table = CharacterTable.Shared;
    private char[] _characters = new char[1024];
    private int[] _positions = new int[1024];
    private int _length, _invisible, _marks, _tags, _confusables, _compatibility, _broken;
    private bool _hasLookAlikes;

    /// <summary>The normalised text, valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<char> Characters => _characters.AsSpan(0, _length);

    /// <summary>For each normalised character the index in the source of the one it came from, ascending.</summary>
    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, _length);

    /// <summary>What was found in the text that was read last.</summary>
    public NormalisationCounts Counts { get; private set; }

    /// <summary>Normalises a text and overwrites what was read before.</summary>
    /// <param name="text">Any characters; lone surrogates become U+FFFD.</param>
    public void Read(ReadOnlySpan<char> text)
    {
        (_length, _invisible, _marks, _tags, _confusables, _compatibility, _broken) = (0, 0, 0, 0, 0, 0, 0);
        _hasLookAlikes = false;
        Reserve(text.Length);
        for (int i = 0; i < text.Length;)
        {
            i += text[i] < FirstOfTable ? ReadPlain(text, i) : ReadOne(text, i);
        }
        int joined = 0, leet = 0;
        for (int round = 0; round < MaxRounds; round++)
        {
            int before = joined + leet;
            Span<char> characters = _characters.AsSpan(0, _length);
            Span<int> positions = _positions.AsSpan(0, _length);
            _length = Spelling.JoinLetters(characters, positions, ref joined);
            _length = Spelling.JoinSyllables(characters[.._length], positions, ref joined);
            if (_hasLookAlikes)
            {
                _confusables += LookAlikes.Resolve(characters[.._length], _table);
            }
            leet += Leetspeak.Replace(characters[.._length]);
            _length = Spelling.JoinBlanks(characters[.._length], positions);
            if (joined + leet == before)
            {
                break;
            }
        }
        Counts = new NormalisationCounts
        {
            Invisible = _invisible,
            Marks = _marks,
            Tags = _tags,
            Confusables = _confusables,
            Compatibility = _compatibility,
            Leet = leet,
            Joined = joined,
            Broken = _broken,
        };
    }

    /// <summary>
    /// Takes over ASCII in lower case, control characters as blanks: whole vectors of printable characters, and at most
    /// one vector of others. Returns how many characters.
    /// </summary>
    private int ReadPlain(ReadOnlySpan<char> text, int start)
    {
        ref ushort source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref ushort target = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetArrayDataReference(_characters));
        ref int positions = ref MemoryMarshal.GetArrayDataReference(_positions);
        int i = start, length, offset = _length - start;
        Vector<int> indices = Vector<int>.Indices;
        for (; i <= text.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector<ushort> v = Vector.LoadUnsafe(ref source, (nuint)i);
            if (Vector.GreaterThanAny(v - new Vector<ushort>(' '), new Vector<ushort>('~' - ' ')))
            {
                break;
            }
            Vector<ushort> isUpper = Vector.LessThan(v - new Vector<ushort>('A'), new Vector<ushort>(26));
            (v | (isUpper & new Vector<ushort>(0x20))).StoreUnsafe(ref target, (nuint)(i + offset));
            (indices + new Vector<int>(i)).StoreUnsafe(ref positions, (nuint)(i + offset));
            (indices + new Vector<int>(i + Vector<int>.Count)).StoreUnsafe(
                ref positions, (nuint)(i + offset + Vector<int>.Count));
        }
        int stop = Math.Min(text.Length, i + Vector<ushort>.Count);
        for (length = i + offset; i < stop && text[i] < FirstOfTable; i++, length++)
        {
            char c = text[i];
            _characters[length] = c < ' ' ? ' ' : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
            _positions[length] = i;
        }
        _length = length;
        return i - start;
    }

    /// <summary>Reads a character outside ASCII; returns 1, or 2 for a surrogate pair.</summary>
    private int ReadOne(ReadOnlySpan<char> text, int i)
    {
        Reserve(text.Length - i + CharacterTable.MaxReplacement);
        int codePoint = text[i], units = 1;
        if (char.IsSurrogate(text[i]))
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                codePoint = char.ConvertToUtf32(text[i], text[i + 1]);
                units = 2;
            }
            else
            {
                codePoint = '\uFFFD';
            }
        }
        _broken += codePoint == '\uFFFD' ? 1 : 0;
        uint entry = codePoint == 0x7F ? 0 : _table.Find(codePoint);
        switch (CharacterTable.Kind(entry))
        {
            case CharacterKind.Unchanged:
                Append(codePoint == '\uFFFD' ? "\uFFFD" : codePoint == 0x7F ? " " : text.Slice(i, units), i);
                break;
            case CharacterKind.LookAlike:
                _hasLookAlikes = true;
                Append(text.Slice(i, units), i);
                break;
            case CharacterKind.ScriptMark when MayBearVowel(Before):
                Append(text.Slice(i, units), i);
                break;
            case CharacterKind.ScriptMark or CharacterKind.Mark:
                _marks++;
                break;
            case CharacterKind.Joiner:
                _invisible += codePoint < 0xFE00 && Before < FirstScriptOfVowels ? 1 : 0;
                break;
            case CharacterKind.Invisible:
                _invisible++;
                break;
            default:
                Count(CharacterTable.Kind(entry));
                ReadOnlySpan<char> replacement = _table.Text(entry);
                _hasLookAlikes |= !Ascii.IsValid(replacement);
                if (replacement.Length > 0 && replacement[0] >= FirstScriptOfVowels)
                {
                    AppendScript(replacement, i);
                }
                else
                {
                    Append(replacement, i);
                }
                break;
        }
        return units;
    }

    private char Before => _length == 0 ? ' ' : _characters[_length - 1];

    private bool MayBearVowel(char c) =>
        c >= FirstScriptOfVowels && CharacterTable.Kind(_table.Find(c)) != CharacterKind.LookAlike;

    private void Count(CharacterKind kind)
    {
        _tags += kind == CharacterKind.Tag ? 1 : 0;
        _compatibility += kind == CharacterKind.Compatibility ? 1 : 0;
        _confusables += kind == CharacterKind.Confusable ? 1 : 0;
    }

    /// <summary>Appends a replacement without the marks that follow no letter of their script.</summary>
    private void AppendScript(ReadOnlySpan<char> characters, int position)
    {
        for (int k = 0, units; k < characters.Length; k += units)
        {
            Rune.DecodeFromUtf16(characters[k..], out Rune rune, out units);
            if (CharacterTable.Kind(_table.Find(rune.Value)) != CharacterKind.ScriptMark || MayBearVowel(Before))
            {
                Append(characters.Slice(k, units), position);
            }
        }
    }

    private void Append(ReadOnlySpan<char> characters, int position)
    {
        characters.CopyTo(_characters.AsSpan(_length));
        _positions.AsSpan(_length, characters.Length).Fill(position);
        _length += characters.Length;
    }

    /// <summary>Makes room for so many more characters than there are.</summary>
    private void Reserve(int count)
    {
        int needed = checked(_length + count);
        if (needed > _characters.Length)
        {
            int size = Math.Max(needed, (int)Math.Min(Array.MaxLength, 2L * _characters.Length));
            Array.Resize(ref _characters, size);
            Array.Resize(ref _positions, size);
        }
    }
}
