using System.Text;
using Scratch.Adversarial.Domains.Text.Edits;

namespace Scratch.Adversarial.Domains.Text.Search;

/// <summary>Every kind of edit at one place by its name, and what it can make of a place.</summary>
/// <remarks>
/// A place is a letter with its marks, or any other character, whole: none is ever torn apart. Swapping two is one edit
/// here, as it is for who types; the others change, insert or delete one character.
/// </remarks>
internal static class CharacterEditCatalog
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>The kinds.</summary>
    public static IReadOnlyList<CharacterEditKind> All { get; } =
    [
        new("swap", "a letter and the next one exchanged", Swap),
        new("delete", "a character left out", (place, add) => add(place.This, "")),
        new("double", "a letter twice",
            (place, add) => AddIf(place.IsLetter, add, place.This, place.This + place.This)),
        new("replace", "a letter exchanged for another of a to z", Replace),
        new("insert", "a letter of a to z put in", Insert),
        new("space", "a blank put in", (place, add) => AddIf(place.IsInside, add, place.This, " " + place.This)),
        new("hyphen", "a hyphen put in between two letters",
            (place, add) => AddIf(place.IsInside && place.IsLetter, add, place.This, "-" + place.This)),
        new("leet", "a digit or a sign instead of the letter", (place, add) => Forms(LetterChanges.Leet, place, add)),
        new("homoglyph", "a letter that looks like it", (place, add) => Forms(LetterChanges.Homoglyph, place, add)),
        new("zero-width", "an invisible character put in",
            (place, add) => AddIf(place.IsInside, add, place.This, "\u200B" + place.This)),
    ];

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public static CharacterEditKind Find(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException(
            $"There is no edit '{name}' of one character; expected one of "
            + $"{string.Join(", ", All.Select(kind => kind.Name))}.");

    private static void Swap(EditPlace place, Action<string, string> add) => AddIf(
        place.IsLetter && place.Next.Length > 0 && char.IsLetter(place.Next[0]) && place.Next != place.This, add,
        place.This + place.Next, place.Next + place.This);

    private static void Replace(EditPlace place, Action<string, string> add)
    {
        foreach (char letter in place.IsLetter ? Letters : "")
        {
            string other = (char.IsUpper(place.This[0]) ? char.ToUpperInvariant(letter) : letter).ToString();
            AddIf(other != place.This, add, place.This, other);
        }
    }

    private static void Insert(EditPlace place, Action<string, string> add)
    {
        foreach (char letter in Letters)
        {
            add(place.This, letter + place.This);
        }
    }

    /// <summary>What a change of letters can make of one: it chooses by the highest of some random bits.</summary>
    private static void Forms(LetterChange change, EditPlace place, Action<string, string> add)
    {
        string last = place.This;
        for (uint choice = 0; choice < 6 && place.IsLetter; choice++) // thirds and halves
        {
            var output = new StringBuilder();
            change(Rune.GetRuneAt(place.This, 0), Rune.ReplacementChar, (choice * (uint.MaxValue / 6)) + 1, output);
            string form = output.ToString();
            AddIf(form != last && place.This.Length == 1, add, place.This, form);
            last = form;
        }
    }

    private static void AddIf(bool isPossible, Action<string, string> add, string before, string after)
    {
        if (isPossible)
        {
            add(before, after);
        }
    }
}

/// <summary>A kind of edit at one place.</summary>
/// <param name="Name">The name in options, tables and files.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="AddTo">Calls back with what stands at a place, and what may stand there instead.</param>
internal sealed record CharacterEditKind(
    string Name, string Summary, Action<EditPlace, Action<string, string>> AddTo);

/// <summary>A place of a text.</summary>
/// <param name="Previous">What stands before: a letter with its marks, or another character; empty at the
/// beginning.</param>
/// <param name="This">What stands there.</param>
/// <param name="Next">What stands behind; empty at the end.</param>
internal readonly record struct EditPlace(string Previous, string This, string Next)
{
    /// <summary>Whether a letter stands there.</summary>
    public bool IsLetter => char.IsLetter(This, 0);

    /// <summary>Whether neither it nor what stands before is white, so that it is within a word.</summary>
    public bool IsInside => Previous.Length > 0 && !char.IsWhiteSpace(Previous[0]) && !char.IsWhiteSpace(This[0]);
}
