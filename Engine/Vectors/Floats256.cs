using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Vectors;

/// <summary>Eight floats, in one register of AVX2.</summary>
internal readonly struct Floats256 : IFloats<Floats256>
{
    private const int Bias = 127, FractionBits = 23; // of the exponent of a float
    private const int RootOfHalf = 0x3F3504F3; // the bits of √½

    private readonly Vector256<float> _lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Floats256(Vector256<float> lanes) => _lanes = lanes;

    public static int Count => Vector256<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Floats256(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator +(Floats256 left, Floats256 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator -(Floats256 left, Floats256 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator *(Floats256 left, Floats256 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator /(Floats256 left, Floats256 right) => new(left._lanes / right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 MultiplyAdd(Floats256 factor, Floats256 other, Floats256 addend) =>
        new(Vector256.MultiplyAddEstimate(factor._lanes, other._lanes, addend._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Abs(Floats256 x) => new(Vector256.Abs(x._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 AtMost(Floats256 limit, Floats256 x) => new(Vector256.MinNative(limit._lanes, x._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 AtLeast(Floats256 limit, Floats256 x) => new(Vector256.MaxNative(limit._lanes, x._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 WithSignOf(Floats256 sign, Floats256 x) => new(Vector256.CopySign(x._lanes, sign._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 WhereNotPositive(Floats256 x, Floats256 value, Floats256 other) =>
        new(Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x._lanes, default), value._lanes, other._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Scale(Floats256 x, Floats256 n)
    {
        Vector256<int> exponent = Vector256.ConvertToInt32Native(n._lanes), half = exponent >> 1;
        // in two steps: neither leaves the normal numbers
        return new(x._lanes * PowerOfTwo(half) * PowerOfTwo(exponent - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Split(Floats256 x, out Floats256 mantissa)
    {
        Vector256<int> bits = x._lanes.AsInt32(), exponent = (bits - Vector256.Create(RootOfHalf)) >> FractionBits;
        mantissa = new((bits - (exponent << FractionBits)).AsSingle());
        return new(Vector256.ConvertToSingle(exponent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Floats256 x) => Floats128.Sum(new(x._lanes.GetLower() + x._lanes.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Floats256 x) =>
        Floats128.Max(new(Vector128.MaxNative(x._lanes.GetLower(), x._lanes.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Load(ref float source, nuint index) => new(Vector256.LoadUnsafe(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Floats256 Load(ref float source, nuint index, int left, float padding)
    {
        if (left >= Count)
        {
            return Load(ref source, index);
        }
        if (Avx.IsSupported)
        {
            fixed (float* first = &Unsafe.Add(ref source, index))
            {
                return new(Vector256.ConditionalSelect(
                    Mask(left), Avx.MaskLoad(first, Mask(left)), Vector256.Create(padding)));
            }
        }
        Vector256<float> lanes = Vector256.Create(padding);
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, index), left).CopyTo(AsSpan(ref lanes));
        return new(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 First(Floats256 x, int left) => left >= Count ? x : new(x._lanes & Mask(left));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint index) => _lanes.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Store(ref float destination, nuint index, int left)
    {
        if (left >= Count)
        {
            Store(ref destination, index);
        }
        else if (Avx.IsSupported)
        {
            fixed (float* first = &Unsafe.Add(ref destination, index))
            {
                Avx.MaskStore(first, Mask(left), _lanes);
            }
        }
        else
        {
            Vector256<float> lanes = _lanes;
            AsSpan(ref lanes)[..left].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, index), left));
        }
    }

    private static Span<float> AsSpan(ref Vector256<float> lanes) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<Vector256<float>, float>(ref lanes), Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask(int count) =>
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<int> exponent) =>
        ((exponent + Vector256.Create(Bias)) << FractionBits).AsSingle();
}
