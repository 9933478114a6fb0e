using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// A description of one step of a network. It owns no floats: parameters and activations are passed in.
/// </summary>
/// <remarks>
/// So one layer serves any number of workspaces at once: a discriminator that has seen a real batch and a generated one
/// can go backward through either.
/// </remarks>
public abstract class Layer
{
    /// <summary>The name in an architecture, such as <c>Dense</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The tensors that the layer learns, with names relative to the layer, such as <c>weight</c>.</summary>
    public virtual IReadOnlyList<ParameterDeclaration> Parameters => [];

    /// <summary>
    /// The tensors that are saved with the network but not learned by gradients, such as <c>running_mean</c>.
    /// </summary>
    public virtual IReadOnlyList<ParameterDeclaration> State => [];

    /// <summary>
    /// Whether the output of <see cref="Forward"/> may be the same memory as its input, which it then overwrites.
    /// </summary>
    public virtual bool ForwardMayOverwrite => false;

    /// <summary>
    /// Whether <see cref="Backward"/> reads its input. If not, the input's memory may hold something else by then.
    /// </summary>
    public virtual bool BackwardReadsInput => true;

    /// <summary>
    /// Whether <see cref="Backward"/> reads its output. If not, the output's memory may hold something else by then.
    /// </summary>
    public virtual bool BackwardReadsOutput => true;

    /// <summary>The number of outputs for a number of inputs.</summary>
    /// <exception cref="ArgumentException">The layer does not take that many inputs; the message says how
    /// many.</exception>
    public abstract int OutputsFor(int inputs);

    /// <summary>The shapes of what the layer keeps from forward to backward, for a number of inputs.</summary>
    public virtual IReadOnlyList<SavedShape> SavedFor(int inputs) => [];

    /// <summary>Overwrites <paramref name="output"/> with the layer's function of <paramref name="input"/>.</summary>
    /// <param name="pass">The parameters, the state and what to save.</param>
    /// <param name="input">(B, inputs), not overwritten.</param>
    /// <param name="output">(B, outputs), overwritten; shares no memory with the input, unless
    /// <see cref="ForwardMayOverwrite"/>.</param>
    public abstract void Forward(in Pass pass, Matrix input, Matrix output);

    /// <summary>
    /// Adds the gradients of the parameters to <see cref="Pass.Gradients"/> and overwrites <paramref name="dInput"/>.
    /// </summary>
    /// <param name="pass">That of the forward pass, with the gradients, which are accumulated.</param>
    /// <param name="input">(B, inputs), as given to <see cref="Forward"/>.</param>
    /// <param name="output">(B, outputs), as <see cref="Forward"/> left it.</param>
    /// <param name="dOutput">(B, outputs), ∂loss/∂output, not overwritten.</param>
    /// <param name="dInput">(B, inputs), overwritten with ∂loss/∂input; empty to skip that product.</param>
    public abstract void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput);

    /// <summary>
    /// The product that the layer is in evaluation, output = input · weights + bias; null if it is another function.
    /// </summary>
    /// <param name="pass">As for <see cref="Forward"/> in evaluation.</param>
    internal virtual (Matrix Weights, Matrix Bias)? FindProduct(in Pass pass) => null;

    /// <summary>Gives the parameters their first values. The buffer holds zeros before.</summary>
    /// <param name="parameters">The parameters, in the order of <see cref="Parameters"/>, overwritten.</param>
    /// <param name="random">The stream of this layer.</param>
    public virtual void Initialise(ReadOnlySpan<Matrix> parameters, RandomStream random)
    {
    }

    /// <summary>Gives the state its first values. The buffer holds zeros before.</summary>
    /// <param name="state">The state, in the order of <see cref="State"/>, overwritten.</param>
    /// <param name="random">The stream of this layer's state.</param>
    public virtual void InitialiseState(ReadOnlySpan<Matrix> state, RandomStream random)
    {
    }
}
