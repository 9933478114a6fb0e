namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>
/// What an attacker does to a text so that a guard no longer knows it, while who reads it still does.
/// </summary>
public abstract class TextEdit
{
    private readonly TextEditKind _kind;

    /// <summary>An edit of a kind.</summary>
    /// <param name="context">Its kind and amount.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount isn't in [0, 1].</exception>
    protected TextEdit(TextEditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!(context.Amount >= 0 && context.Amount <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(context), context.Amount,
                $"The amount of {context.Kind.Name} is {context.Amount}; expected 0 to 1.");
        }
        (_kind, Amount) = (context.Kind, context.Amount);
    }

    /// <summary>The name in options, tables and reports.</summary>
    public string Name => _kind.Name;

    /// <summary>What it does, in one line.</summary>
    public string Help => _kind.Summary;

    /// <summary>How much of a text it changes, in [0, 1]; 0 leaves it as it is. Its help says of what.</summary>
    public float Amount { get; }

    /// <summary>The edited text.</summary>
    /// <param name="text">Any text. Characters of two halves stay whole, and what isn't edited stays as it is.</param>
    /// <param name="random">All that is random about it; the same stream always gives the same text.</param>
    public abstract string Apply(string text, RandomStream random);
}
