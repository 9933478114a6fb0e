using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// The two linear heads of an encoder, μ = W₁h + b₁ and log σ² = W₂h + b₂, as one product with output [μ | log σ²].
/// </summary>
/// <remarks>
/// One dense layer of 2 · latent outputs in memory; four tensors, <c>mean.*</c> and <c>logVariance.*</c>, in files.
/// </remarks>
public sealed class GaussianHeads : Layer, ITangentLayer
{
    private readonly Dense _dense;

    /// <summary>The heads of an encoder whose last hidden layer has <paramref name="inputs"/> units.</summary>
    /// <param name="inputs">The number of inputs, at least 1.</param>
    /// <param name="latent">The width of a prompt, at least 1.</param>
    /// <param name="initialiser">Fills the weights; <see cref="Initialisers.GlorotUniform"/> unless given. Biases start
    /// at 0.</param>
    public GaussianHeads(int inputs, int latent, Initialiser? initialiser = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latent);
        Latent = latent;
        _dense = new Dense(inputs, 2 * latent, initialiser);
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs => _dense.Inputs;

    /// <summary>The width of a prompt.</summary>
    public int Latent { get; }

    /// <inheritdoc/>
    public override string Type => "GaussianHeads";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDeclaration> Parameters => _dense.Parameters;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs == Inputs
        ? 2 * Latent
        : throw new ArgumentException($"GaussianHeads takes {Inputs} inputs, but it was given {inputs}.");

    /// <inheritdoc/>
    public override void Forward(in Pass pass, Matrix input, Matrix output) => _dense.Forward(pass, input, output);

    /// <inheritdoc/>
    public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput) =>
        _dense.Backward(pass, input, output, dOutput, dInput);

    /// <inheritdoc/>
    public void ForwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix inputTangent,
            Matrix outputTangent) =>
        _dense.ForwardTangent(pass, direction, input, output, inputTangent, outputTangent);

    /// <inheritdoc/>
    public void BackwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix dOutput,
        Matrix inputTangent, Matrix dOutputTangent, Matrix dInputTangent) =>
        _dense.BackwardTangent(pass, direction, input, output, dOutput, inputTangent, dOutputTangent, dInputTangent);

    /// <inheritdoc/>
    internal override (Matrix Weights, Matrix Bias)? FindProduct(in Pass pass) =>
        (pass.Parameters.Span[0], pass.Parameters.Span[1]);

    /// <inheritdoc/>
    public override void Initialise(ReadOnlySpan<Matrix> parameters, RandomStream random) =>
        _dense.Initialise(parameters, random);
}
