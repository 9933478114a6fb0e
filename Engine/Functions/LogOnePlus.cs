using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Engine.Functions;

/// <summary>y = log(1 + x) for x in [0, 1], within 1 unit in the last place of the correctly rounded result.</summary>
/// <remarks>
/// That is all that losses need: their x is e^−|logit|. No range has to be reduced, so there is no division either.
/// </remarks>
internal static class LogOnePlus
{
    // The minimax polynomial of (log(1 + x) / x − 1) / x on [0, 1], weighted so that the error relative to log(1 + x)
    // is the least: 2⁻²⁹.
    private const float C2 = -0.49999994f, C3 = 0.333328962f, C4 = -0.24990949f, C5 = 0.199119344f, C6 = -0.161775947f;
    private const float C7 = 0.125696942f, C8 = -0.0844373181f, C9 = 0.0430852622f, C10 = -0.0141296377f,
        C11 = 0.00216900371f;

    /// <summary>log(1 + x) = x + x² p(x). NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Of<V>(V x)
        where V : struct, IFloats<V>
    {
        V high = V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(C11, x, C10), x, C9), x, C8), x, C7);
        V p = V.MultiplyAdd(
            V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(high, x, C6), x, C5), x, C4), x, C3), x, C2);
        return V.MultiplyAdd(x * x, p, x);
    }

    internal readonly struct Function : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => LogOnePlus.Of(x);
    }
}
