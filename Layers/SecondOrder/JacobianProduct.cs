using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// The product of a network's Jacobian with a vector, J v = d/dε of the output at x + ε v, without the Jacobian:
/// forward mode.
/// </summary>
/// <remarks>
/// Its counterpart Jᵀ u is <see cref="Network.Backward"/>. For networks of linear and element-wise layers. Pearlmutter
/// 1994.
/// </remarks>
public sealed class JacobianProduct
{
    private readonly TangentPass _tangents;

    /// <summary>Memory for batches of up to <paramref name="capacity"/> examples. Allocates.</summary>
    /// <exception cref="NotSupportedException">A layer has no tangent, such as batch normalisation; the message names
    /// it.</exception>
    public JacobianProduct(Network network, int capacity)
    {
        ArgumentNullException.ThrowIfNull(network);
        _tangents = new TangentPass(network, capacity, network.Layers.Count);
    }

    /// <summary>J v, row by row, at the input of a forward pass. Allocates nothing.</summary>
    /// <param name="workspace">After <see cref="Network.Forward(Workspace, Matrix)"/>: the whole network, a final
    /// sigmoid included.</param>
    /// <param name="vector">(B, Inputs), v, not overwritten.</param>
    /// <returns>(B, Outputs), memory of this object, which holds it until the next call.</returns>
    public Matrix Multiply(Workspace workspace, Matrix vector)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return _tangents.Forward(workspace, vector, direction: default);
    }
}
