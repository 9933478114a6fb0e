namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>What was odd about texts, though they could be read.</summary>
/// <param name="Empty">The texts that are empty or blank.</param>
/// <param name="Duplicates">The texts that another one before them equals, character by character.</param>
/// <param name="Conflicts">Those of the duplicates whose label isn't that of the first.</param>
/// <param name="LoneSurrogates">Halves of surrogate pairs in the escapes of JSON; each became U+FFFD.</param>
/// <param name="Invalid">What was no UTF-8, or no UTF-16 in a file that begins with its mark.</param>
public readonly record struct TextCounts(
    int Empty, int Duplicates, int Conflicts, int LoneSurrogates, InvalidBytes Invalid);
