namespace Scratch.Layers.Checking;

/// <summary>outputⱼ = f(inputⱼ), dInputⱼ = f′(inputⱼ) dOutputⱼ.</summary>
/// <remarks>The fast layers write f′ in terms of the output. Here it is in terms of the input, so that neither copies the other's mistake.</remarks>
internal sealed class ReferenceElementWise : ReferenceLayer
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

    public override double[] Forward(double[][] parameters, double[] input) => [.. input.Select(_function)];

    public override double[] Backward(double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        var dInput = new double[input.Length];
        for (int j = 0; j < input.Length; j++)
        {
            dInput[j] = _derivative(input[j]) * dOutput[j];
        }
        return dInput;
    }
}
