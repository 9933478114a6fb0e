namespace Scratch.Adversarial.Domains.Behaviour;

/// <summary>What was read, and what of it was left out.</summary>
public sealed record BehaviourCounts
{
    private static readonly string[] Empty = [];

    /// <summary>Rows of interactions in the file.</summary>
    public int Rows { get; init; }

    /// <summary>Rows that say of a user and an item what another row says: of each pair the latest counts.</summary>
    public int Duplicates { get; init; }

    /// <summary>Pairs of a user and an item with a rating below the least that counts.</summary>
    public int BelowRating { get; init; }

    /// <summary>Items that fewer users have than an item must have.</summary>
    public int RareItems { get; init; }

    /// <summary>Pairs of a user and an item that were left out with those items.</summary>
    public int OfRareItems { get; init; }

    /// <summary>Users of whom nothing was left.</summary>
    public int EmptyUsers { get; init; }

    /// <summary>Rows with an item that the catalogue doesn't have, where there was one to keep to.</summary>
    public int UnknownItems { get; init; }

    /// <summary>Whether the file had no header, so that the order of its columns was taken for the usual one.</summary>
    public bool HasNoHeader { get; init; }

    /// <summary>What was left out, in words; empty if nothing was.</summary>
    public IReadOnlyList<string> Describe() =>
    [
        .. HasNoHeader ? ["there is no header; the columns were taken for user, item, rating and time"] : Empty,
        .. Line(Duplicates, "row says", "rows say", "again of a user and an item what another does; the latest counts"),
        .. Line(BelowRating, "pair has", "pairs have", "a rating below the least that counts"),
        .. Line(RareItems, "item is", "items are", $"too rare, and left out with {Count(OfRareItems)} pairs"),
        .. Line(UnknownItems, "row has", "rows have", "an item that the run doesn't know"),
        .. Line(EmptyUsers, "user is", "users are", "left without an item"),
    ];

    private static IEnumerable<string> Line(int count, string one, string several, string rest) =>
        count == 0 ? [] : [$"{Count(count)} {(count == 1 ? one : several)} {rest}"];

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
