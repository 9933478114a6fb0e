using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>An item of a list.</summary>
/// <param name="Item">Its number.</param>
/// <param name="Score">What it was ranked by; of a popular list the number of users that have it.</param>
/// <param name="Because">The items of the profile that speak for it most, and what each adds to the score.</param>
public sealed record ListedItem(int Item, double Score, IReadOnlyList<ItemReason> Because);

/// <summary>What an item of a profile adds to a score.</summary>
/// <param name="Item">The item of the profile.</param>
/// <param name="Weight">The score, less what it is without that item.</param>
public readonly record struct ItemReason(int Item, double Weight);

/// <summary>A list for a user.</summary>
/// <param name="Items">The best first.</param>
/// <param name="IsPopular">Whether it is what most users have, as nothing is known of this one.</param>
public sealed record RecommendedList(IReadOnlyList<ListedItem> Items, bool IsPopular);

/// <summary>Which items are listed.</summary>
public sealed record ListOptions
{
    /// <summary>The most items of a list.</summary>
    public int Top { get; init; } = 10;

    /// <summary>Whether items of the profile may be listed, too.</summary>
    public bool WithSeen { get; init; }

    /// <summary>Items that are not listed.</summary>
    public IReadOnlyList<int> Excluded { get; init; } = [];

    /// <summary>The most reasons that are given for an item.</summary>
    public int Reasons { get; init; } = 3;
}

/// <summary>Makes lists of items for profiles. The same profile always gets the same list.</summary>
/// <param name="recommender">Scores items.</param>
/// <param name="popularity">How many users have each item: the scores for those of whom nothing is known.</param>
public sealed class ItemLists(IRecommender recommender, IReadOnlyList<int> popularity)
{
    private const int MostExplained = 200; // items of a profile that is scored without each of them

    /// <summary>A list for a profile.</summary>
    /// <param name="profile">Items, in any order.</param>
    /// <param name="options">Which items are listed.</param>
    /// <remarks>
    /// Of equal scores the item that more users have comes first, then the one with the smaller number. Where the
    /// profile is empty, or all scores are equal since nobody else has what is in it, the list is what most users have.
    /// </remarks>
    public RecommendedList Recommend(IReadOnlyCollection<int> profile, ListOptions options)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(options);
        var profiles = Profiles.Create(recommender.Items, [profile]);
        Matrix scores = Matrix.Allocate(1, recommender.Items);
        if (profile.Count > 0)
        {
            recommender.Score(profiles, [0], scores);
        }
        Span<float> row = scores.Row(0);
        bool isPopular = row.IndexOfAnyExcept(row[0]) < 0;
        int[] ranked = [.. Enumerable.Range(0, recommender.Items)];
        float[] keys = row.ToArray();
        HashSet<int> left = [.. options.Excluded, .. options.WithSeen ? [] : profiles[0].ToArray()];
        ListedItem[] items = [.. ranked.Where(item => !left.Contains(item))
            .OrderByDescending(item => isPopular ? 0 : keys[item]).ThenByDescending(item => popularity[item])
            .Take(options.Top)
            .Select(item => new ListedItem(item, isPopular ? popularity[item] : keys[item], []))];
        return new RecommendedList(isPopular ? items : Explain(profiles, items, options.Reasons), isPopular);
    }

    /// <summary>
    /// What each item of the profile adds: of EASE its weight, else the difference that it makes to leave it out. Of
    /// long profiles nothing is said, but of EASE.
    /// </summary>
    private ListedItem[] Explain(Profiles profile, ListedItem[] items, int most)
    {
        int[] seen = profile[0].ToArray();
        if (recommender is Ease ease)
        {
            return [.. items.Select(listed => listed with
            {
                Because = Strongest(seen.Select(item => new ItemReason(item, ease.Weights[item, listed.Item])), most),
            })];
        }
        if (seen.Length > MostExplained)
        {
            return items;
        }
        var without = Profiles.Create(
            recommender.Items, seen.Select(item => (int[])[.. seen.Where(other => other != item)]));
        Matrix scores = Matrix.Allocate(seen.Length, recommender.Items);
        recommender.Score(without, [.. Enumerable.Range(0, seen.Length)], scores);
        return [.. items.Select(listed => listed with
        {
            Because = Strongest(
                seen.Select((item, i) => new ItemReason(item, listed.Score - scores[i, listed.Item])), most),
        })];
    }

    private static ItemReason[] Strongest(IEnumerable<ItemReason> reasons, int most) =>
        [.. reasons.Where(reason => reason.Weight > 0).OrderByDescending(reason => reason.Weight).Take(most)];
}
