using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>yⱼ = exp(xⱼ) / Σₖ exp(xₖ), for every example. dX = y ⊙ (dY − Σₖ dYₖ yₖ).</summary>
/// <remarks>
/// As the last layer of a network it is skipped by the losses, which start from logits: see <see cref="Network"/>. The
/// maximum is subtracted before the exponential, so that large inputs don't overflow. Derivation: docs/backprop.md,
/// section "Softmax".
/// </remarks>
public sealed class Softmax : RowWise
{
    /// <inheritdoc/>
    public override string Type => "Softmax";

    /// <inheritdoc/>
    public override bool ForwardMayOverwrite => true;

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs;

    /// <inheritdoc/>
    protected override void ForwardRow(in Pass pass, int row, ReadOnlySpan<float> input, Span<float> output) =>
        Write(input, output);

    /// <summary>One row; the output may be the input.</summary>
    internal static void Write(ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Subtract(input, TensorPrimitives.Max(input), output);
        TensorPrimitives.Exp(output, output);
        TensorPrimitives.Divide(output, Reductions.Sum<float>(output), output);
    }

    /// <inheritdoc/>
    protected override void BackwardRow(
        in Pass pass, int row, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput)
    {
        float mean = Reductions.Dot(dOutput, output); // of dOutput, with the outputs as weights
        TensorPrimitives.Subtract(dOutput, mean, dInput);
        TensorPrimitives.Multiply(dInput, output, dInput);
    }
}
