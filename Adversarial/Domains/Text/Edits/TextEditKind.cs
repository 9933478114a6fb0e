namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>An edit as the catalogue lists it.</summary>
/// <param name="Name">The name in options, tables and reports.</param>
/// <param name="Summary">What it does, in one line, and what its amount is a share of.</param>
/// <param name="Amount">The amount if none is given, in [0, 1].</param>
/// <param name="Build">Makes it.</param>
public sealed record TextEditKind(string Name, string Summary, float Amount, Func<TextEditContext, TextEdit> Build);

/// <summary>What an edit is made from.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Amount">Its amount, in [0, 1].</param>
/// <param name="Benign">Harmless texts to hide others among; never empty.</param>
public sealed record TextEditContext(TextEditKind Kind, float Amount, IReadOnlyList<string> Benign);
