using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// y = γ ⊙ x̂ + β, x̂ = (x − mean) / √(variance + ε), mean and variance over the features of each example. Ba et al.
/// 2016.
/// </summary>
/// <remarks>The same in training and evaluation. Derivation: docs/backprop.md, section "Layer normalisation".</remarks>
public sealed class LayerNormalisation : RowWise
{
    private readonly ParameterDeclaration[] _parameters;

    /// <summary>A layer for examples with <paramref name="features"/> numbers.</summary>
    /// <param name="features">The number of inputs and outputs, at least 1.</param>
    /// <param name="epsilon">ε, above 0; 1e-5, as in PyTorch, unless given.</param>
    public LayerNormalisation(int features, float epsilon = 1e-5f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        (Features, Epsilon) = (features, epsilon);
        _parameters = [new("weight", 1, features, Decays: false), new("bias", 1, features, Decays: false)];
    }

    /// <summary>The number of inputs and outputs.</summary>
    public int Features { get; }

    /// <summary>ε, which keeps an example of equal numbers from a division by zero.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    public override string Type => "LayerNormalisation";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDeclaration> Parameters => _parameters;

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs == Features
        ? Features
        : throw new ArgumentException($"LayerNormalisation takes {Features} inputs, but it was given {inputs}.");

    /// <inheritdoc/>
    public override IReadOnlyList<SavedShape> SavedFor(int inputs) =>
        [SavedShape.PerExample(inputs), SavedShape.PerExample(1)]; // x̂, 1 / √(variance + ε)

    /// <inheritdoc/>
    public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
    {
        base.Backward(pass, input, output, dOutput, dInput);
        if (pass.WantsGradients)
        {
            Span<float> dWeight = pass.Gradients.Span[0].Span;
            for (int row = 0; row < dOutput.Rows; row++)
            {
                // dγ += Σ dY ⊙ x̂
                TensorPrimitives.MultiplyAdd(dOutput.Row(row), pass.Saved.Span[0].Row(row), dWeight, dWeight);
            }
            RowOperations.AddSumOfRows(dOutput, pass.Gradients.Span[1]); // dβ += Σ dY
        }
    }

    /// <inheritdoc/>
    public override void Initialise(ReadOnlySpan<Matrix> parameters, RandomStream random) => parameters[0].Fill(1);

    /// <inheritdoc/>
    protected override void ForwardRow(in Pass pass, int row, ReadOnlySpan<float> input, Span<float> output)
    {
        Span<float> normalised = pass.Saved.Span[0].Row(row);
        ref float scale = ref pass.Saved.Span[1][row, 0];
        TensorPrimitives.Subtract(input, Reductions.Sum(input) / input.Length, normalised);
        float variance = Reductions.SumOfSquares<float>(normalised) / input.Length;
        scale = 1 / MathF.Sqrt(variance + Epsilon);
        TensorPrimitives.Multiply(normalised, scale, normalised);
        // γ ⊙ x̂ + β
        TensorPrimitives.MultiplyAdd(normalised, pass.Parameters.Span[0].Span, pass.Parameters.Span[1].Span, output);
    }

    /// <inheritdoc/>
    protected override void BackwardRow(
        in Pass pass, int row, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput)
    {
        ReadOnlySpan<float> normalised = pass.Saved.Span[0].Row(row);
        TensorPrimitives.Multiply(dOutput, pass.Parameters.Span[0].Span, dInput); // dx̂ = γ ⊙ dY
        float mean = Reductions.Sum<float>(dInput) / dInput.Length;
        float slope = Reductions.Dot(dInput, normalised) / dInput.Length;
        TensorPrimitives.Subtract(dInput, mean, dInput);
        TensorPrimitives.MultiplyAdd(normalised, -slope, dInput, dInput); // dx̂ − mean(dx̂) − x̂ mean(dx̂ ⊙ x̂)
        TensorPrimitives.Multiply(dInput, pass.Saved.Span[1][row, 0], dInput);
    }
}
