namespace Scratch.Adversarial.Domains.Text.Search;

/// <summary>What a search for edits may do.</summary>
public sealed record EditSearchOptions
{
    /// <summary>The most edits of a text, at least 1.</summary>
    public int Budget { get; init; } = 5;

    /// <summary>How many texts are kept after each edit, at least 1; with 1 the search is greedy.</summary>
    public int Beam { get; init; } = 1;

    /// <summary>
    /// The places of a text that an edit is tried at, at least 1: three quarters of them those that the explanation of
    /// the score names first, the others at random.
    /// </summary>
    public int Places { get; init; } = 16;

    /// <summary>The names of the kinds of edits: see <see cref="CharacterEditCatalog"/>.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [.. CharacterEditCatalog.All.Select(kind => kind.Name)];
}
