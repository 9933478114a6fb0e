using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>What a layer is given beside its input: the memory that the caller owns, as views.</summary>
/// <param name="Parameters">The layer's parameters, in the order of <see cref="Layer.Parameters"/>.</param>
/// <param name="Gradients">Where to add their gradients, in the same order; empty to skip those products.</param>
public readonly record struct Pass(ReadOnlyMemory<Matrix> Parameters, ReadOnlyMemory<Matrix> Gradients)
{
    /// <summary>False if the parameters' gradients are not wanted: an attack, a frozen network.</summary>
    public bool WantsGradients => !Gradients.IsEmpty;
}
