namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// Each item as a weighted sum of the others: the ridge regression of all items on all items, with no weight from an
/// item to itself, in closed form (Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data).
/// </summary>
/// <remarks>
/// With X (users, items) of 0 and 1 and P = (XᵀX + λI)⁻¹, the weights are B = −P / diag(P), column by column, and 0 on
/// the diagonal; the scores of a profile x are xB. XᵀX is a matrix of whole numbers and exact.
/// </remarks>
public sealed class Ease : IRecommender
{
    private readonly LinearScores _scores;

    /// <summary>A recommender of weights that were fitted before.</summary>
    /// <param name="weights">(items, items): from the items of a profile, by row, to the scores, by column.</param>
    /// <exception cref="ArgumentException">The matrix isn't square.</exception>
    public Ease(Matrix weights)
    {
        if (weights.Rows != weights.Columns)
        {
            throw new ArgumentException($"The weights are {weights}; expected a square matrix.", nameof(weights));
        }
        _scores = new LinearScores(weights);
    }

    /// <summary>(items, items): what an item of the profile adds to the score of each item.</summary>
    public Matrix Weights => _scores.Weights;

    /// <inheritdoc/>
    public int Items => Weights.Rows;

    /// <summary>Fits the weights.</summary>
    /// <param name="profiles">The users to learn from.</param>
    /// <param name="ridge">λ, above 0: what is added to how often each item occurs.</param>
    /// <param name="dropout">
    /// p, from 0 and below 1: the weights expect that so large a share of every profile is missing.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Ease Fit(Profiles profiles, double ridge, double dropout = 0) =>
        RidgeInverse.Fit(profiles, ridge, dropout).ToEase();

    /// <inheritdoc/>
    public void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix scores) =>
        _scores.Run(profiles, users, scores);
}
