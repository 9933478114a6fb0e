using Scratch.Engine;

namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>
/// A layer in double precision, as plain loops over a batch: what the fast layer must agree with.
/// </summary>
/// <remarks>
/// It shares no code with the layer that it checks, and where a derivative has two forms it has the other one. Every
/// method allocates what it returns: this is for checks, not for training.
/// </remarks>
internal abstract class ReferenceLayer
{
    /// <summary>True if the function has a kink at zero, where a central difference means nothing.</summary>
    public virtual bool HasKinkAtZero => false;

    /// <summary>The reference of a layer without state, in evaluation.</summary>
    /// <exception cref="NotSupportedException">There is none; the message names the layer.</exception>
    public static ReferenceLayer Of(Layer layer) => Of(layer, Mode.Evaluate, default, []);

    /// <summary>The reference of a layer, from <see cref="LayerCatalog"/>.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="mode">What its passes are for.</param>
    /// <param name="random">The stream of its pass, from which the same masks and noise are drawn.</param>
    /// <param name="state">
    /// The tensors of its state, each row by row; for a training pass as that pass left them, since power iteration
    /// uses what it has just made. They count as constants.
    /// </param>
    /// <exception cref="NotSupportedException">There is none; the message names the layer.</exception>
    public static ReferenceLayer Of(Layer layer, Mode mode, RandomStream random, double[][] state)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(state);
        return LayerCatalog.KindOf(layer)?.Reference(layer, new ReferencePass(mode, random, state))
            ?? throw new NotSupportedException(
                $"The layer {layer.Type} has no double-precision reference to be checked against.");
    }

    /// <summary>The outputs for a batch.</summary>
    /// <param name="parameters">The tensors of the layer in their order, each row by row as in memory.</param>
    /// <param name="inputs">The examples.</param>
    public abstract double[][] Forward(double[][] parameters, double[][] inputs);

    /// <summary>
    /// ∂loss/∂inputs of a batch; the gradients of the parameters are added to <paramref name="dParameters"/>.
    /// </summary>
    /// <param name="parameters">As given to <see cref="Forward"/>.</param>
    /// <param name="inputs">As given to <see cref="Forward"/>.</param>
    /// <param name="dOutputs">∂loss/∂outputs.</param>
    /// <param name="dParameters">Accumulated; in the shape of <paramref name="parameters"/>.</param>
    public abstract double[][] Backward(
        double[][] parameters, double[][] inputs, double[][] dOutputs, double[][] dParameters);
}

/// <summary>The pass of a layer that a reference is to repeat.</summary>
/// <param name="Mode">What it is for.</param>
/// <param name="Random">Its stream, from which the same masks and noise are drawn.</param>
/// <param name="State">The tensors of the layer's state, each row by row; for training as the pass left them.</param>
internal readonly record struct ReferencePass(Mode Mode, RandomStream Random, double[][] State);
