using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Vectors;

/// <summary>Sixteen floats, in one register of AVX-512.</summary>
internal readonly struct Floats512 : IFloats<Floats512>
{
    private const int Bias = 127, FractionBits = 23; // of the exponent of a float

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
        return new(x._lanes * PowerOfTwo(half) * PowerOfTwo(exponent - half)); // in two steps: neither leaves the normal numbers
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Floats512 x) => Floats256.Sum(new(x._lanes.GetLower() + x._lanes.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Floats512 x) => Floats256.Max(new(Vector256.MaxNative(x._lanes.GetLower(), x._lanes.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Load(ref float source, nuint index) => new(Vector512.LoadUnsafe(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Floats512 Load(ref float source, nuint index, int count, float padding)
    {
        Vector512<float> mask = Mask(count);
        if (Avx512F.IsSupported)
        {
            fixed (float* first = &Unsafe.Add(ref source, index))
            {
                return new(Avx512F.MaskLoad(first, mask, Vector512.Create(padding)));
            }
        }
        Vector512<float> lanes = Vector512.Create(padding);
        Unsafe.CopyBlockUnaligned(
            ref Unsafe.As<Vector512<float>, byte>(ref lanes), ref Unsafe.As<float, byte>(ref Unsafe.Add(ref source, index)), (uint)(sizeof(float) * count));
        return new(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, nuint index) => _lanes.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Store(ref float destination, nuint index, int count)
    {
        if (Avx512F.IsSupported)
        {
            fixed (float* first = &Unsafe.Add(ref destination, index))
            {
                Avx512F.MaskStore(first, Mask(count), _lanes);
                return;
            }
        }
        Vector512<float> lanes = _lanes;
        Unsafe.CopyBlockUnaligned(
            ref Unsafe.As<float, byte>(ref Unsafe.Add(ref destination, index)), ref Unsafe.As<Vector512<float>, byte>(ref lanes), (uint)(sizeof(float) * count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> exponent) => ((exponent + Vector512.Create(Bias)) << FractionBits).AsSingle();
}
