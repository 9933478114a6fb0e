using System.Runtime.CompilerServices;

namespace Scratch.Engine.Vectors;

/// <summary>
/// Two registers as if they were one of twice the width: what is added up over the lanes has the bits of that one.
/// </summary>
internal readonly struct Twice<V> : IFloats<Twice<V>>
    where V : struct, IFloats<V>
{
    private readonly V _lower, _upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Twice(V lower, V upper) => (_lower, _upper) = (lower, upper);

    public static int Count => 2 * V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Twice<V>(float value) => new(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> operator +(Twice<V> left, Twice<V> right) =>
        new(left._lower + right._lower, left._upper + right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> operator -(Twice<V> left, Twice<V> right) =>
        new(left._lower - right._lower, left._upper - right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> operator *(Twice<V> left, Twice<V> right) =>
        new(left._lower * right._lower, left._upper * right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> operator /(Twice<V> left, Twice<V> right) =>
        new(left._lower / right._lower, left._upper / right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> MultiplyAdd(Twice<V> factor, Twice<V> other, Twice<V> addend) => new(
        V.MultiplyAdd(factor._lower, other._lower, addend._lower),
        V.MultiplyAdd(factor._upper, other._upper, addend._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> Abs(Twice<V> x) => new(V.Abs(x._lower), V.Abs(x._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> AtMost(Twice<V> limit, Twice<V> x) =>
        new(V.AtMost(limit._lower, x._lower), V.AtMost(limit._upper, x._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> AtLeast(Twice<V> limit, Twice<V> x) =>
        new(V.AtLeast(limit._lower, x._lower), V.AtLeast(limit._upper, x._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> WithSignOf(Twice<V> sign, Twice<V> x) =>
        new(V.WithSignOf(sign._lower, x._lower), V.WithSignOf(sign._upper, x._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> WhereNotPositive(Twice<V> x, Twice<V> value, Twice<V> other) => new(
        V.WhereNotPositive(x._lower, value._lower, other._lower),
        V.WhereNotPositive(x._upper, value._upper, other._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> Scale(Twice<V> x, Twice<V> n) =>
        new(V.Scale(x._lower, n._lower), V.Scale(x._upper, n._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> Split(Twice<V> x, out Twice<V> mantissa)
    {
        V lower = V.Split(x._lower, out V ofLower), upper = V.Split(x._upper, out V ofUpper);
        mantissa = new(ofLower, ofUpper);
        return new(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Twice<V> x) => V.Sum(x._lower + x._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Twice<V> x) => V.Max(V.AtLeast(x._lower, x._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> Load(ref float source, nuint index) =>
        new(V.Load(ref source, index), V.Load(ref source, index + (nuint)V.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> Load(ref float source, nuint index, int left, float padding) => new(
        V.Load(ref source, index, left, padding),
        left > V.Count ? V.Load(ref source, index + (nuint)V.Count, left - V.Count, padding) : padding);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V> First(Twice<V> x, int left) =>
        new(V.First(x._lower, left), left > V.Count ? V.First(x._upper, left - V.Count) : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint index)
    {
        _lower.Store(ref destination, index);
        _upper.Store(ref destination, index + (nuint)V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint index, int left)
    {
        _lower.Store(ref destination, index, left);
        if (left > V.Count)
        {
            _upper.Store(ref destination, index + (nuint)V.Count, left - V.Count);
        }
    }
}
