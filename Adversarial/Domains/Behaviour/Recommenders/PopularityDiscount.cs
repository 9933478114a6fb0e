namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// The lists of another recommender with popular items lower: scores divided by a power of how many users have the
/// item (Steck 2011, Item Popularity and Recommendation Accuracy). More items come into lists, at some loss of hits.
/// </summary>
public sealed class PopularityDiscount : IRecommender
{
    private readonly IRecommender _recommender;
    private readonly float[] _factors;

    /// <summary>A discount.</summary>
    /// <param name="recommender">Whose scores are at least 0, such as probabilities.</param>
    /// <param name="profiles">Users to count.</param>
    /// <param name="exponent">γ, at least 0: a score is divided by (1 + count)^γ.</param>
    /// <exception cref="ArgumentException">The numbers of items differ, or γ is below 0.</exception>
    public PopularityDiscount(IRecommender recommender, Profiles profiles, float exponent)
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        if (recommender.Items != profiles.Items)
        {
            throw new ArgumentException(
                $"The profiles are over {profiles.Items} items; expected {recommender.Items}.", nameof(profiles));
        }
        _recommender = recommender;
        _factors = [.. profiles.CountUsers().Select(count => MathF.Pow(1 + count, -exponent))];
    }

    /// <inheritdoc/>
    public int Items => _recommender.Items;

    /// <inheritdoc/>
    public void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix scores)
    {
        _recommender.Score(profiles, users, scores);
        for (int row = 0; row < users.Length; row++)
        {
            TensorPrimitives.Multiply(scores.Row(row), _factors, scores.Row(row));
        }
    }
}
