using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>What a gradient penalty wants the norm of the gradient to be.</summary>
public enum PenaltyForm
{
    /// <summary>½ weight ‖∇D(x)‖²: none, at real examples. R1, Mescheder et al. 2018, eq. 9.</summary>
    ZeroCentred,

    /// <summary>
    /// weight (‖∇D(x)‖ − 1)²: one, between real and generated examples. WGAN-GP, Gulrajani et al. 2017, eq. 3.
    /// </summary>
    OneCentred,
}

/// <summary>
/// A penalty on the gradient of a network's logit with respect to its input, and its gradient with respect to the
/// parameters.
/// </summary>
/// <remarks>
/// With g = ∇D(x), the penalty's derivative is c gᵀ ∂g/∂θ = d/dε of ∂D/∂θ at x + ε c g: the tangent of an ordinary
/// backward pass. For networks of linear and element-wise layers; dropout and noise, as in all evaluation, do nothing.
/// Derivation: docs/backprop.md, section "Second order".
/// </remarks>
public sealed class GradientPenalty
{
    private readonly Network _network;
    private readonly PenaltyForm _form;
    private readonly float _weight;
    private readonly int _given;
    private readonly Workspace _workspace;
    private readonly TangentPass _tangents;
    private readonly Matrix _ones;
    private readonly Matrix _zeros;
    private readonly Matrix _inputGradient;

    /// <summary>Memory for batches of up to <paramref name="capacity"/> examples. Allocates.</summary>
    /// <param name="network">A discriminator or critic; of several outputs, the sum is taken.</param>
    /// <param name="form">What the norm is to be.</param>
    /// <param name="weight">γ of R1, λ of WGAN-GP; not negative. The papers have 10 for both.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <param name="given">The last inputs, so many, are a condition such as a class: the gradient with respect to them
    /// is not penalised.</param>
    /// <exception cref="NotSupportedException">A layer has no tangent, such as batch normalisation; the message names
    /// it.</exception>
    public GradientPenalty(Network network, PenaltyForm form, float weight, int capacity, int given = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)given, (uint)network.Inputs, nameof(given));
        (_network, _form, _weight, _given) = (network, form, weight, given);
        _workspace = new Workspace(network, capacity);
        _tangents = new TangentPass(network, capacity);
        _ones = Matrix.Allocate(capacity, network.Outputs);
        _ones.Fill(1);
        _zeros = Matrix.Allocate(capacity, network.Outputs);
        _inputGradient = Matrix.Allocate(capacity, network.Inputs);
    }

    /// <summary>
    /// The penalty of every example; its gradient times <paramref name="scale"/> is added to the network's. Allocates
    /// nothing once warm.
    /// </summary>
    /// <param name="input">(B, Inputs), not overwritten.</param>
    /// <param name="perExample">B penalties, unscaled, overwritten.</param>
    /// <param name="scale">Multiplies the gradient: 1 / batch in training.</param>
    /// <exception cref="NotSupportedException">An element-wise layer has no second derivative; the message names
    /// it.</exception>
    public void Add(Matrix input, Span<float> perExample, float scale)
    {
        Shape.RequireLength(perExample.Length, input.Rows, nameof(perExample));
        Matrix ones = _ones.SliceRows(0, input.Rows), gradient = _inputGradient.SliceRows(0, input.Rows);
        _network.ForwardToLogits(_workspace, input);
        _network.BackwardFromLogits(_workspace, ones, gradient, ParameterGradients.Skip);
        for (int row = 0; row < input.Rows; row++)
        {
            Span<float> g = gradient.Row(row);
            g[^_given..].Clear();
            float norm = Reductions.Norm<float>(g);
            float factor; // c: the derivative of the penalty by the norm, over the norm
            (perExample[row], factor) = _form == PenaltyForm.ZeroCentred
                ? (0.5f * _weight * norm * norm, _weight)
                : (_weight * (norm - 1) * (norm - 1), norm == 0 ? 0 : 2 * _weight * (norm - 1) / norm);
            TensorPrimitives.Multiply(g, scale * factor, g);
        }
        _tangents.Forward(_workspace, gradient, direction: default);
        _tangents.Backward(_workspace, default, ones, _zeros.SliceRows(0, input.Rows),
            _network.Parameters.GradientViews);
    }
}
