using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>y = x + σ ε, ε from N(0, 1); dX = dY. In evaluation y = x. Holmström and Koistinen 1992.</summary>
/// <remarks>
/// The noise is a function of the pass's stream and the position, so neither threads nor a resumed run can change it.
/// </remarks>
public sealed class GaussianNoise : RowWise, ITangentLayer
{
    /// <summary>Adds noise with standard deviation <paramref name="deviation"/>.</summary>
    /// <param name="deviation">σ, not negative.</param>
    public GaussianNoise(float deviation)
    {
        if (!(deviation >= 0 && float.IsFinite(deviation)))
        {
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "A standard deviation is at least 0.");
        }
        Deviation = deviation;
    }

    /// <summary>σ, the standard deviation of the noise.</summary>
    public float Deviation { get; }

    /// <inheritdoc/>
    public override string Type => "GaussianNoise";

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs;

    /// <summary>Ẏ = Ẋ, the noise staying as it was drawn; the backward pass, dX = dY, is the same function.</summary>
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
        pass.Random.Fork(row).FillNormal(output);
        TensorPrimitives.MultiplyAdd(output, Deviation, input, output);
    }

    /// <inheritdoc/>
    protected override void BackwardRow(
        in Pass pass, int row, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput) =>
            dOutput.CopyTo(dInput);
}
