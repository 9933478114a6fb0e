using BenchmarkDotNet.Attributes;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Steps;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;
using Scratch.Layers;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

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

/// <summary>Loss and gradient of a batch of 128: images of 784 pixels, or a discriminator's single logit.</summary>
public class BinaryCrossEntropyKernel
{
    private const float Scale = 1f / StepData.Batch;
    private readonly BinaryCrossEntropy _loss = new();
    private readonly Matrix _losses = Matrix.Allocate(1, StepData.Batch);
    private Matrix _logits;
    private Matrix _target;
    private Matrix _dLogits;
    private Matrix _curved;

    [Params(1, StepData.Pixels)]
    public int Outputs { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        WorkerPool.Threads = 1;
        (_logits, _target) = (Matrix.Allocate(StepData.Batch, Outputs), Matrix.Allocate(StepData.Batch, Outputs));
        (_dLogits, _curved) = (Matrix.Allocate(StepData.Batch, Outputs), Matrix.Allocate(StepData.Batch, Outputs));
        new RandomStream(1).FillUniform(_logits.Span, -4, 4);
        new RandomStream(2).FillUniform(_target.Span, 0, 1);
    }

    [Benchmark]
    public void Scratch() => _loss.Compute(_logits, _target, _losses, Scale, _dLogits);

    /// <summary>The same, pass by pass over the batch, with two buffers.</summary>
    [Benchmark(Baseline = true)]
    public void TensorPrimitives()
    {
        Span<float> x = _logits.Span, t = _target.Span, d = _dLogits.Span, curved = _curved.Span;
        Primitives.Abs<float>(x, curved);
        Primitives.Negate<float>(curved, curved);
        Primitives.Exp<float>(curved, curved);
        Primitives.LogP1<float>(curved, curved);
        Primitives.Max(x, 0f, d);
        Primitives.Add<float>(curved, d, curved);
        Primitives.Multiply<float>(t, x, d);
        Primitives.Subtract<float>(curved, d, curved);
        for (int row = 0; row < StepData.Batch; row++)
        {
            _losses[0, row] = Primitives.Sum<float>(_curved.Row(row));
        }
        Primitives.Sigmoid<float>(x, d);
        Primitives.Subtract<float>(d, t, d);
        Primitives.Multiply(d, Scale, d);
    }
}

/// <summary>The gradient of the bias of a dense layer, for a batch of 128.</summary>
public class RowSumKernel
{
    private Matrix _input;
    private Matrix _row;

    [Params(StepData.Classes, 128, StepData.Pixels)]
    public int Outputs { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        WorkerPool.Threads = 1;
        (_input, _row) = (Matrix.Allocate(StepData.Batch, Outputs), Matrix.Allocate(1, Outputs));
        new RandomStream(1).FillUniform(_input.Span, -1, 1);
    }

    [Benchmark]
    public void Scratch() => RowOperations.AddSumOfRows(_input, _row);

    [Benchmark(Baseline = true)]
    public void TensorPrimitives()
    {
        for (int row = 0; row < StepData.Batch; row++)
        {
            Primitives.Add<float>(_row.Span, _input.Row(row), _row.Span);
        }
    }
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

    /// <summary>The forward pass, in three passes over each row.</summary>
    [Benchmark(Baseline = true)]
    public void ForwardByTensorPrimitives()
    {
        for (int row = 0; row < _z.Rows; row++)
        {
            Span<float> sample = _z.Row(row);
            Primitives.Multiply(_heads.Row(row)[_z.Columns..], 0.5f, sample);
            Primitives.Exp<float>(sample, sample);
            Primitives.MultiplyAdd<float>(sample, _noise.Row(row), _heads.Row(row)[.._z.Columns], sample);
        }
    }
}
