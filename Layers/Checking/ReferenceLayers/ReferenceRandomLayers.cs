using Scratch.Engine;

namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>
/// y = m x, where m is 0 with probability p, else 1 / (1 − p); the mask of the fast layer, drawn number by number.
/// </summary>
internal sealed class ReferenceDropout(double probability, RandomStream random) : ReferenceLayer
{
    public override double[][] Forward(double[][] parameters, double[][] inputs) => Masked(inputs);

    public override double[][] Backward(
        double[][] parameters, double[][] inputs, double[][] dOutputs, double[][] dParameters) =>
        Masked(dOutputs);

    private double[][] Masked(double[][] rows) =>
        [.. rows.Select((row, r) => row.Select((x, j) => Mask(r, j) * x).ToArray())];

    private double Mask(int row, int column) =>
        random.Fork(row).Uniform((ulong)column) < probability ? 0 : 1 / (1 - probability);
}

/// <summary>y = x + σ ε, with the noise of the fast layer.</summary>
internal sealed class ReferenceNoise(double deviation, RandomStream random) : ReferenceLayer
{
    public override double[][] Forward(double[][] parameters, double[][] inputs)
    {
        var outputs = new double[inputs.Length][];
        for (int row = 0; row < inputs.Length; row++)
        {
            var noise = new float[inputs[row].Length];
            random.Fork(row).FillNormal(noise);
            outputs[row] = [.. inputs[row].Zip(noise, (x, e) => x + (deviation * e))];
        }
        return outputs;
    }

    public override double[][] Backward(
        double[][] parameters, double[][] inputs, double[][] dOutputs, double[][] dParameters) => dOutputs;
}
