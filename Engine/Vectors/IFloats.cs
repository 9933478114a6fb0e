namespace Scratch.Engine.Vectors;

/// <summary>
/// As many floats as one register holds. A function that is written over it runs at every width, and in the rest of a
/// row.
/// </summary>
/// <remarks>
/// The lanes know nothing of each other, except in the sums, so a function of single numbers has the same bits at every
/// width. The implementations are <see cref="Floats512"/>, <see cref="Floats256"/> and <see cref="Floats128"/>;
/// <see cref="Widest"/> chooses.
/// </remarks>
internal interface IFloats<TSelf>
    where TSelf : struct, IFloats<TSelf>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract implicit operator TSelf(float value);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>
    /// factor · other + addend, rounded once where the processor has such an instruction: all with 256 bits or more,
    /// and Arm.
    /// </summary>
    static abstract TSelf MultiplyAdd(TSelf factor, TSelf other, TSelf addend);

    /// <summary>|x|.</summary>
    static abstract TSelf Abs(TSelf x);

    /// <summary>The smaller of a limit and x; NaN if x is.</summary>
    static abstract TSelf AtMost(TSelf limit, TSelf x);

    /// <summary>The larger of a limit and x; NaN if x is.</summary>
    static abstract TSelf AtLeast(TSelf limit, TSelf x);

    /// <summary>x with the sign of another number, ±0 and NaN included.</summary>
    static abstract TSelf WithSignOf(TSelf sign, TSelf x);

    /// <summary>Where x ≤ 0: one value; elsewhere, and where x is NaN: the other.</summary>
    static abstract TSelf WhereNotPositive(TSelf x, TSelf value, TSelf other);

    /// <summary>
    /// x · 2ⁿ, rounded once, for whole n within ±253 (twice the largest exponent) and 0 &lt; x; n below −126 makes
    /// denormals.
    /// </summary>
    static abstract TSelf Scale(TSelf x, TSelf n);

    /// <summary>x = m · 2ᵏ: k, and m in [√½, √2), for positive normal x.</summary>
    static abstract TSelf Split(TSelf x, out TSelf mantissa);

    /// <summary>The sum of all lanes, as a tree: halves, quarters, …</summary>
    static abstract float Sum(TSelf x);

    /// <summary>The largest lane; whether it is NaN if one is, is not said.</summary>
    static abstract float Max(TSelf x);

    /// <summary>The floats from <paramref name="index"/> on.</summary>
    static abstract TSelf Load(ref float source, nuint index);

    /// <summary>The floats from <paramref name="index"/> on, of which <paramref name="left"/> are left, at least 1. If
    /// these are fewer than the lanes, the other lanes are padding, and nothing else is read.</summary>
    static abstract TSelf Load(ref float source, nuint index, int left, float padding);

    /// <summary>x, but 0 in the lanes from <paramref name="left"/> on.</summary>
    static abstract TSelf First(TSelf x, int left);

    /// <summary>Overwrites the floats from <paramref name="index"/> on.</summary>
    void Store(ref float destination, nuint index);

    /// <summary>
    /// Overwrites the floats from <paramref name="index"/> on, <paramref name="left"/> of them at most.
    /// </summary>
    void Store(ref float destination, nuint index, int left);
}
