using System.Text;

namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>
/// Puts a text among harmless ones: before it, after it or both, so that little of what a guard sees is the attack.
/// </summary>
internal sealed class DilutionEdit : TextEdit
{
    private const int MostOfSide = 600; // characters
    private const int FewestOfSide = 20; // less room than that is left empty

    private readonly IReadOnlyList<string> _benign;

    /// <summary>An edit with the harmless texts of a context.</summary>
    /// <param name="context">The amount is the share of 600 characters that may come on each side.</param>
    /// <exception cref="ArgumentException">There are no harmless texts.</exception>
    public DilutionEdit(TextEditContext context) : base(context)
    {
        _benign = context.Benign;
        if (_benign.Count == 0)
        {
            throw new ArgumentException(
                $"The edit {Name} has no harmless texts to put others among; expected one at least.", nameof(context));
        }
    }

    /// <inheritdoc/>
    public override string Apply(string text, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(text);
        int sides = random.Below(3, 0);
        string before = sides == 1 ? "" : Collect(random.Fork(0)), after = sides == 0 ? "" : Collect(random.Fork(1));
        string gap = random.Below(2, 1) == 0 ? " " : "\n";
        return $"{before}{(before.Length > 0 ? gap : "")}{text}{(after.Length > 0 ? gap : "")}{after}";
    }

    /// <summary>Random texts one after another, the last one cut at a blank, so that no more than the share
    /// comes.</summary>
    private string Collect(RandomStream random)
    {
        int room = (int)(Amount * MostOfSide);
        var output = new StringBuilder();
        for (int draw = 0; room >= FewestOfSide && draw < MostOfSide; draw++)
        {
            ReadOnlySpan<char> next = _benign[random.Below(_benign.Count, (ulong)draw)].AsSpan().Trim();
            if (next.Length > room)
            {
                int blank = next[..room].LastIndexOf(' ');
                next = next[..Math.Max(0, blank)];
                draw = MostOfSide;
            }
            if (!next.IsEmpty)
            {
                output.Append(output.Length > 0 ? " " : "").Append(next);
                room -= next.Length + 1;
            }
        }
        return output.ToString();
    }
}
