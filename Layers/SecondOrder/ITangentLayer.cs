using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// A layer that knows how both of its passes change where its input and its parameters move along a direction: the
/// tangents of the passes. Pearlmutter 1994.
/// </summary>
/// <remarks>
/// A dot marks a tangent, d/dε of something at x + ε ẋ and W + ε Ẇ.
/// Derivation: docs/backprop.md, section "Second order".
/// </remarks>
public interface ITangentLayer
{
    /// <summary>Ẏ = ∂f/∂x ẋ + ∂f/∂W Ẇ. Overwrites <paramref name="outputTangent"/>.</summary>
    /// <param name="pass">That of the forward pass.</param>
    /// <param name="direction">How the parameters move, and room to work in.</param>
    /// <param name="input">(B, inputs), as given to the forward pass.</param>
    /// <param name="output">(B, outputs), as the forward pass left it.</param>
    /// <param name="inputTangent">(B, inputs), Ẋ.</param>
    /// <param name="outputTangent">(B, outputs), Ẏ, overwritten.</param>
    void ForwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix inputTangent,
        Matrix outputTangent);

    /// <summary>
    /// The tangents of what a backward pass computes: those of the parameters' gradients are added to
    /// <see cref="Pass.Gradients"/>, that of dInput overwrites <paramref name="dInputTangent"/>.
    /// </summary>
    /// <param name="pass">That of the forward pass, with the place of the tangents of the gradients.</param>
    /// <param name="direction">As given to <see cref="ForwardTangent"/>.</param>
    /// <param name="input">(B, inputs), as given to the forward pass.</param>
    /// <param name="output">(B, outputs), as the forward pass left it.</param>
    /// <param name="dOutput">(B, outputs), ∂loss/∂output.</param>
    /// <param name="inputTangent">(B, inputs), as given to <see cref="ForwardTangent"/>.</param>
    /// <param name="dOutputTangent">(B, outputs), the tangent of dOutput.</param>
    /// <param name="dInputTangent">(B, inputs), overwritten; empty to skip it.</param>
    void BackwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix dOutput,
        Matrix inputTangent, Matrix dOutputTangent, Matrix dInputTangent);
}

/// <summary>How the parameters of a layer move, and room to work in.</summary>
/// <param name="Parameters">Ẇ and ḃ, in the order of <see cref="Layer.Parameters"/>; empty if they stay.</param>
/// <param name="Room">(1, n), contiguous, with n at least the batch times the wider side of the layer. Holds nothing
/// between calls.</param>
public readonly record struct TangentDirection(ReadOnlyMemory<Matrix> Parameters, Matrix Room);
