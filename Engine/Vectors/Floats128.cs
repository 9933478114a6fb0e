using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Vectors;

/// <summary>Four floats, in one register of SSE or Arm.</summary>
internal readonly struct Floats128 : IFloats<Floats128>
{
    private const int Bias = 127, FractionBits = 23; // of the exponent of a float
    private const int RootOfHalf = 0x3F3504F3; // the bits of √½

    private readonly Vector128<float> _lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Floats128(Vector128<float> lanes) => _lanes = lanes;

    public static int Count => Vector128<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Floats128(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator +(Floats128 left, Floats128 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator -(Floats128 left, Floats128 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator *(Floats128 left, Floats128 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator /(Floats128 left, Floats128 right) => new(left._lanes / right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 MultiplyAdd(Floats128 factor, Floats128 other, Floats128 addend) =>
        new(Vector128.MultiplyAddEstimate(factor._lanes, other._lanes, addend._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Abs(Floats128 x) => new(Vector128.Abs(x._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 AtMost(Floats128 limit, Floats128 x) => new(Vector128.MinNative(limit._lanes, x._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 AtLeast(Floats128 limit, Floats128 x) => new(Vector128.MaxNative(limit._lanes, x._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 WithSignOf(Floats128 sign, Floats128 x) => new(Vector128.CopySign(x._lanes, sign._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 WhereNotPositive(Floats128 x, Floats128 value, Floats128 other) =>
        new(Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._lanes, default), value._lanes, other._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Scale(Floats128 x, Floats128 n)
    {
        Vector128<int> exponent = Vector128.ConvertToInt32Native(n._lanes), half = exponent >> 1;
        // in two steps: neither leaves the normal numbers
        return new(x._lanes * PowerOfTwo(half) * PowerOfTwo(exponent - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Split(Floats128 x, out Floats128 mantissa)
    {
        Vector128<int> bits = x._lanes.AsInt32(), exponent = (bits - Vector128.Create(RootOfHalf)) >> FractionBits;
        mantissa = new((bits - (exponent << FractionBits)).AsSingle());
        return new(Vector128.ConvertToSingle(exponent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Floats128 x)
    {
        Vector128<float> pairs = x._lanes + Vector128.Shuffle(x._lanes, Vector128.Create(2, 3, 0, 1));
        return pairs[0] + pairs[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Floats128 x)
    {
        Vector128<float> pairs =
            Vector128.MaxNative(x._lanes, Vector128.Shuffle(x._lanes, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(pairs, Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2)))[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Load(ref float source, nuint index) => new(Vector128.LoadUnsafe(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Floats128 Load(ref float source, nuint index, int left, float padding)
    {
        if (left >= Count)
        {
            return Load(ref source, index);
        }
        if (Avx.IsSupported)
        {
            fixed (float* first = &Unsafe.Add(ref source, index))
            {
                return new(Vector128.ConditionalSelect(
                    Mask(left), Avx.MaskLoad(first, Mask(left)), Vector128.Create(padding)));
            }
        }
        Vector128<float> lanes = Vector128.Create(padding);
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, index), left).CopyTo(AsSpan(ref lanes));
        return new(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 First(Floats128 x, int left) => left >= Count ? x : new(x._lanes & Mask(left));

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
            Vector128<float> lanes = _lanes;
            AsSpan(ref lanes)[..left].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, index), left));
        }
    }

    private static Span<float> AsSpan(ref Vector128<float> lanes) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<Vector128<float>, float>(ref lanes), Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Mask(int count) =>
        Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOfTwo(Vector128<int> exponent) =>
        ((exponent + Vector128.Create(Bias)) << FractionBits).AsSingle();
}
