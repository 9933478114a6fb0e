using MathNet.Numerics.LinearAlgebra;

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
    /// <summary>A recommender of weights that were fitted before.</summary>
    /// <param name="weights">(items, items): from the items of a profile, by row, to the scores, by column.</param>
    /// <exception cref="ArgumentException">The matrix isn't square.</exception>
    public Ease(Matrix weights)
    {
        if (weights.Rows != weights.Columns)
        {
            throw new ArgumentException($"The weights are {weights}; expected a square matrix.", nameof(weights));
        }
        Weights = weights;
    }

    /// <summary>(items, items): what an item of the profile adds to the score of each item.</summary>
    public Matrix Weights { get; }

    /// <inheritdoc/>
    public int Items => Weights.Rows;

    /// <summary>Fits the weights.</summary>
    /// <param name="profiles">The users to learn from.</param>
    /// <param name="ridge">λ, above 0: what is added to how often each item occurs.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ridge"/> is not above 0.</exception>
    public static Ease Fit(Profiles profiles, double ridge)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        if (!(ridge > 0 && double.IsFinite(ridge)))
        {
            throw new ArgumentOutOfRangeException(nameof(ridge), ridge, "expected a number above 0.");
        }
        int items = profiles.Items;
        var gram = Matrix<double>.Build.Dense(items, items);
        double[] counts = gram.AsColumnMajorArray();
        for (int user = 0; user < profiles.Users; user++)
        {
            foreach (int i in profiles[user])
            {
                foreach (int j in profiles[user])
                {
                    counts[(i * items) + j]++;
                }
            }
        }
        for (int i = 0; i < items; i++)
        {
            counts[(i * items) + i] += ridge;
        }
        Matrix<double> inverse = gram.Cholesky().Solve(Matrix<double>.Build.DenseIdentity(items));
        Matrix weights = Matrix.Allocate(items, items);
        for (int i = 0; i < items; i++)
        {
            for (int j = 0; j < items; j++)
            {
                weights[i, j] = i == j ? 0 : (float)(-inverse[i, j] / inverse[j, j]);
            }
        }
        return new Ease(weights);
    }

    /// <inheritdoc/>
    public void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix scores)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        for (int row = 0; row < users.Length; row++)
        {
            Span<float> sum = scores.Row(row);
            sum.Clear();
            foreach (int item in profiles[users[row]])
            {
                TensorPrimitives.Add(sum, Weights.Row(item), sum);
            }
        }
    }
}
