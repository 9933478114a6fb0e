using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// The product of a loss's Hessian with a vector, H v, without the Hessian: d/dε of the gradient at θ + ε v.
/// Pearlmutter 1994.
/// </summary>
/// <remarks>
/// Costs about two steps of training. For networks of linear and element-wise layers; dropout and noise do nothing.
/// Derivation: docs/backprop.md, section "Second order".
/// </remarks>
public sealed class HessianProduct
{
    private readonly Network _network;
    private readonly Loss _loss;
    private readonly Workspace _workspace;
    private readonly TangentPass _tangents;
    private readonly Matrix[] _vectorViews;
    private readonly Matrix[] _productViews;
    private readonly Matrix _inputTangent;
    private readonly Matrix _dLogitsTangent;

    /// <summary>Memory for batches of up to <paramref name="capacity"/> examples. Allocates.</summary>
    /// <exception cref="NotSupportedException">A layer has no tangent, such as batch normalisation; the message names
    /// it.</exception>
    public HessianProduct(Network network, Loss loss, int capacity)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        (_network, _loss) = (network, loss);
        _workspace = new Workspace(network, capacity);
        _tangents = new TangentPass(network, capacity);
        _vectorViews = new Matrix[network.Parameters.Count];
        _productViews = new Matrix[network.Parameters.Count];
        _inputTangent = Matrix.Allocate(capacity, network.Inputs); // stays zero: the input does not move
        _dLogitsTangent = Matrix.Allocate(capacity, network.Outputs);
    }

    /// <summary>
    /// product += H v, H the second derivatives of scale · Σ loss over the batch. Allocates nothing once warm.
    /// </summary>
    /// <param name="input">(B, Inputs), not overwritten.</param>
    /// <param name="target">(B, Outputs), not overwritten.</param>
    /// <param name="scale">Multiplies the losses: 1 / batch in training.</param>
    /// <param name="vector">v, a block in the layout of the parameters: see
    /// <see cref="ParameterBuffer.AllocateLike"/>.</param>
    /// <param name="product">Such a block, accumulated.</param>
    /// <exception cref="NotSupportedException">The loss or an element-wise layer has no second derivative; the message
    /// names it.</exception>
    public void Add(Matrix input, Matrix target, float scale, Matrix vector, Matrix product)
    {
        for (int tensor = 0; tensor < _vectorViews.Length; tensor++)
        {
            _vectorViews[tensor] = _network.Parameters.View(vector, tensor);
            _productViews[tensor] = _network.Parameters.View(product, tensor);
        }
        Matrix logits = _network.ForwardToLogits(_workspace, input);
        _loss.Compute(logits, target, default, scale, _workspace.DLogits);
        Matrix logitsTangent = _tangents.Forward(_workspace, _inputTangent.SliceRows(0, input.Rows), _vectorViews);
        Matrix dLogitsTangent = _dLogitsTangent.SliceRows(0, input.Rows);
        _loss.ComputeTangent(logits, target, logitsTangent, scale, dLogitsTangent);
        _tangents.Backward(_workspace, _vectorViews, _workspace.DLogits, dLogitsTangent, _productViews);
    }
}
