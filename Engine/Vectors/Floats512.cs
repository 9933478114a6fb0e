using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Vectors;

/// <summary>Sixteen floats, in one register of AVX-512.</summary>
internal readonly struct Floats512 : IFloats<Floats512>
{
    private const int Bias = 127, FractionBits = 23; // of the exponent of a float
    private const int RootOfHalf = 0x3F3504F3; // the bits of √½

    private readonly Vector512<float> _lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Floats512(Vector512<float> lanes) => _lanes = lanes;

    public static int Count => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Floats512(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator +(Floats512 left, Floats512 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator -(Floats512 left, Floats512 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator *(Floats512 left, Floats512 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator /(Floats512 left, Floats512 right) => new(left._lanes / right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 MultiplyAdd(Floats512 factor, Floats512 other, Floats512 addend) =>
        new(Vector512.MultiplyAddEstimate(factor._lanes, other._lanes, addend._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Abs(Floats512 x) => new(Vector512.Abs(x._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 AtMost(Floats512 limit, Floats512 x) => new(Vector512.MinNative(limit._lanes, x._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 AtLeast(Floats512 limit, Floats512 x) => new(Vector512.MaxNative(limit._lanes, x._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 WithSignOf(Floats512 sign, Floats512 x) => new(Vector512.CopySign(x._lanes, sign._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 WhereNotPositive(Floats512 x, Floats512 value, Floats512 other) =>
        new(Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x._lanes, default), value._lanes, other._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Scale(Floats512 x, Floats512 n)
    {
        if (Avx512F.IsSupported)
        {
            return new(Avx512F.Scale(x._lanes, n._lanes));
        }
        Vector512<int> exponent = Vector512.ConvertToInt32Native(n._lanes), half = exponent >> 1;
        // in two steps: neither leaves the normal numbers
        return new(x._lanes * PowerOfTwo(half) * PowerOfTwo(exponent - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Split(Floats512 x, out Floats512 mantissa)
    {
        Vector512<int> bits = x._lanes.AsInt32(), exponent = (bits - Vector512.Create(RootOfHalf)) >> FractionBits;
        mantissa = new((bits - (exponent << FractionBits)).AsSingle());
        return new(Vector512.ConvertToSingle(exponent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Floats512 x) => Floats256.Sum(new(x._lanes.GetLower() + x._lanes.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Floats512 x) =>
        Floats256.Max(new(Vector256.MaxNative(x._lanes.GetLower(), x._lanes.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Load(ref float source, nuint index) => new(Vector512.LoadUnsafe(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Floats512 Load(ref float source, nuint index, int left, float padding)
    {
        if (left >= Count)
        {
            return Load(ref source, index);
        }
        if (Avx512F.IsSupported)
        {
            fixed (float* first = &Unsafe.Add(ref source, index))
            {
                return new(Avx512F.MaskLoad(first, Mask(left), Vector512.Create(padding)));
            }
        }
        Vector512<float> lanes = Vector512.Create(padding);
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, index), left).CopyTo(AsSpan(ref lanes));
        return new(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 First(Floats512 x, int left) => left >= Count ? x : new(x._lanes & Mask(left));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint index) => _lanes.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Store(ref float destination, nuint index, int left)
    {
        if (left >= Count)
        {
            Store(ref destination, index);
        }
        else if (Avx512F.IsSupported)
        {
            fixed (float* first = &Unsafe.Add(ref destination, index))
            {
                Avx512F.MaskStore(first, Mask(left), _lanes);
            }
        }
        else
        {
            Vector512<float> lanes = _lanes;
            AsSpan(ref lanes)[..left].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, index), left));
        }
    }

    private static Span<float> AsSpan(ref Vector512<float> lanes) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<Vector512<float>, float>(ref lanes), Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(int count) =>
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> exponent) =>
        ((exponent + Vector512.Create(Bias)) << FractionBits).AsSingle();
}
