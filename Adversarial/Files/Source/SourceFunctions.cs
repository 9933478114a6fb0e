namespace Scratch.Adversarial.Files.Source;

/// <summary>The functions of an exported class, each written only where a layer calls it.</summary>
internal static class SourceFunctions
{
    /// <summary>y = x · W + b, W (inputs, outputs) row by row: every sum is one chain, cut after 512 of them.</summary>
    public const string Dense = """
            private void Dense(ReadOnlySpan<float> x, int at, ReadOnlySpan<float> bias, Span<float> sum, Span<float> y)
            {
                bias.CopyTo(y);
                for (int first = 0; first < x.Length; first += 512)
                {
                    sum.Clear();
                    for (int k = first; k < Math.Min(first + 512, x.Length); k++)
                    {
                        TensorPrimitives.FusedMultiplyAdd(W(at + (k * y.Length), y.Length), x[k], sum, sum);
                    }
                    TensorPrimitives.Add(sum, y, y);
                }
            }
        """;

    private const string LeakyRelu = """
            private static void LeakyRelu(Span<float> x, float slope)
            {
                foreach (ref float v in x)
                {
                    v = v <= 0 ? slope * v : v;
                }
            }
        """;

    private const string Elu = """
            private static void Elu(Span<float> x, float alpha)
            {
                foreach (ref float v in x)
                {
                    double u = v, rest = u > -1e-3 ? u + (u * u / 2) + (u * u * u / 6) : Math.Exp(u) - 1;
                    v = v <= 0 ? (float)(alpha * rest) : v;
                }
            }
        """;

    private const string Gelu = """
            // x Φ(x), Φ(x) = erfc(−x / √2) / 2 by Press et al., Numerical Recipes: off by at most 1.2e-7 of itself
            private static void Gelu(Span<float> x)
            {
                ReadOnlySpan<double> p =
                [
                    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
                    1.00002368, -1.26551223,
                ];
                foreach (ref float v in x)
                {
                    double z = Math.Abs(v) * Math.Sqrt(0.5), t = 1 / (1 + (0.5 * z)), sum = 0;
                    foreach (double factor in p)
                    {
                        sum = (sum * t) + factor;
                    }
                    double tail = 0.5 * t * Math.Exp(sum - (z * z));
                    v = (float)(v * (v <= 0 ? tail : 1 - tail));
                }
            }
        """;

    private const string GeluTanh = """
            private static void GeluTanh(Span<float> x)
            {
                foreach (ref float v in x)
                {
                    double u = 2 * Math.Sqrt(2 / Math.PI) * (v + (0.044715 * v * v * v));
                    v = (float)(v / (1 + Math.Exp(-u)));
                }
            }
        """;

    private const string Silu = """
            private static void Silu(Span<float> x)
            {
                foreach (ref float v in x)
                {
                    v = (float)(v / (1 + Math.Exp(-(double)v)));
                }
            }
        """;

    private const string Softplus = """
            private static void Softplus(Span<float> x)
            {
                foreach (ref float v in x)
                {
                    v = (float)(Math.Max(v, 0) + Math.Log(1 + Math.Exp(-Math.Abs((double)v))));
                }
            }
        """;

    private const string Softmax = """
            private static void Softmax(Span<float> x)
            {
                TensorPrimitives.Subtract(x, TensorPrimitives.Max<float>(x), x);
                TensorPrimitives.Exp(x, x);
                TensorPrimitives.Divide(x, TensorPrimitives.Sum<float>(x), x);
            }
        """;

    private const string Normalise = """
            private static void Normalise(
                Span<float> x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float epsilon)
            {
                TensorPrimitives.Subtract(x, TensorPrimitives.Sum<float>(x) / x.Length, x);
                float variance = TensorPrimitives.SumOfSquares<float>(x) / x.Length;
                TensorPrimitives.Multiply(x, 1 / MathF.Sqrt(variance + epsilon), x);
                TensorPrimitives.MultiplyAdd(x, scale, shift, x);
            }
        """;

    /// <summary>The text of a function by its name.</summary>
    public static string Find(string name) => name switch
    {
        nameof(LeakyRelu) => LeakyRelu,
        nameof(Elu) => Elu,
        nameof(Gelu) => Gelu,
        nameof(GeluTanh) => GeluTanh,
        nameof(Silu) => Silu,
        nameof(Softplus) => Softplus,
        nameof(Softmax) => Softmax,
        nameof(Normalise) => Normalise,
        _ => throw new ArgumentException($"There is no function '{name}'."),
    };
}
