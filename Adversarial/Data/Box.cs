namespace Scratch.Adversarial.Data;

/// <summary>The range of every feature: what an attack must stay in.</summary>
/// <remarks>Features that are fixed, such as the columns of a category, an attack leaves as they are.</remarks>
public sealed class Box
{
    // of a range: augmented and generated examples are sums, and clipped only where an attack moves them
    private const float Rounding = 1e-4f;
    private readonly float[] _lower;
    private readonly float[] _upper;
    private readonly bool[] _isFixed;

    private Box(float lower, float upper) => (_lower, _upper, _isFixed) = ([lower], [upper], []);

    /// <summary>A box with a range of its own for every feature.</summary>
    /// <param name="lower">The smallest values, d numbers that are finite or −∞. Copied.</param>
    /// <param name="upper">The largest values, each at least the smallest. Copied.</param>
    /// <param name="isFixed">Which of the features stay as they are; empty if none does. Copied.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a range is empty; the message names the
    /// feature.</exception>
    public Box(ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, ReadOnlySpan<bool> isFixed = default)
    {
        Shape.RequireLength(upper.Length, lower.Length, nameof(upper));
        if (!isFixed.IsEmpty)
        {
            Shape.RequireLength(isFixed.Length, lower.Length, nameof(isFixed));
        }
        for (int i = 0; i < lower.Length; i++)
        {
            if (!(lower[i] <= upper[i]))
            {
                throw new ArgumentException(
                    $"The range of feature {i} is [{lower[i]}, {upper[i]}]; expected the smaller number first.");
            }
        }
        (_lower, _upper, _isFixed) = (lower.ToArray(), upper.ToArray(), isFixed.ToArray());
    }

    /// <summary>[0, 1] for every feature, as for pixels.</summary>
    public static Box Unit { get; } = new(0, 1);

    /// <summary>No bounds: any finite number.</summary>
    public static Box Unbounded { get; } = new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>True if every feature has a smallest and a largest value.</summary>
    public bool IsBounded => Array.TrueForAll(_lower, float.IsFinite) && Array.TrueForAll(_upper, float.IsFinite);

    /// <summary>True if the range of every feature is [0, 1], and none is fixed.</summary>
    public bool IsUnit => IsUniform && _lower[0] == 0 && _upper[0] == 1;

    /// <summary>True if all features have the same range, and none is fixed.</summary>
    private bool IsUniform => _lower.Length == 1 && _isFixed.Length == 0;

    /// <summary>The same range for every feature.</summary>
    /// <exception cref="ArgumentException">The range is empty.</exception>
    public static Box Uniform(float lower, float upper) => lower <= upper
        ? new Box(lower, upper)
        : throw new ArgumentException($"The range is [{lower}, {upper}]; expected the smaller number first.");

    /// <summary>The smallest box that holds some examples.</summary>
    /// <param name="examples">(N, d), at least one row, finite.</param>
    public static Box Around(Matrix examples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(examples.Rows, nameof(examples));
        float[] lower = examples.Row(0).ToArray(), upper = examples.Row(0).ToArray();
        for (int row = 1; row < examples.Rows; row++)
        {
            TensorPrimitives.Min(lower, examples.Row(row), lower);
            TensorPrimitives.Max(upper, examples.Row(row), upper);
        }
        return new Box(lower, upper);
    }

    /// <summary>The smallest value of a feature; −∞ if there is none.</summary>
    public float Lower(int feature) => _lower[_lower.Length == 1 ? 0 : feature];

    /// <summary>The largest value of a feature; ∞ if there is none.</summary>
    public float Upper(int feature) => _upper[_upper.Length == 1 ? 0 : feature];

    /// <summary>True if an attack leaves the feature as it is.</summary>
    public bool IsFixed(int feature) => _isFixed.Length > 0 && _isFixed[feature];

    /// <summary>
    /// Moves a point to the nearest one in the box; its fixed features become those of the original. Allocates nothing.
    /// </summary>
    /// <param name="point">d numbers, overwritten.</param>
    /// <param name="original">d numbers, where the point started.</param>
    public void Clip(Span<float> point, ReadOnlySpan<float> original)
    {
        if (ReferenceEquals(this, Unbounded))
        {
            return;
        }
        if (IsUniform)
        {
            TensorPrimitives.Clamp(point, _lower[0], _upper[0], point);
            return;
        }
        TensorPrimitives.Max(point, _lower, point);
        TensorPrimitives.Min(point, _upper, point);
        for (int i = 0; i < _isFixed.Length; i++)
        {
            point[i] = _isFixed[i] ? original[i] : point[i];
        }
    }

