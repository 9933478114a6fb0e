using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// A dense layer whose weights are divided by their largest singular value: output = input · W / σ + b, σ = vᵀ W u.
/// Miyato et al. 2018.
/// </summary>
/// <remarks>
/// One step of power iteration in every training pass keeps u and v near the singular vectors: v ← W u / ‖W u‖, u ← Wᵀ
/// v / ‖Wᵀ v‖. They count as constants in the gradient. Names and order of the steps are those of
/// torch.nn.utils.spectral_norm. Derivation: docs/backprop.md, section "Spectral normalisation".
/// </remarks>
public sealed class SpectralDense : Layer
{
    private const float SmallestNorm = 1e-12f; // as in PyTorch: a vector of zeros stays one

    private readonly ParameterDeclaration[] _parameters;
    private readonly ParameterDeclaration[] _state;
    private readonly Initialiser _initialiser;

    /// <summary>A dense layer with <paramref name="inputs"/> and <paramref name="outputs"/>.</summary>
    /// <param name="inputs">The number of inputs, at least 1.</param>
    /// <param name="outputs">The number of outputs, at least 1.</param>
    /// <param name="initialiser">Fills the weights; <see cref="Initialisers.GlorotUniform"/> unless given. Biases start
    /// at 0.</param>
    public SpectralDense(int inputs, int outputs, Initialiser? initialiser = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (Inputs, Outputs) = (inputs, outputs);
        _parameters = [new("weight_orig", inputs, outputs, Decays: true), new("bias", 1, outputs, Decays: false)];
        _state = [new("weight_u", 1, outputs, Decays: false), new("weight_v", 1, inputs, Decays: false)];
        _initialiser = initialiser ?? Initialisers.GlorotUniform;
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <inheritdoc/>
    public override string Type => "SpectralDense";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDeclaration> Parameters => _parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDeclaration> State => _state;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs == Inputs
        ? Outputs
        : throw new ArgumentException($"SpectralDense takes {Inputs} inputs, but it was given {inputs}.");

    /// <inheritdoc/>
    public override IReadOnlyList<SavedShape> SavedFor(int inputs) =>
    [
        SavedShape.PerBatch(1, Outputs), SavedShape.PerBatch(1, Inputs), SavedShape.PerBatch(1, 1), // u, v, σ
        // Ŵ, dŴ, a row
        SavedShape.PerBatch(Inputs, Outputs), SavedShape.PerBatch(Inputs, Outputs), SavedShape.PerBatch(1, Outputs),
    ];

    /// <inheritdoc/>
    public override void Forward(in Pass pass, Matrix input, Matrix output) =>
        // output = input · Ŵ + b
        SharedProduct.Multiply(input, NormaliseWeights(pass), pass.Parameters.Span[1], output);

    /// <inheritdoc/>
    internal override (Matrix Weights, Matrix Bias)? FindProduct(in Pass pass) =>
        (NormaliseWeights(pass), pass.Parameters.Span[1]);

    /// <summary>Ŵ = W / σ, a view into what the pass saves; in training after a step of power iteration.</summary>
    private static Matrix NormaliseWeights(in Pass pass)
    {
        ReadOnlySpan<Matrix> saved = pass.Saved.Span, state = pass.State.Span;
        (Matrix u, Matrix v, Matrix weight, Matrix normalised, Matrix row) =
            (saved[0], saved[1], pass.Parameters.Span[0], saved[3], saved[5]);
        state[0].CopyTo(u);
        state[1].CopyTo(v);
        if (pass.Mode == Mode.Train)
        {
            MatrixProduct.MultiplyByTransposed(u, weight, v); // v = W u
            Normalise(v.Span);
        }
        MatrixProduct.Multiply(v, weight, default, row); // Wᵀ v
        if (pass.Mode == Mode.Train)
        {
            row.CopyTo(u);
            Normalise(u.Span);
            u.CopyTo(state[0]);
            v.CopyTo(state[1]);
        }
        ref float sigma = ref saved[2][0, 0];
        sigma = Reductions.Dot<float>(row.Span, u.Span);
        TensorPrimitives.Divide(weight.Span, sigma, normalised.Span);
        return normalised;
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
    {
        ReadOnlySpan<Matrix> saved = pass.Saved.Span;
        (Matrix u, Matrix v, Matrix normalised, Matrix dNormalised, Matrix row) =
            (saved[0], saved[1], saved[3], saved[4], saved[5]);
        if (!dInput.IsEmpty)
        {
            SharedProduct.MultiplyByTransposed(dOutput, normalised, dInput); // dInput = dOutput · Ŵᵀ
        }
        if (pass.WantsGradients)
        {
            ReadOnlySpan<Matrix> d = pass.Gradients.Span;
            dNormalised.Fill(0);
            SharedProduct.AddTransposedTimes(input, dOutput, dNormalised); // dŴ = inputᵀ · dOutput
            float dot = Reductions.Dot<float>(dNormalised.Span, normalised.Span);
            TensorPrimitives.Multiply(u.Span, -dot, row.Span);
            MatrixProduct.AddTransposedTimes(v, row, dNormalised); // dŴ − Σ(dŴ ⊙ Ŵ) v uᵀ
            TensorPrimitives.MultiplyAdd(dNormalised.Span, 1 / saved[2][0, 0], d[0].Span, d[0].Span); // dW += that / σ
            RowOperations.AddSumOfRows(dOutput, d[1]); // db += Σ over the batch of dOutput
        }
    }

    /// <inheritdoc/>
    public override void Initialise(ReadOnlySpan<Matrix> parameters, RandomStream random) =>
        _initialiser(parameters[0], random);

    /// <inheritdoc/>
    public override void InitialiseState(ReadOnlySpan<Matrix> state, RandomStream random)
    {
        for (int i = 0; i < state.Length; i++)
        {
            random.Fork(i).FillNormal(state[i].Span);
            Normalise(state[i].Span);
        }
    }

    private static void Normalise(Span<float> vector) =>
        TensorPrimitives.Divide(vector, MathF.Max(Reductions.Norm<float>(vector), SmallestNorm), vector);
}
