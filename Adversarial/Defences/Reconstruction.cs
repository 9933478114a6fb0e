namespace Scratch.Adversarial.Defences;

/// <summary>x̂ = G(z), z = μ(x): the projection of a point onto the samples that a generator can make.</summary>
/// <remarks>
/// Encoder and generator as in MagNet (Meng and Chen 2017) and PuVAE (Hwang et al. 2019). With refinements z goes on
/// from μ(x) by gradient descent on ‖G(z) − x‖², as in Defense-GAN (Samangouei et al. 2018, section 3), which starts
/// from random z.
/// </remarks>
public sealed class Reconstruction
{
    private readonly PromptEncoder _encoder;
    private readonly Network _generator;
    private readonly int _refinements;
    private readonly float _rate;
    private readonly Workspace _encoding;
    private readonly Workspace _generating;
    private readonly Matrix _prompts;
    private readonly Matrix _dPrompts;
    private readonly Matrix _dHeads;
    private readonly Matrix _residual;

    /// <summary>A projection of up to <paramref name="capacity"/> points at once. Allocates.</summary>
    /// <param name="encoder">Turns points into prompts.</param>
    /// <param name="generator">Turns prompts into points of the same width.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <param name="refinements">Steps of gradient descent on the prompt, at least 0.</param>
    /// <param name="rate">Their learning rate.</param>
    /// <exception cref="ArgumentException">Encoder and generator don't fit together; the message prints both
    /// widths.</exception>
    public Reconstruction(
        PromptEncoder encoder, Network generator, int capacity, int refinements = 0, float rate = 0.05f)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfNegative(refinements);
        if (generator.Inputs != encoder.Latent || generator.Outputs != encoder.Network.Inputs)
        {
            throw new ArgumentException(
                $"The encoder leads from {encoder.Network.Inputs} to {encoder.Latent}, but the generator from "
                    + $"{generator.Inputs} to {generator.Outputs}.");
        }
        (_encoder, _generator, _refinements, _rate) = (encoder, generator, refinements, rate);
        (_encoding, _generating) = (new Workspace(encoder.Network, capacity), new Workspace(generator, capacity));
        _prompts = Matrix.Allocate(capacity, encoder.Latent);
        _dPrompts = Matrix.Allocate(capacity, encoder.Latent);
        _dHeads = Matrix.Allocate(capacity, encoder.Network.Outputs);
        _residual = Matrix.Allocate(capacity, generator.Outputs);
    }

    /// <summary>Whether prompts are refined, so that the way back through the encoder is not theirs.</summary>
    internal bool IsRefined => _refinements > 0;

    /// <summary>The width of a point.</summary>
    public int Features => _generator.Outputs;

    /// <summary>The largest batch.</summary>
    public int Capacity => _generating.Capacity;

    /// <summary>
    /// x̂ of some points, which stay in use until the way back is done. (B, Features) -> (B, Features), a view into
    /// memory of this instance.
    /// </summary>
    public Matrix Forward(Matrix points)
    {
        Matrix prompts = _prompts.SliceRows(0, points.Rows);
        // μ comes first among the heads
        _encoder.Network.Forward(_encoding, points).SliceColumns(0, _encoder.Latent).CopyTo(prompts);
        Matrix samples = _generator.Forward(_generating, prompts);
        for (int step = 0; step < _refinements; step++)
        {
            // z −= rate · ∂‖G(z) − x‖² / ∂z
            Matrix residual = _residual.SliceRows(0, points.Rows), dPrompts = _dPrompts.SliceRows(0, points.Rows);
            for (int row = 0; row < points.Rows; row++)
            {
                TensorPrimitives.Subtract(samples.Row(row), points.Row(row), residual.Row(row));
                TensorPrimitives.Multiply(residual.Row(row), 2f, residual.Row(row));
            }
            _generator.Backward(_generating, residual, dPrompts, ParameterGradients.Skip);
            TensorPrimitives.MultiplyAdd(dPrompts.Span, -_rate, prompts.Span, prompts.Span);
            samples = _generator.Forward(_generating, prompts);
        }
        return samples;
    }

    /// <summary>dPoints = dSamples · ∂x̂/∂x, at the points of the last <see cref="Forward"/>.</summary>
    /// <remarks>
    /// A refined projection is passed straight through, dPoints = dSamples, since x̂ ≈ x: backward pass differentiable
    /// approximation, with which Athalye et al. 2018, section 4.1, broke such defences.
    /// </remarks>
    /// <param name="dSamples">(B, Features), not overwritten.</param>
    /// <param name="dPoints">(B, Features), overwritten.</param>
    public void Backward(Matrix dSamples, Matrix dPoints)
    {
        if (_refinements > 0)
        {
            dSamples.CopyTo(dPoints);
            return;
        }
        Matrix dPrompts = _dPrompts.SliceRows(0, dSamples.Rows), dHeads = _dHeads.SliceRows(0, dSamples.Rows);
        _generator.Backward(_generating, dSamples, dPrompts, ParameterGradients.Skip);
        dHeads.Fill(0); // log σ² takes no part
        dPrompts.CopyTo(dHeads.SliceColumns(0, _encoder.Latent));
        _encoder.Network.Backward(_encoding, dHeads, dPoints, ParameterGradients.Skip);
    }
}
