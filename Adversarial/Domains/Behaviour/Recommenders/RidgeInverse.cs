using MathNet.Numerics.LinearAlgebra;

namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// P = (XᵀX + λI)⁻¹ in double precision: what the weights of EASE are made of, and what one profile more does to them.
/// </summary>
/// <remarks>
/// The weights into item t are B[·, t] = −P[·, t] / P[t, t]. The inverse that the regression of item t on the others
/// has by itself is P without t: P[i, j] − P[i, t] P[t, j] / P[t, t], the Schur complement.
/// </remarks>
public sealed class RidgeInverse
{
    private readonly double[] _values; // row by row; symmetric
    private readonly double[] _product; // P x of a profile that is added

    private RidgeInverse(int items, double[] values) =>
        (Items, _values, _product) = (items, values, new double[items]);

    /// <summary>The number of items.</summary>
    public int Items { get; }

    /// <summary>P at a row and a column.</summary>
    public double this[int row, int column] => _values[(row * Items) + column];

    /// <summary>Inverts.</summary>
    /// <param name="profiles">The users to learn from.</param>
    /// <param name="ridge">λ, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ridge"/> is not above 0.</exception>
    public static RidgeInverse Fit(Profiles profiles, double ridge)
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
        double[] inverse = gram.Cholesky().Solve(Matrix<double>.Build.DenseIdentity(items)).AsColumnMajorArray();
        for (int i = 0; i < items; i++)
        {
            for (int j = 0; j < i; j++)
            {
                inverse[(i * items) + j] = inverse[(j * items) + i]; // symmetric to the last bit
            }
        }
        return new RidgeInverse(items, inverse);
    }

    /// <summary>A row of P, which is its column, too.</summary>
    public ReadOnlySpan<double> Row(int item) => _values.AsSpan(item * Items, Items);

    /// <summary>The weight of EASE from an item of the profile to the score of an item.</summary>
    public double Weight(int from, int to) => from == to ? 0 : -this[from, to] / this[to, to];

    /// <summary>xᵀ P y of two profiles: the sum of P over their items.</summary>
    public double Product(ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        double sum = 0;
        foreach (int i in x)
        {
            ReadOnlySpan<double> row = Row(i);
            foreach (int j in y)
            {
                sum += row[j];
            }
        }
        return sum;
    }

    /// <summary>
    /// Learns from one profile more: P − (P x)(P x)ᵀ / (1 + xᵀ P x) (Sherman and Morrison 1950). Overwrites.
    /// </summary>
    public void Add(ReadOnlySpan<int> profile)
    {
        Span<double> product = _product;
        product.Clear();
        foreach (int item in profile)
        {
            TensorPrimitives.Add(product, Row(item), product);
        }
        double scale = 1;
        foreach (int item in profile)
        {
            scale += product[item];
        }
        for (int i = 0; i < Items; i++)
        {
            Span<double> row = _values.AsSpan(i * Items, Items);
            TensorPrimitives.MultiplyAdd(product, -product[i] / scale, row, row);
        }
    }

    /// <summary>The recommender of these weights, in single precision.</summary>
    public Ease ToEase()
    {
        Matrix weights = Matrix.Allocate(Items, Items);
        for (int i = 0; i < Items; i++)
        {
            for (int j = 0; j < Items; j++)
            {
                weights[i, j] = (float)Weight(i, j);
            }
        }
        return new Ease(weights);
    }
}
