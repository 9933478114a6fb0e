using Scratch.Engine;

namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>
/// A layer in double precision, as plain loops over a batch: what the fast layer must agree with.
/// </summary>
/// <remarks>
/// It shares no code with the layer that it checks, and where a derivative has two forms it has the other one. Every method
/// allocates what it returns: this is for checks, not for training.
/// </remarks>
public abstract class ReferenceLayer
{
    /// <summary>True if the function has a kink at zero, where a central difference means nothing.</summary>
    public virtual bool HasKinkAtZero => false;

    /// <summary>The reference of a layer without state, in evaluation.</summary>
    /// <exception cref="NotSupportedException">There is none; the message names the layer.</exception>
    public static ReferenceLayer Of(Layer layer) => Of(layer, Mode.Evaluate, default, []);

    /// <summary>The reference of a layer. A new layer is added here.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="mode">What its passes are for.</param>
    /// <param name="random">The stream of its pass, from which the same masks and noise are drawn.</param>
    /// <param name="state">
    /// The tensors of its state, each row by row; for a training pass as that pass left them, since power iteration uses what it
    /// has just made. They count as constants.
    /// </param>
    /// <exception cref="NotSupportedException">There is none; the message names the layer.</exception>
    public static ReferenceLayer Of(Layer layer, Mode mode, RandomStream random, double[][] state)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(state);
        return layer switch
        {
            Dense or GaussianHeads => new ReferenceDense(), // the two heads are the columns of one product
            SpectralDense => new ReferenceSpectralDense(state[0], state[1]),
            Relu => ReferenceElementWise.LeakyRelu(0),
            LeakyRelu leaky => ReferenceElementWise.LeakyRelu(leaky.Slope),
            Elu elu => ReferenceElementWise.Elu(elu.Alpha),
            Gelu => ReferenceElementWise.Gelu(),
            GeluTanh => ReferenceElementWise.GeluTanh(),
            Silu => ReferenceElementWise.Silu(),
            Softplus => ReferenceElementWise.Softplus(),
            Sigmoid => ReferenceElementWise.Sigmoid(),
            Tanh => ReferenceElementWise.Tanh(),
            Softmax => new ReferenceSoftmax(),
            Dropout dropout => new ReferenceDropout(mode == Mode.Train ? dropout.Probability : 0, random),
            GaussianNoise noise => new ReferenceNoise(mode == Mode.Train ? noise.Deviation : 0, random),
            LayerNormalisation normalisation => new ReferenceLayerNormalisation(normalisation.Epsilon),
            BatchNormalisation normalisation when mode == Mode.Train => new ReferenceBatchNormalisation(normalisation.Epsilon),
            BatchNormalisation normalisation => new ReferenceRunningNormalisation(state[0], state[1], normalisation.Epsilon),
            Standardisation => new ReferenceStandardisation(state[0], state[1]),
            _ => throw new NotSupportedException($"The layer {layer.Type} has no double-precision reference to be checked against."),
        };
    }

    /// <summary>The outputs for a batch.</summary>
    /// <param name="parameters">The tensors of the layer in their order, each row by row as in memory.</param>
    /// <param name="inputs">The examples.</param>
    public abstract double[][] Forward(double[][] parameters, double[][] inputs);

    /// <summary>∂loss/∂inputs of a batch; the gradients of the parameters are added to <paramref name="dParameters"/>.</summary>
    /// <param name="parameters">As given to <see cref="Forward"/>.</param>
    /// <param name="inputs">As given to <see cref="Forward"/>.</param>
    /// <param name="dOutputs">∂loss/∂outputs.</param>
    /// <param name="dParameters">Accumulated; in the shape of <paramref name="parameters"/>.</param>
    public abstract double[][] Backward(double[][] parameters, double[][] inputs, double[][] dOutputs, double[][] dParameters);
}
