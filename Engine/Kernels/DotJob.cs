using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scratch.Engine.Kernels;

/// <summary>The forward product of a layer with one output: a dot product for every row.</summary>
/// <remarks>
/// A tile would compute 16 columns to keep one of them. Here the vectors run along k, as four sums of eight lanes.
/// </remarks>
internal sealed class DotJob : ParallelJob
{
    private const int FloatsOfPart = 64 * 1024;

    private Matrix _a;
    private Matrix _b;
    private Matrix _bias;
    private Matrix _c;

    private int RowsOfPart => Math.Max(1, FloatsOfPart / Math.Max(1, _a.Columns));

    /// <summary>
    /// c = a · bᵀ + bias.
    /// a (M,K) · b (1,K)ᵀ -> c (M,1); returns the number of parts
    /// </summary>
    public int Prepare(Matrix a, Matrix b, Matrix bias, Matrix c)
    {
        (_a, _b, _bias, _c) = (a, b, bias, c);
        return (c.Rows + RowsOfPart - 1) / RowsOfPart;
    }

    protected internal override void Run(int part)
    {
        ReadOnlySpan<float> b = _a.Columns == 0 ? default : _b.Row(0);
        float bias = _bias.IsEmpty ? 0 : _bias[0, 0];
        int end = Math.Min((part + 1) * RowsOfPart, _c.Rows);
        for (int row = part * RowsOfPart; row < end; row++)
        {
            _c[row, 0] = bias + (b.IsEmpty ? 0 : Dot(_a.Row(row), b));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        Vector256<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        nuint k = 0, length = (nuint)a.Length;
        for (; k + 32 <= length; k += 32)
        {
            sum0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, k), Vector256.LoadUnsafe(ref y, k), sum0);
            sum1 = Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref x, k + 8), Vector256.LoadUnsafe(ref y, k + 8), sum1);
            sum2 = Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref x, k + 16), Vector256.LoadUnsafe(ref y, k + 16), sum2);
            sum3 = Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref x, k + 24), Vector256.LoadUnsafe(ref y, k + 24), sum3);
        }
        float rest = 0;
        for (; k < length; k++)
        {
            rest = float.MultiplyAddEstimate(Unsafe.Add(ref x, k), Unsafe.Add(ref y, k), rest);
        }
        return Vector256.Sum(sum0 + sum1 + (sum2 + sum3)) + rest;
    }
}
