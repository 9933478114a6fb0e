using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Tests.Engine.Functions;

/// <summary>A function of the engine at each width, and what it should be.</summary>
/// <param name="Name">The name in the output of the tests.</param>
/// <param name="Exact">The function in double precision.</param>
/// <param name="Lowest">The lowest number that it is made for.</param>
/// <param name="Highest">The highest.</param>
/// <param name="Ulps">How many floats may lie between a result and the correctly rounded one, that one
/// included.</param>
/// <param name="Widths">The loops in registers of 128, 256 and 512 bits; they work on any processor.</param>
internal sealed record FloatFunction(
    string Name, Func<double, double> Exact, float Lowest, float Highest, int Ulps,
        IReadOnlyList<FloatFunction.Loop> Widths)
{
    /// <summary>y[i] = f(x[i]).</summary>
    public delegate void Loop(ReadOnlySpan<float> x, Span<float> y);

    public static IReadOnlyList<FloatFunction> All { get; } =
    [
        Create<Exponential.Function>("exp", Math.Exp, float.NegativeInfinity, float.PositiveInfinity, ulps: 1),
        Create<Logistic.Function>(
            "sigmoid", x => 1 / (1 + Math.Exp(-x)), float.NegativeInfinity, float.PositiveInfinity, ulps: 2),
        Create<HyperbolicTangent.Function>("tanh", Math.Tanh, float.NegativeInfinity, float.PositiveInfinity, ulps: 2),
        Create<LogOnePlus.Function>("log1p", LogOnePlusExactly, 0, 1, ulps: 1),
        Create<Logarithm.Function>("log", Math.Log, 1, float.MaxValue, ulps: 2),
    ];

    public static FloatFunction Named(string name) => All.Single(function => function.Name == name);

    /// <summary>The distance between two floats, in floats: 0 if they are equal, or both NaN.</summary>
    public static long Distance(float one, float other) => float.IsNaN(one) || float.IsNaN(other)
        ? float.IsNaN(one) && float.IsNaN(other) ? 0 : long.MaxValue
        : Math.Abs(Place(one) - Place(other));

    public override string ToString() => Name;

    /// <summary>
    /// log(1 + x). What rounding takes from 1 + x is made up for by the factor x / ((1 + x) − 1). Goldberg 1991,
    /// theorem 4.
    /// </summary>
    private static double LogOnePlusExactly(double x) => 1 + x == 1 ? x : x * Math.Log(1 + x) / (1 + x - 1);

    /// <summary>Floats in their order: the next float has the next number, and both zeros have 0.</summary>
    private static long Place(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        return bits < 0 ? -(long)(bits & int.MaxValue) : bits;
    }

    private static FloatFunction Create<T>(
        string name, Func<double, double> exact, float lowest, float highest, int ulps)
        where T : struct, IUnary => new(name, exact, lowest, highest, ulps,
        [
            (x, y) => new Map.Unary<T>(default, x, y).Run<Floats128>(),
            (x, y) => new Map.Unary<T>(default, x, y).Run<Floats256>(),
            (x, y) => new Map.Unary<T>(default, x, y).Run<Floats512>(),
        ]);
}
