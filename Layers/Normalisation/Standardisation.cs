using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>y = (x − mean) / deviation with fixed numbers for each feature; dX = dY / deviation.</summary>
/// <remarks>
/// The first layer of a network that takes numbers in their own units. Mean and deviation are those of the training
/// data; they are saved with the network, and nothing learns them.
/// </remarks>
public sealed class Standardisation : RowWise, ITangentLayer, IIntervalLayer
{
    private readonly ParameterDeclaration[] _state;

    /// <summary>
    /// A layer for examples with <paramref name="features"/> numbers; mean 0 and deviation 1 until they are set.
    /// </summary>
    /// <param name="features">The number of inputs and outputs, at least 1.</param>
    public Standardisation(int features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        Features = features;
        _state = [new("mean", 1, features, Decays: false), new("deviation", 1, features, Decays: false)];
    }

    /// <summary>The number of inputs and outputs.</summary>
    public int Features { get; }

    /// <inheritdoc/>
    public override string Type => "Standardisation";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDeclaration> State => _state;

    /// <inheritdoc/>
    public override bool ForwardMayOverwrite => true;

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    int IIntervalLayer.IntervalRoom => 0;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs == Features
        ? Features
        : throw new ArgumentException($"Standardisation takes {Features} inputs, but it was given {inputs}.");

    /// <inheritdoc/>
    public override void InitialiseState(ReadOnlySpan<Matrix> state, RandomStream random) => state[1].Fill(1);

    /// <summary>Ẏ = Ẋ / deviation, which is the backward pass too.</summary>
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

    /// <summary>
    /// Rounding keeps the order of numbers, so that bounds go through as they are; a negative deviation turns them
    /// round.
    /// </summary>
    void IIntervalLayer.ForwardIntervals(
        in Pass pass, Matrix lower, Matrix upper, Matrix room, Matrix lowerOutput, Matrix upperOutput)
    {
        ForwardRow(pass, 0, lower.Row(0), lowerOutput.Row(0));
        ForwardRow(pass, 0, upper.Row(0), upperOutput.Row(0));
        for (int i = 0; i < Features; i++)
        {
            (float low, float high) = (lowerOutput[0, i], upperOutput[0, i]);
            (lowerOutput[0, i], upperOutput[0, i]) = (MathF.Min(low, high), MathF.Max(low, high));
        }
    }

    /// <inheritdoc/>
    protected override void ForwardRow(in Pass pass, int row, ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Subtract(input, pass.State.Span[0].Span, output);
        TensorPrimitives.Divide(output, pass.State.Span[1].Span, output);
    }

    /// <inheritdoc/>
    protected override void BackwardRow(
        in Pass pass, int row, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput) =>
        TensorPrimitives.Divide(dOutput, pass.State.Span[1].Span, dInput);
}
