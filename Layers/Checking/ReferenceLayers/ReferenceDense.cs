namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>outputₒ = bₒ + Σᵢ inputᵢ Wᵢₒ. Derivation: docs/backprop.md, section "Dense".</summary>
internal sealed class ReferenceDense : ReferenceExampleLayer
{
    protected override double[] Forward(double[][] parameters, double[] input)
    {
        (double[] weight, double[] bias) = (parameters[0], parameters[1]);
        var output = new double[bias.Length];
        for (int o = 0; o < output.Length; o++)
        {
            output[o] = bias[o];
            for (int i = 0; i < input.Length; i++)
            {
                output[o] += input[i] * weight[(i * output.Length) + o];
            }
        }
        return output;
    }

    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        (double[] weight, double[] dWeight, double[] dBias) = (parameters[0], dParameters[0], dParameters[1]);
        var dInput = new double[input.Length];
        for (int o = 0; o < dOutput.Length; o++)
        {
            dBias[o] += dOutput[o];
            for (int i = 0; i < input.Length; i++)
            {
                dInput[i] += dOutput[o] * weight[(i * dOutput.Length) + o];
                dWeight[(i * dOutput.Length) + o] += input[i] * dOutput[o];
            }
        }
        return dInput;
    }
}
