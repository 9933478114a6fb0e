using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Benchmarks.Steps;

/// <summary>
/// <c>step-vae</c>: 784 → 128 relu → (μ, log σ²), 32 each; 32 → 128 relu → 784; binary cross-entropy from logits,
/// summed over the pixels, + KL, averaged over the batch; Adam.
/// </summary>
public sealed class VaeStep : TrainingStep
{
    public const int Latent = 32;
    private static readonly Loss CrossEntropy = new BinaryCrossEntropy();

    private readonly Workspace _encoderPass;
    private readonly Workspace _decoderPass;
    private readonly Adam _encoderOptimizer;
    private readonly Adam _decoderOptimizer;
    private readonly Matrix _noise = Matrix.Allocate(StepData.Batch, Latent);
    private readonly Matrix _z = Matrix.Allocate(StepData.Batch, Latent);
    private readonly Matrix _dZ = Matrix.Allocate(StepData.Batch, Latent);
    private readonly float[] _divergences = new float[StepData.Batch];

    public VaeStep(StepData data, float learningRate)
        : base(data, learningRate)
    {
        Encoder = Create(0, StepData.Pixels, new Dense(StepData.Pixels, 128), new Relu(),
            new GaussianHeads(128, Latent));
        Decoder = Create(1, Latent, new Dense(Latent, 128), new Relu(), new Dense(128, StepData.Pixels));
        _encoderPass = new Workspace(Encoder, StepData.Batch);
        _decoderPass = new Workspace(Decoder, StepData.Batch);
        _encoderOptimizer = new Adam(Encoder.Parameters);
        _decoderOptimizer = new Adam(Decoder.Parameters);
    }

    public Network Encoder { get; }

    public Network Decoder { get; }

    /// <inheritdoc/>
    public override long Flops =>
        (2 * ForwardFlops(Encoder)) + InputFlops(Encoder, first: false) + (2 * ForwardFlops(Decoder))
            + InputFlops(Decoder, first: true);

    /// <inheritdoc/>
    protected override float Run(int step)
    {
        Matrix x = Data.Images(step);
        FillNoise(step, _noise);
        Matrix heads = Encoder.ForwardToLogits(_encoderPass, x);
        Reparameterisation.Forward(heads, _noise, _z);
        Matrix logits = Decoder.ForwardToLogits(_decoderPass, _z);
        float reconstruction = Compute(CrossEntropy, logits, x, _decoderPass);
        Reparameterisation.Divergence(heads, _divergences);

        Decoder.BackwardFromLogits(_decoderPass, _decoderPass.DLogits, _dZ, ParameterGradients.Accumulate);
        Reparameterisation.Backward(heads, _noise, _dZ, Scale, _encoderPass.DLogits);
        Encoder.BackwardFromLogits(_encoderPass, _encoderPass.DLogits, default, ParameterGradients.Accumulate);
        _encoderOptimizer.Step(LearningRate);
        _decoderOptimizer.Step(LearningRate);
        return reconstruction + (Scale * Reductions.Sum<float>(_divergences));
    }
}