    /// <summary>The nearest value in the range of a feature; that of the original if the feature is fixed.</summary>
    public float Clip(int feature, float value, float original) =>
        IsFixed(feature) ? original : MathF.Min(MathF.Max(value, Lower(feature)), Upper(feature));

    /// <summary>Sets the fixed features of a direction to zero: an attack that follows it leaves them.</summary>
    /// <param name="direction">d numbers, such as a gradient.</param>
    public void Restrict(Span<float> direction)
    {
        for (int i = 0; i < _isFixed.Length; i++)
        {
            direction[i] = _isFixed[i] ? 0 : direction[i];
        }
    }

    /// <summary>
    /// Overwrites numbers in [0, 1] with those that lie as far between the bounds. The box has to be bounded.
    /// </summary>
    public void FromUnit(Span<float> point)
    {
        for (int i = 0; i < point.Length && !ReferenceEquals(this, Unit); i++)
        {
            point[i] = Lower(i) + (point[i] * (Upper(i) - Lower(i)));
        }
    }

    /// <summary>The other way than <see cref="FromUnit"/>; ½ where the bounds are the same.</summary>
    public void ToUnit(Span<float> point)
    {
        for (int i = 0; i < point.Length && !ReferenceEquals(this, Unit); i++)
        {
            point[i] = Upper(i) > Lower(i) ? (point[i] - Lower(i)) / (Upper(i) - Lower(i)) : 0.5f;
        }
    }

    /// <summary>The first feature that lies outside, or is no number; −1 if none does.</summary>
    /// <param name="point">d numbers.</param>
    /// <param name="slack">How far outside is still inside, as a share of a feature's range: 0, or a little for what
    /// was rounded.</param>
    public int FindOutside(ReadOnlySpan<float> point, float slack = 0)
    {
        if (IsUniform && IsInside(TensorPrimitives.Min(point), 0, slack)
            && IsInside(TensorPrimitives.Max(point), 0, slack))
        {
            return -1;
        }
        for (int i = 0; i < point.Length; i++)
        {
            if (!IsInside(point[i], i, slack))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>True if an example lies in the box, up to rounding.</summary>
    public bool Holds(ReadOnlySpan<float> example) => FindOutside(example, Rounding) < 0;

    /// <summary>How many of some examples don't.</summary>
    public int CountOutside(Matrix examples) =>
        Enumerable.Range(0, examples.Rows).Count(row => !Holds(examples.Row(row)));

    /// <summary>For each example of a data set, wherever it is, whether it lies in the box. Allocates.</summary>
    internal bool[] FindInside(Dataset data)
    {
        bool[] isInside = new bool[data.Count];
        foreach ((int start, Matrix inputs) in data.Pieces())
        {
            for (int i = 0; i < inputs.Rows; i++)
            {
                isInside[start + i] = Holds(inputs.Row(i));
            }
        }
        return isInside;
    }

    /// <summary>
    /// Throws unless some examples lie in the box, up to rounding. Allocates nothing unless it throws.
    /// </summary>
    /// <exception cref="ArgumentException">One doesn't; the message names its row, the feature, the value and the
    /// range.</exception>
    public void Require(Matrix examples)
    {
        for (int row = 0; row < examples.Rows; row++)
        {
            if (FindOutside(examples.Row(row), Rounding) is var i and >= 0)
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Example {row}: feature {i} is {examples[row, i]}, outside its range [{Lower(i)}, {Upper(i)}]; "
                        + $"expected data in the box of the model, or a model with the box of the data."));
            }
        }
    }

    private bool IsInside(float value, int feature, float slack)
    {
        float lower = Lower(feature), upper = Upper(feature), room = slack > 0 ? slack * (upper - lower) : 0;
        return value >= lower - room && value <= upper + room;
    }

    /// <summary>The range in words, such as <c>[0, 1]</c>.</summary>
    public override string ToString() => ReferenceEquals(this, Unbounded) ? "no bounds"
        : _lower.Length == 1 ? string.Create(CultureInfo.InvariantCulture, $"[{_lower[0]}, {_upper[0]}]")
        : "a range for each feature";
}
