namespace Scratch.Layers.Checking;

/// <summary>
/// A layer in double precision, one example at a time, as plain loops: what the fast layer must agree with.
/// </summary>
/// <remarks>
/// It shares no code with the layer that it checks, and where a derivative has two forms it has the other one. Every method
/// allocates what it returns: this is for checks, not for training.
/// </remarks>
public abstract class ReferenceLayer
{
    /// <summary>True if the function has a kink at zero, where a central difference means nothing.</summary>
    public virtual bool HasKinkAtZero => false;

    /// <summary>The reference of a layer. A new layer is added here.</summary>
    /// <exception cref="NotSupportedException">There is none; the message names the layer.</exception>
    public static ReferenceLayer Of(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer switch
        {
            Dense or GaussianHeads => new ReferenceDense(), // the two heads are the columns of one product
            Relu => ReferenceElementWise.LeakyRelu(0),
            LeakyRelu leaky => ReferenceElementWise.LeakyRelu(leaky.Slope),
            Sigmoid => ReferenceElementWise.Sigmoid(),
            Tanh => ReferenceElementWise.Tanh(),
            _ => throw new NotSupportedException($"The layer {layer.Type} has no double-precision reference to be checked against."),
        };
    }

    /// <summary>The output for one example.</summary>
    /// <param name="parameters">The tensors of the layer in their order, each row by row as in memory.</param>
    /// <param name="input">One example.</param>
    public abstract double[] Forward(double[][] parameters, double[] input);

    /// <summary>∂loss/∂input of one example; the gradients of the parameters are added to <paramref name="dParameters"/>.</summary>
    /// <param name="parameters">As given to <see cref="Forward"/>.</param>
    /// <param name="input">As given to <see cref="Forward"/>.</param>
    /// <param name="dOutput">∂loss/∂output.</param>
    /// <param name="dParameters">Accumulated; in the shape of <paramref name="parameters"/>.</param>
    public abstract double[] Backward(double[][] parameters, double[] input, double[] dOutput, double[][] dParameters);
}
