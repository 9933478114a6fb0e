namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>
/// outputₒ = bₒ + Σᵢ inputᵢ Wᵢₒ / σ, σ = Σᵢₒ vᵢ Wᵢₒ uₒ. Derivation: docs/backprop.md, section "Spectral normalisation".
/// </summary>
internal sealed class ReferenceSpectralDense(double[] u, double[] v) : ReferenceExampleLayer
{
    protected override double[] Forward(double[][] parameters, double[] input)
    {
        (double[] weight, double[] bias) = (parameters[0], parameters[1]);
        double sigma = Sigma(weight);
        var output = new double[bias.Length];
        for (int o = 0; o < output.Length; o++)
        {
            output[o] = bias[o];
            for (int i = 0; i < input.Length; i++)
            {
                output[o] += input[i] * weight[(i * output.Length) + o] / sigma;
            }
        }
        return output;
    }

    /// <summary>
    /// By the quotient rule, for one example: dWᵢₒ = xᵢ dyₒ / σ − (Σ x W dy) / σ² · ∂σ/∂Wᵢₒ, and ∂σ/∂Wᵢₒ = vᵢ uₒ.
    /// </summary>
    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        double[] weight = parameters[0];
        double sigma = Sigma(weight);
        var dInput = new double[input.Length];
        double dot = 0;
        for (int o = 0; o < dOutput.Length; o++)
        {
            dParameters[1][o] += dOutput[o];
            for (int i = 0; i < input.Length; i++)
            {
                double w = weight[(i * dOutput.Length) + o];
                dInput[i] += dOutput[o] * w / sigma;
                dot += input[i] * w * dOutput[o];
            }
        }
        for (int k = 0; k < weight.Length; k++)
        {
            int i = k / dOutput.Length, o = k % dOutput.Length;
            dParameters[0][k] += (input[i] * dOutput[o] / sigma) - (dot / (sigma * sigma) * v[i] * u[o]);
        }
        return dInput;
    }

    private double Sigma(double[] weight)
    {
        double sigma = 0;
        for (int k = 0; k < weight.Length; k++)
        {
            sigma += v[k / u.Length] * weight[k] * u[k % u.Length];
        }
        return sigma;
    }
}
