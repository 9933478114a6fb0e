using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// What a layer is given beside its input: the memory that the caller owns, as views, and what the pass is for.
/// </summary>
/// <param name="Parameters">The layer's parameters, in the order of <see cref="Layer.Parameters"/>.</param>
/// <param name="Gradients">Where to add their gradients, in the same order; empty to skip those products.</param>
public readonly record struct Pass(ReadOnlyMemory<Matrix> Parameters, ReadOnlyMemory<Matrix> Gradients)
{
    /// <summary>
    /// What the network keeps beside its parameters, in the order of <see cref="Layer.State"/>. Changes in
    /// <see cref="Mode.Train"/> alone.
    /// </summary>
    public ReadOnlyMemory<Matrix> State { get; init; }

    /// <summary>
    /// What the workspace keeps from the forward pass to the backward pass, in the order of
    /// <see cref="Layer.SavedFor"/>.
    /// </summary>
    public ReadOnlyMemory<Matrix> Saved { get; init; }

    /// <summary>What the pass is for; evaluation unless given.</summary>
    public Mode Mode { get; init; }

    /// <summary>
    /// The stream of this layer in this pass, for <see cref="Mode.Train"/>: the same one forward and backward.
    /// </summary>
    public RandomStream Random { get; init; }

    /// <summary>False if the parameters' gradients are not wanted: an attack, a frozen network.</summary>
    public bool WantsGradients => !Gradients.IsEmpty;
}
