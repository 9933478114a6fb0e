namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>outputⱼ = f(inputⱼ), dInputⱼ = f′(inputⱼ) dOutputⱼ.</summary>
/// <remarks>
/// The fast layers write f′ in terms of the output. Here it is in terms of the input, so that neither copies the
/// other's mistake.
/// </remarks>
internal sealed class ReferenceElementWise : ReferenceExampleLayer
{
    private readonly Func<double, double> _function;
    private readonly Func<double, double> _derivative;

    private ReferenceElementWise(Func<double, double> function, Func<double, double> derivative, bool hasKink = false)
    {
        (_function, _derivative, HasKinkAtZero) = (function, derivative, hasKink);
    }

    public override bool HasKinkAtZero { get; }

    /// <summary>With slope 0 it is relu.</summary>
    public static ReferenceElementWise LeakyRelu(double slope) =>
        new(x => x > 0 ? x : slope * x, x => x > 0 ? 1 : slope, hasKink: true);

    /// <summary>σ′(x) = 1 / (eˣ + 2 + e⁻ˣ).</summary>
    public static ReferenceElementWise Sigmoid() =>
        new(x => 1 / (1 + Math.Exp(-x)), x => 1 / (Math.Exp(x) + 2 + Math.Exp(-x)));

    /// <summary>tanh′(x) = 1 / cosh² x.</summary>
    public static ReferenceElementWise Tanh() =>
        new(Math.Tanh, x => 1 / (Math.Cosh(x) * Math.Cosh(x)));

    /// <summary>The derivative is α eˣ on the left.</summary>
    public static ReferenceElementWise Elu(double alpha) =>
        new(x => x > 0 ? x : alpha * (Math.Exp(x) - 1), x => x > 0 ? 1 : alpha * Math.Exp(x));

    /// <summary>½ x (1 + erf(x / √2)).</summary>
    public static ReferenceElementWise Gelu() => new(
        x => x / 2 * (1 + ErrorFunction.Of(x / Math.Sqrt(2))),
        x => ((1 + ErrorFunction.Of(x / Math.Sqrt(2))) / 2) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)));

    /// <summary>½ x (1 + tanh u), u = √(2/π) (x + 0.044715 x³), as printed in the paper.</summary>
    public static ReferenceElementWise GeluTanh()
    {
        double factor = Math.Sqrt(2 / Math.PI);
        double Inner(double x) => factor * (x + (0.044715 * x * x * x));
        return new(
            x => x / 2 * (1 + Math.Tanh(Inner(x))),
            x => ((1 + Math.Tanh(Inner(x))) / 2)
                + (x / 2 * factor * (1 + (3 * 0.044715 * x * x)) / Math.Pow(Math.Cosh(Inner(x)), 2)));
    }

    /// <summary>x / (1 + e⁻ˣ), by the quotient rule.</summary>
    public static ReferenceElementWise Silu() =>
        new(x => x / (1 + Math.Exp(-x)), x => (1 + Math.Exp(-x) + (x * Math.Exp(-x))) / Math.Pow(1 + Math.Exp(-x), 2));

    /// <summary>The derivative is σ(x).</summary>
    public static ReferenceElementWise Softplus() =>
        new(x => Math.Log(1 + Math.Exp(x)), x => 1 / (1 + Math.Exp(-x)));

    protected override double[] Forward(double[][] parameters, double[] input) => [.. input.Select(_function)];

    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        var dInput = new double[input.Length];
        for (int j = 0; j < input.Length; j++)
        {
            dInput[j] = _derivative(input[j]) * dOutput[j];
        }
        return dInput;
    }
}
