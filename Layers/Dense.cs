using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>A dense (fully connected, linear) layer: output = input · W + b.</summary>
/// <remarks>
/// W is (inputs, outputs) in memory, so that the forward pass reads it row by row, and (outputs, inputs) in files, as
/// in PyTorch. The derivation is in docs/backprop.md, section "Dense".
/// </remarks>
public sealed class Dense : Layer, ITangentLayer
{
    private readonly ParameterDeclaration[] _parameters;
    private readonly Initialiser _initialiser;

    /// <summary>A dense layer with <paramref name="inputs"/> and <paramref name="outputs"/>.</summary>
    /// <param name="inputs">The number of inputs, at least 1.</param>
    /// <param name="outputs">The number of outputs, at least 1.</param>
    /// <param name="initialiser">Fills the weights; <see cref="Initialisers.GlorotUniform"/> unless given. Biases start
    /// at 0.</param>
    public Dense(int inputs, int outputs, Initialiser? initialiser = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (Inputs, Outputs) = (inputs, outputs);
        _parameters = [new("weight", inputs, outputs, Decays: true), new("bias", 1, outputs, Decays: false)];
        _initialiser = initialiser ?? Initialisers.GlorotUniform;
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <inheritdoc/>
    public override string Type => "Dense";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDeclaration> Parameters => _parameters;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs == Inputs
        ? Outputs
        : throw new ArgumentException($"Dense takes {Inputs} inputs, but it was given {inputs}.");

    /// <inheritdoc/>
    public override void Forward(in Pass pass, Matrix input, Matrix output)
    {
        ReadOnlySpan<Matrix> p = pass.Parameters.Span;
        SharedProduct.Multiply(input, p[0], p[1], output); // output = input · W + b
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
    {
        if (!dInput.IsEmpty)
        {
            SharedProduct.MultiplyByTransposed(dOutput, pass.Parameters.Span[0], dInput); // dInput = dOutput · Wᵀ
        }
        if (pass.WantsGradients)
        {
            ReadOnlySpan<Matrix> d = pass.Gradients.Span;
            SharedProduct.AddTransposedTimes(input, dOutput, d[0]); // dW += inputᵀ · dOutput
            RowOperations.AddSumOfRows(dOutput, d[1]);              // db += Σ over the batch of dOutput
        }
    }

    /// <inheritdoc/>
    public void ForwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix inputTangent,
            Matrix outputTangent)
    {
        SharedProduct.Multiply(inputTangent, pass.Parameters.Span[0], default, outputTangent); // Ẏ = Ẋ · W
        if (!direction.Parameters.IsEmpty)
        {
            ReadOnlySpan<Matrix> w = direction.Parameters.Span;
            Matrix room = direction.Room.Reshape(0, output.Rows, output.Columns);
            SharedProduct.Multiply(input, w[0], w[1], room); // Ẏ += X · Ẇ + ḃ
            TensorPrimitives.Add(outputTangent.Span, room.Span, outputTangent.Span);
        }
    }

    /// <inheritdoc/>
    public void BackwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix dOutput,
        Matrix inputTangent, Matrix dOutputTangent, Matrix dInputTangent)
    {
        if (!dInputTangent.IsEmpty)
        {
            // the tangent of dX: dẎ · Wᵀ
            SharedProduct.MultiplyByTransposed(dOutputTangent, pass.Parameters.Span[0], dInputTangent);
            if (!direction.Parameters.IsEmpty)
            {
                Matrix room = direction.Room.Reshape(0, input.Rows, input.Columns);
                SharedProduct.MultiplyByTransposed(dOutput, direction.Parameters.Span[0], room); // + dY · Ẇᵀ
                TensorPrimitives.Add(dInputTangent.Span, room.Span, dInputTangent.Span);
            }
        }
        ReadOnlySpan<Matrix> d = pass.Gradients.Span;
        SharedProduct.AddTransposedTimes(inputTangent, dOutput, d[0]); // that of dW: Ẋᵀ · dY
        SharedProduct.AddTransposedTimes(input, dOutputTangent, d[0]); // + Xᵀ · dẎ
        RowOperations.AddSumOfRows(dOutputTangent, d[1]);              // that of db: Σ over the batch of dẎ
    }

    /// <inheritdoc/>
    internal override (Matrix Weights, Matrix Bias)? FindProduct(in Pass pass) =>
        (pass.Parameters.Span[0], pass.Parameters.Span[1]);

    /// <inheritdoc/>
    public override void Initialise(ReadOnlySpan<Matrix> parameters, RandomStream random) =>
        _initialiser(parameters[0], random);
}
