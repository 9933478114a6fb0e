using System.Runtime.InteropServices;

namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// P = (XᵀX + λI)⁻¹ in double precision: what the weights of EASE are made of, and what one profile more does to them.
/// </summary>
/// <remarks>
/// The weights into item t are B[·, t] = −P[·, t] / P[t, t]. The inverse that the regression of item t on the others
/// has by itself is P without t: P[i, j] − P[i, t] P[t, j] / P[t, t], the Schur complement.
/// </remarks>
internal sealed class RidgeInverse
{
    private readonly double[,] _values; // symmetric
    private readonly double[] _product; // P x of a profile that is added

    private RidgeInverse(double[,] values) => (_values, _product) = (values, new double[values.GetLength(0)]);

    /// <summary>The number of items.</summary>
    public int Items => _product.Length;

    /// <summary>P at a row and a column.</summary>
    public double this[int row, int column] => _values[row, column];

    /// <summary>Inverts.</summary>
    /// <param name="profiles">The users to learn from.</param>
    /// <param name="ridge">λ, above 0.</param>
    /// <param name="dropout">
    /// p, from 0 and below 1: p / (1 − p) · diag(XᵀX) is added to λI (Steck 2020, Autoencoders that don't overfit
    /// towards the Identity, section 3).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static RidgeInverse Fit(Profiles profiles, double ridge, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        if (!(ridge > 0 && double.IsFinite(ridge)))
        {
            throw new ArgumentOutOfRangeException(nameof(ridge), ridge, "expected a number above 0.");
        }
        if (!(dropout >= 0 && dropout < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "expected a number from 0, below 1.");
        }
        double[,] inverse = CoOccurrence.Count(profiles);
        int items = profiles.Items;
        for (int i = 0; i < items; i++)
        {
            inverse[i, i] += ridge + (dropout / (1 - dropout) * inverse[i, i]);
        }
        BlockInverse.Invert(inverse);
        for (int i = 0; i < items; i++)
        {
            for (int j = 0; j < i; j++)
            {
                inverse[i, j] = inverse[j, i]; // symmetric to the last bit
            }
        }
        return new RidgeInverse(inverse);
    }

    /// <summary>A row of P, which is its column, too.</summary>
    public ReadOnlySpan<double> Row(int item) => RowOf(item);

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
            Span<double> row = RowOf(i);
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

    private Span<double> RowOf(int item) => MemoryMarshal.CreateSpan(ref _values[item, 0], Items);
}
