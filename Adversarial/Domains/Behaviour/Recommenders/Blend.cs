namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// Several recommenders at once: the scores of each, made comparable, added up with weights.
/// </summary>
/// <remarks>
/// For each user a recommender's scores of the items that the user doesn't have are shifted and scaled to mean 0 and
/// deviation 1: z-scores. Scores that are all equal count nothing, and those of items that the user has are 0.
/// </remarks>
public sealed class Blend : IRecommender
{
    private readonly (IRecommender Recommender, float Weight)[] _members;
    private Matrix _scores;

    /// <summary>A blend.</summary>
    /// <param name="members">The recommenders, over the same items, and what each counts.</param>
    /// <exception cref="ArgumentException">There is none, or the numbers of items differ.</exception>
    public Blend(params IReadOnlyList<(IRecommender Recommender, float Weight)> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        _members = [.. members];
        if (_members.Length == 0 || _members.Any(member => member.Recommender.Items != Items))
        {
            throw new ArgumentException(
                "A blend is of one recommender or more, all over the same number of items.", nameof(members));
        }
    }

    /// <inheritdoc/>
    public int Items => _members[0].Recommender.Items;

    /// <inheritdoc/>
    public void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix scores)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        if (_scores.Rows < users.Length)
        {
            _scores = Matrix.Allocate(users.Length, Items);
        }
        Matrix own = _scores.SliceRows(0, users.Length);
        scores.Fill(0);
        foreach ((IRecommender recommender, float weight) in _members)
        {
            recommender.Score(profiles, users, own);
            for (int row = 0; row < users.Length; row++)
            {
                AddStandardised(own.Row(row), profiles[users[row]], weight, scores.Row(row));
            }
        }
    }

    /// <summary>sum += weight (score − mean) / deviation, mean and deviation over the items outside the
    /// profile.</summary>
    private static void AddStandardised(
        Span<float> scores, ReadOnlySpan<int> profile, float weight, Span<float> sum)
    {
        int count = scores.Length - profile.Length;
        foreach (int item in profile)
        {
            scores[item] = 0;
        }
        float mean = Reductions.Sum<float>(scores) / Math.Max(1, count);
        foreach (int item in profile)
        {
            scores[item] = mean;
        }
        TensorPrimitives.Subtract(scores, mean, scores);
        float deviation = MathF.Sqrt(Reductions.SumOfSquares<float>(scores) / Math.Max(1, count));
        if (deviation > 0)
        {
            TensorPrimitives.MultiplyAdd(scores, weight / deviation, sum, sum);
        }
    }
}
