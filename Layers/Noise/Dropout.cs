using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// y = m ⊙ x, where m is 0 with probability p and 1 / (1 − p) otherwise; dX = m ⊙ dY. In evaluation y = x. Srivastava
/// et al. 2014.
/// </summary>
/// <remarks>
/// Inverted dropout: what is kept is made larger in training, so that the expectation of y is x and evaluation needs no
/// factor. The mask is a function of the pass's stream and the position, so neither threads nor a resumed run can
/// change it.
/// </remarks>
public sealed class Dropout : RowWise, ITangentLayer
{
    /// <summary>Drops each input with probability <paramref name="probability"/>.</summary>
    /// <param name="probability">p, in [0, 1).</param>
    public Dropout(float probability)
    {
        if (!(probability >= 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), probability, "A probability of dropping lies in [0, 1).");
        }
        Probability = probability;
    }

    /// <summary>p, the probability that an input is dropped.</summary>
    public float Probability { get; }

    /// <inheritdoc/>
    public override string Type => "Dropout";

    /// <inheritdoc/>
    public override bool ForwardMayOverwrite => true;

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<SavedShape> SavedFor(int inputs) => [SavedShape.PerExample(inputs)]; // m

    /// <summary>Ẏ = m ⊙ Ẋ, the mask staying as it was drawn; the backward pass, m ⊙ dY, is the same function.</summary>
    /// <inheritdoc/>
    public void ForwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix inputTangent,
            Matrix outputTangent) =>
        Backward(pass, input, output, inputTangent, outputTangent);

    /// <inheritdoc/>
    public void BackwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix dOutput,
        Matrix inputTangent, Matrix dOutputTangent, Matrix dInputTangent) =>
            Backward(pass, input, output, dOutputTangent, dInputTangent);

    /// <inheritdoc/>
    protected override void ForwardRow(in Pass pass, int row, ReadOnlySpan<float> input, Span<float> output)
    {
        if (pass.Mode == Mode.Evaluate)
        {
            input.CopyTo(output);
            return;
        }
        Span<float> mask = pass.Saved.Span[0].Row(row);
        pass.Random.Fork(row).FillUniform(mask);
        foreach (ref float m in mask)
        {
            m = m < Probability ? 0 : 1 / (1 - Probability);
        }
        TensorPrimitives.Multiply(input, mask, output);
    }

    /// <inheritdoc/>
    protected override void BackwardRow(
        in Pass pass, int row, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput)
    {
        if (pass.Mode == Mode.Evaluate)
        {
            dOutput.CopyTo(dInput);
            return;
        }
        TensorPrimitives.Multiply(dOutput, pass.Saved.Span[0].Row(row), dInput);
    }
}
