namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>A place in a file, as messages name it.</summary>
/// <param name="Name">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1: of separated values their number, else that of the character; 0 for
/// none.</param>
internal readonly record struct TextPlace(string Name, int Line, int Column = 0)
{
    private const int MostOfName = 40; // characters
    private const int MostNames = 20;

    /// <summary>What is wrong there.</summary>
    /// <param name="what">That, and what was expected.</param>
    /// <param name="cause">What it was found by.</param>
    public InvalidDataException Wrong(string what, Exception? cause = null) => new(Column == 0
        ? $"{Name}: line {Line}: {what}" : $"{Name}: line {Line}, column {Column}: {what}", cause);

    /// <summary>Throws that a column isn't there, and lists those that are.</summary>
    public InvalidDataException Lacks(string column, string role, IReadOnlyList<string> names) =>
        Wrong($"there is no column '{Shorten(column)}' for the {role}; expected "
            + (names.Count == 0 ? "one, but there are none." : $"one of {List(names)}."));

    /// <summary>A text from a file for a message: short, and on one line.</summary>
    public static string Shorten(ReadOnlySpan<char> text)
    {
        Span<char> shown = stackalloc char[MostOfName + 1];
        int length = Math.Min(text.Length, MostOfName);
        text[..length].CopyTo(shown);
        foreach (ref char c in shown[..length])
        {
            c = char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c;
        }
        if (text.Length > MostOfName)
        {
            shown[length++] = '…';
        }
        return new string(shown[..length]);
    }

    private static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames).Select(name => Shorten(name))) + (names.Count > MostNames ? ", …" : "");
}
