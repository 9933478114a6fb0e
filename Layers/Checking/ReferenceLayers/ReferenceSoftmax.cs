namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>yⱼ = exp(xⱼ) / Σₖ exp(xₖ). Derivation: docs/backprop.md, section "Softmax".</summary>
internal sealed class ReferenceSoftmax : ReferenceExampleLayer
{
    protected override double[] Forward(double[][] parameters, double[] input)
    {
        double maximum = input.Max();
        double total = input.Sum(x => Math.Exp(x - maximum));
        return [.. input.Select(x => Math.Exp(x - maximum) / total)];
    }

    /// <summary>By the whole matrix of derivatives: ∂yⱼ/∂xₖ = yⱼ ([j = k] − yₖ).</summary>
    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        double[] y = Forward(parameters, input);
        var dInput = new double[input.Length];
        for (int k = 0; k < input.Length; k++)
        {
            for (int j = 0; j < input.Length; j++)
            {
                dInput[k] += dOutput[j] * y[j] * ((j == k ? 1 : 0) - y[k]);
            }
        }
        return dInput;
    }
}
