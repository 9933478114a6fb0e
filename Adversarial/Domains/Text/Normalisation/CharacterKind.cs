namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>Why a character changes. The numbers stand in characters.bin.gz.</summary>
internal enum CharacterKind
{
    /// <summary>It stays as it is.</summary>
    Unchanged,

    /// <summary>Lower case, letters without their marks, typographic signs: nothing to be suspicious of.</summary>
    Folded,

    /// <summary>White space or a control character: a blank.</summary>
    Blank,

    /// <summary>Zero width, bidirectional or another format character: nothing.</summary>
    Invisible,

    /// <summary>A joiner or a variation selector, which emoji and several scripts need: nothing.</summary>
    Joiner,

    /// <summary>A combining mark that a text can be read without: nothing.</summary>
    Mark,

    /// <summary>A mark that a script needs, such as a vowel: itself after letters of such scripts.</summary>
    ScriptMark,

    /// <summary>A tag, U+E0000 to U+E007F: the ASCII character that it hides, or nothing.</summary>
    Tag,

    /// <summary>A Latin letter in another form, such as full width, bold or circled: the letter.</summary>
    Compatibility,

    /// <summary>A letter of no living script, or a rare Latin one, that looks like a letter of ASCII: that.</summary>
    Confusable,

    /// <summary>
    /// A letter of a living script that looks like one of ASCII: the latter and its own lower case, of which the words
    /// around it choose one.
    /// </summary>
    LookAlike,
}
