using BenchmarkDotNet.Attributes;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Steps;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Kernels;

/// <summary>Loss and gradient of a batch of 128 over 10 classes.</summary>
public class SoftmaxCrossEntropyKernel
{
    private readonly SoftmaxCrossEntropyWorkload _scratch = new();
    private readonly Contender _tensorPrimitives;

    public SoftmaxCrossEntropyKernel()
    {
        WorkerPool.Threads = 1;
        _tensorPrimitives = new TensorPrimitivesPeer().Enter(_scratch)!;
    }

    [Benchmark]
    public void Scratch() => _scratch.Run();

    [Benchmark(Baseline = true)]
    public void TensorPrimitives() => _tensorPrimitives.Run();
}

/// <summary>Loss and gradient of a batch of 128 images of 784 pixels.</summary>
public class BinaryCrossEntropyKernel
{
    private readonly BinaryCrossEntropy _loss = new();
    private readonly Matrix _logits = Matrix.Allocate(StepData.Batch, StepData.Pixels);
    private readonly Matrix _dLogits = Matrix.Allocate(StepData.Batch, StepData.Pixels);
    private readonly Matrix _losses = Matrix.Allocate(1, StepData.Batch);
    private readonly Matrix _target = new StepData(seed: 1).Images(0);

    public BinaryCrossEntropyKernel()
    {
        WorkerPool.Threads = 1;
        new RandomStream(1).FillUniform(_logits.Span, -4, 4);
    }

    [Benchmark]
    public void Scratch() => _loss.Compute(_logits, _target, _losses, 1f / StepData.Batch, _dLogits);
}

/// <summary>The three parts of the reparameterisation, for a batch of 128 and prompts of 32.</summary>
public class ReparameterisationKernel
{
    private readonly Matrix _heads = Matrix.Allocate(StepData.Batch, 2 * VaeStep.Latent);
    private readonly Matrix _dHeads = Matrix.Allocate(StepData.Batch, 2 * VaeStep.Latent);
    private readonly Matrix _noise = Matrix.Allocate(StepData.Batch, VaeStep.Latent);
    private readonly Matrix _z = Matrix.Allocate(StepData.Batch, VaeStep.Latent);
    private readonly float[] _divergences = new float[StepData.Batch];

    public ReparameterisationKernel()
    {
        new RandomStream(1).FillUniform(_heads.Span, -1, 1);
        TrainingStep.FillNoise(0, _noise);
    }

    [Benchmark]
    public void Forward() => Reparameterisation.Forward(_heads, _noise, _z);

    [Benchmark]
    public void Backward() => Reparameterisation.Backward(_heads, _noise, _z, 1f / StepData.Batch, _dHeads);

    [Benchmark]
    public void Divergence() => Reparameterisation.Divergence(_heads, _divergences);
}
