namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>
/// x̂ = (x − mean x) / √(variance x + ε) of one list of numbers, and its derivative as a whole matrix.
/// </summary>
internal static class ReferenceNormalisation
{
    public static double[] Normalise(double[] x, double epsilon)
    {
        double mean = x.Average();
        double deviation = Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + epsilon);
        return [.. x.Select(value => (value - mean) / deviation)];
    }

    /// <summary>
    /// dxₖ = Σᵢ dx̂ᵢ ∂x̂ᵢ/∂xₖ, with ∂x̂ᵢ/∂xₖ = ([i = k] − 1/N) / s − (xᵢ − mean) / s² · ∂s/∂xₖ and ∂s/∂xₖ = (xₖ − mean)
    /// / (N s).
    /// </summary>
    public static double[] Backward(double[] x, double[] dNormalised, double epsilon)
    {
        int count = x.Length;
        double mean = x.Average();
        double s = Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + epsilon);
        var dX = new double[count];
        for (int k = 0; k < count; k++)
        {
            for (int i = 0; i < count; i++)
            {
                double derivative = ((i == k ? 1 : 0) - (1.0 / count)) / s;
                derivative -= (x[i] - mean) / (s * s) * (x[k] - mean) / (count * s);
                dX[k] += dNormalised[i] * derivative;
            }
        }
        return dX;
    }
}

/// <summary>
/// γ ⊙ x̂ + β, normalised over the features of an example. Derivation: docs/backprop.md, section "Layer normalisation".
/// </summary>
internal sealed class ReferenceLayerNormalisation(double epsilon) : ReferenceExampleLayer
{
    protected override double[] Forward(double[][] parameters, double[] input)
    {
        double[] normalised = ReferenceNormalisation.Normalise(input, epsilon);
        return [.. normalised.Select((x, j) => (parameters[0][j] * x) + parameters[1][j])];
    }

    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        double[] normalised = ReferenceNormalisation.Normalise(input, epsilon);
        for (int j = 0; j < input.Length; j++)
        {
            dParameters[0][j] += dOutput[j] * normalised[j];
            dParameters[1][j] += dOutput[j];
        }
        return ReferenceNormalisation.Backward(input, [.. dOutput.Select((d, j) => d * parameters[0][j])], epsilon);
    }
}

/// <summary>
/// γ ⊙ x̂ + β, normalised over the examples of a batch. Derivation: docs/backprop.md, section "Batch normalisation".
/// </summary>
internal sealed class ReferenceBatchNormalisation(double epsilon) : ReferenceLayer
{
    public override double[][] Forward(double[][] parameters, double[][] inputs)
    {
        double[][] outputs = [.. inputs.Select(input => new double[input.Length])];
        for (int j = 0; j < inputs[0].Length; j++)
        {
            double[] normalised = ReferenceNormalisation.Normalise(Column(inputs, j), epsilon);
            for (int row = 0; row < inputs.Length; row++)
            {
                outputs[row][j] = (parameters[0][j] * normalised[row]) + parameters[1][j];
            }
        }
        return outputs;
    }

    public override double[][] Backward(
        double[][] parameters, double[][] inputs, double[][] dOutputs, double[][] dParameters)
    {
        double[][] dInputs = [.. inputs.Select(input => new double[input.Length])];
        for (int j = 0; j < inputs[0].Length; j++)
        {
            double[] x = Column(inputs, j), dY = Column(dOutputs, j),
                normalised = ReferenceNormalisation.Normalise(x, epsilon);
            double[] dX = ReferenceNormalisation.Backward(x, [.. dY.Select(d => d * parameters[0][j])], epsilon);
            for (int row = 0; row < inputs.Length; row++)
            {
                dInputs[row][j] = dX[row];
                dParameters[0][j] += dY[row] * normalised[row];
                dParameters[1][j] += dY[row];
            }
        }
        return dInputs;
    }

    private static double[] Column(double[][] rows, int j) => [.. rows.Select(row => row[j])];
}

/// <summary>
/// γ (x − mean) / √(variance + ε) + β with given mean and variance: batch normalisation in evaluation.
/// </summary>
internal sealed class ReferenceRunningNormalisation(double[] mean, double[] variance, double epsilon)
    : ReferenceExampleLayer
{
    protected override double[] Forward(double[][] parameters, double[] input) =>
        [.. input.Select((x, j) =>
            (parameters[0][j] * (x - mean[j]) / Math.Sqrt(variance[j] + epsilon)) + parameters[1][j])];

    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        for (int j = 0; j < input.Length; j++)
        {
            dParameters[0][j] += dOutput[j] * (input[j] - mean[j]) / Math.Sqrt(variance[j] + epsilon);
            dParameters[1][j] += dOutput[j];
        }
        return [.. dOutput.Select((d, j) => d * parameters[0][j] / Math.Sqrt(variance[j] + epsilon))];
    }
}

/// <summary>(x − mean) / deviation with given mean and deviation.</summary>
internal sealed class ReferenceStandardisation(double[] mean, double[] deviation) : ReferenceExampleLayer
{
    protected override double[] Forward(double[][] parameters, double[] input) =>
        [.. input.Select((x, j) => (x - mean[j]) / deviation[j])];

    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters) =>
        [.. dOutput.Select((d, j) => d / deviation[j])];
}
