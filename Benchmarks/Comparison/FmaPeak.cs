using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scratch.Benchmarks.Comparison;

/// <summary>
/// The most that one core can do at this moment: nothing but fused multiply-adds, on registers, in the widest vectors.
/// </summary>
public static class FmaPeak
{
    // a multiply-add takes 4 cycles and two begin in each, so 8 chains are the least; 16 registers hold 12
    private const int Chains = 12;
    private const int Rounds = 20_000;
    private const int Passes = 3;
    private static float _sink;

    /// <summary>GFLOP/s of the calling thread: the best of a few passes of well below a millisecond each.</summary>
    public static double Measure()
    {
        double best = double.MaxValue;
        for (int pass = 0; pass < Passes; pass++)
        {
            long start = Stopwatch.GetTimestamp();
            _sink = Vector512.IsHardwareAccelerated ? Run512(Rounds) : Vector256.IsHardwareAccelerated ? Run256(Rounds)
                : Run128(Rounds);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        int lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256.IsHardwareAccelerated
            ? Vector256<float>.Count : Vector128<float>.Count;
        return 2.0 * Chains * Rounds * lanes / best / 1e9;
    }

    // Twelve locals, not an array: they have to stay in registers. The factor keeps every chain near 1, far from
    // denormals.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run512(int rounds)
    {
        Vector512<float> f = Vector512.Create(0.5f), a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f,
            k = f, l = f, m = f;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, f, f);
            b = Vector512.FusedMultiplyAdd(b, f, f);
            c = Vector512.FusedMultiplyAdd(c, f, f);
            d = Vector512.FusedMultiplyAdd(d, f, f);
            e = Vector512.FusedMultiplyAdd(e, f, f);
            g = Vector512.FusedMultiplyAdd(g, f, f);
            h = Vector512.FusedMultiplyAdd(h, f, f);
            i = Vector512.FusedMultiplyAdd(i, f, f);
            j = Vector512.FusedMultiplyAdd(j, f, f);
            k = Vector512.FusedMultiplyAdd(k, f, f);
            l = Vector512.FusedMultiplyAdd(l, f, f);
            m = Vector512.FusedMultiplyAdd(m, f, f);
        }
        return Vector512.Sum(a + b + c + d + e + g + h + i + j + k + l + m);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run256(int rounds)
    {
        Vector256<float> f = Vector256.Create(0.5f), a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f,
            k = f, l = f, m = f;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, f, f);
            b = Vector256.FusedMultiplyAdd(b, f, f);
            c = Vector256.FusedMultiplyAdd(c, f, f);
            d = Vector256.FusedMultiplyAdd(d, f, f);
            e = Vector256.FusedMultiplyAdd(e, f, f);
            g = Vector256.FusedMultiplyAdd(g, f, f);
            h = Vector256.FusedMultiplyAdd(h, f, f);
            i = Vector256.FusedMultiplyAdd(i, f, f);
            j = Vector256.FusedMultiplyAdd(j, f, f);
            k = Vector256.FusedMultiplyAdd(k, f, f);
            l = Vector256.FusedMultiplyAdd(l, f, f);
            m = Vector256.FusedMultiplyAdd(m, f, f);
        }
        return Vector256.Sum(a + b + c + d + e + g + h + i + j + k + l + m);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run128(int rounds)
    {
        Vector128<float> f = Vector128.Create(0.5f), a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f,
            k = f, l = f, m = f;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector128.FusedMultiplyAdd(a, f, f);
            b = Vector128.FusedMultiplyAdd(b, f, f);
            c = Vector128.FusedMultiplyAdd(c, f, f);
            d = Vector128.FusedMultiplyAdd(d, f, f);
            e = Vector128.FusedMultiplyAdd(e, f, f);
            g = Vector128.FusedMultiplyAdd(g, f, f);
            h = Vector128.FusedMultiplyAdd(h, f, f);
            i = Vector128.FusedMultiplyAdd(i, f, f);
            j = Vector128.FusedMultiplyAdd(j, f, f);
            k = Vector128.FusedMultiplyAdd(k, f, f);
            l = Vector128.FusedMultiplyAdd(l, f, f);
            m = Vector128.FusedMultiplyAdd(m, f, f);
        }
        return Vector128.Sum(a + b + c + d + e + g + h + i + j + k + l + m);
    }
}
