namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>Every edit of texts by its name.</summary>
public static class TextEditCatalog
{
    /// <summary>The edits: of words, of letters, of the whole.</summary>
    public static IReadOnlyList<TextEditKind> All { get; } =
    [
        new("typos",
            "a letter swapped, left out, doubled or hit beside its key, in that share of words from 4 letters", 0.2f,
            c => new WordEdit(c, WordChanges.Misspell)),
        new("hyphens", "a hyphen inside that share of words from 6 letters", 1 / 3f,
            c => new WordEdit(c, WordChanges.Hyphenate)),
        new("synonyms", "words that guards look for exchanged for others that mean the same: that share of them", 1,
            c => new WordEdit(c, Synonyms.Exchange)),
        new("reverse", "that share of words written backwards", 1, c => new WordEdit(c, WordChanges.Reverse)),
        new("emoji", "an emoji after that share of words", 0.5f, c => new WordEdit(c, WordChanges.AddEmoji)),
        new("spaces", "that share of words with blanks between their letters, and two blanks around them", 1,
            c => new SpacingEdit(c)),
        new("leet", "that share of letters as digits and signs", 1, c => new LetterEdit(c, LetterChanges.Leet)),
        new("leet-half", "half of the letters as digits and signs", 0.5f,
            c => new LetterEdit(c, LetterChanges.Leet)),
        new("homoglyphs",
            "that share of letters as Cyrillic, Greek and other ones that look alike (Boucher et al. 2022)", 1 / 3f,
            c => new LetterEdit(c, LetterChanges.Homoglyph)),
        new("zero-width", "an invisible character between that share of neighbouring letters (Boucher et al. 2022)",
            0.5f, c => new LetterEdit(c, LetterChanges.ZeroWidth)),
        new("full-width", "that share of ASCII characters in their full-width forms", 1,
            c => new LetterEdit(c, LetterChanges.FullWidth)),
        new("case", "that share of letters in upper or lower case at random", 1,
            c => new LetterEdit(c, LetterChanges.RandomCase)),
        new("combining", "a combining mark on that share of letters", 0.5f,
            c => new LetterEdit(c, LetterChanges.Combining)),
        new("base64", "that share of the text, in one piece, in base64 after a request to decode it", 1,
            c => new PartEdit(c, PartChanges.Base64)),
        new("hex", "that share of the text, in one piece, in hexadecimal after a request to decode it", 1,
            c => new PartEdit(c, PartChanges.Hex)),
        new("rot13", "that share of the text, in one piece, in rot13 after a request to decode it", 1,
            c => new PartEdit(c, PartChanges.Rot13)),
        new("tags", "that share of the text, in one piece, as tag characters, which nothing shows", 1,
            c => new PartEdit(c, PartChanges.Tags)),
        new("variation-selectors",
            "that share of the text, in one piece, as variation selectors after an emoji, which nothing shows", 1,
            c => new PartEdit(c, PartChanges.VariationSelectors)),
        new("dilute", "the text among harmless ones, before or after it or both: that share of 600 characters each", 1,
            c => new DilutionEdit(c)),
    ];

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public static TextEditKind Find(string name)
    {
        foreach (TextEditKind kind in All)
        {
            if (kind.Name == name)
            {
                return kind;
            }
        }
        throw new ArgumentException(
            $"There is no edit '{name}'; expected one of {string.Join(", ", All.Select(kind => kind.Name))}.");
    }

    /// <summary>The edit of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="amount">Its amount, in [0, 1]; null for its own.</param>
    /// <param name="benign">Harmless texts to hide others among; null for some sentences of its own.</param>
    /// <exception cref="ArgumentException">There is no such edit, the amount is out of range, or there are no
    /// harmless texts.</exception>
    public static TextEdit Create(string name, float? amount = null, IReadOnlyList<string>? benign = null)
    {
        TextEditKind kind = Find(name);
        return kind.Build(new TextEditContext(kind, amount ?? kind.Amount, benign ?? BenignSentences.All));
    }
}
