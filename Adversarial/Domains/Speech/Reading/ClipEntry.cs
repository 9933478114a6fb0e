namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>A file of one word before it is read.</summary>
/// <param name="File">The file.</param>
/// <param name="Label">The name of its class.</param>
/// <param name="Speaker">Who speaks; null if that is not known.</param>
/// <param name="Index">The number of the repetition; −1 if there is none.</param>
/// <param name="Part">What it is for.</param>
internal readonly record struct ClipEntry(
    string File, string Label, string? Speaker, int Index = -1, SpokenPart Part = SpokenPart.Unknown)
{
    private const int MostOfName = 40; // characters

    /// <summary>A name from a file for a message: short, and on one line.</summary>
    public static string Shorten(string name)
    {
        string shown = string.Concat(name.Take(MostOfName).Select(c => char.IsControl(c) ? ' ' : c));
        return name.Length > MostOfName ? $"{shown}…" : shown;
    }
}
