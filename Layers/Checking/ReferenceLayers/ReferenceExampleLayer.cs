namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>The reference of a layer that treats every example by itself and alike.</summary>
internal abstract class ReferenceExampleLayer : ReferenceLayer
{
    /// <inheritdoc/>
    public sealed override double[][] Forward(double[][] parameters, double[][] inputs) =>
        [.. inputs.Select(input => Forward(parameters, input))];

    /// <inheritdoc/>
    public sealed override double[][] Backward(
        double[][] parameters, double[][] inputs, double[][] dOutputs, double[][] dParameters) =>
        [.. inputs.Zip(dOutputs, (input, dOutput) => Backward(parameters, input, dOutput, dParameters))];

    /// <summary>The output for one example.</summary>
    /// <param name="parameters">The tensors of the layer in their order, each row by row as in memory.</param>
    /// <param name="input">One example.</param>
    protected abstract double[] Forward(double[][] parameters, double[] input);

    /// <summary>
    /// ∂loss/∂input of one example; the gradients of the parameters are added to <paramref name="dParameters"/>.
    /// </summary>
    /// <param name="parameters">As given to <see cref="Forward(double[][], double[])"/>.</param>
    /// <param name="input">As given to <see cref="Forward(double[][], double[])"/>.</param>
    /// <param name="dOutput">∂loss/∂output.</param>
    /// <param name="dParameters">Accumulated; in the shape of <paramref name="parameters"/>.</param>
    protected abstract double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters);
}
