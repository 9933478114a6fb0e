namespace Scratch.Adversarial.Domains.Text.Search;

/// <summary>What a search made of a text.</summary>
/// <param name="Text">The text now.</param>
/// <param name="Logit">Its logit.</param>
/// <param name="Edits">The edits, in their order.</param>
/// <param name="IsAcross">Whether it is across the threshold.</param>
/// <param name="Queries">How often the detector was asked.</param>
public sealed record EditSearchResult(
    string Text, float Logit, IReadOnlyList<CharacterEdit> Edits, bool IsAcross, int Queries);
