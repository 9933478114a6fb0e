namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>What is had by the same users: each item of a profile adds its likeness to every other item.</summary>
/// <remarks>
/// With c the number of users that two items have in common, and cᵢ that of an item, the cosine is
/// c / (√(cᵢ cⱼ) + s): s makes likenesses that rest on few users small (Bell and Koren 2007, Scalable Collaborative
/// Filtering with Jointly Derived Neighborhood Interpolation Weights, section 3). Co-occurrence is P(j | i) = c / cᵢ.
/// </remarks>
public sealed class ItemNeighbours : IRecommender
{
    private readonly LinearScores _scores;

    private ItemNeighbours(Matrix likeness) => _scores = new LinearScores(likeness);

    /// <summary>(items, items): what an item of the profile adds to the score of each item; 0 to itself.</summary>
    public Matrix Likeness => _scores.Weights;

    /// <inheritdoc/>
    public int Items => Likeness.Rows;

    /// <summary>Neighbours by cosine.</summary>
    /// <param name="profiles">The users to learn from.</param>
    /// <param name="shrinkage">s, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shrinkage"/> is below 0.</exception>
    public static ItemNeighbours ByCosine(Profiles profiles, double shrinkage)
    {
        if (!(shrinkage >= 0 && double.IsFinite(shrinkage)))
        {
            throw new ArgumentOutOfRangeException(nameof(shrinkage), shrinkage, "expected a number from 0.");
        }
        return From(profiles, (both, i, j) => both / (Math.Sqrt(i * j) + shrinkage));
    }

    /// <summary>Neighbours by the share of an item's users that have the other one, too.</summary>
    /// <param name="profiles">The users to learn from.</param>
    public static ItemNeighbours ByCoOccurrence(Profiles profiles) => From(profiles, (both, i, _) => both / i);

    private static ItemNeighbours From(Profiles profiles, Func<double, double, double, double> likeness)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        double[,] counts = CoOccurrence.Count(profiles);
        Matrix matrix = Matrix.Allocate(profiles.Items, profiles.Items);
        for (int i = 0; i < profiles.Items; i++)
        {
            for (int j = 0; j < profiles.Items; j++)
            {
                matrix[i, j] = i == j || counts[i, j] == 0
                    ? 0 : (float)likeness(counts[i, j], counts[i, i], counts[j, j]);
            }
        }
        return new ItemNeighbours(matrix);
    }

    /// <inheritdoc/>
    public void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix scores) =>
        _scores.Run(profiles, users, scores);
}
