using BenchmarkDotNet.Attributes;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Benchmarks.Kernels;

/// <summary>One update of the classifier's 109,386 parameters.</summary>
public class AdamKernel
{
    private readonly AdamWorkload _scratch = new();

    public AdamKernel() => WorkerPool.Threads = 1;

    [Benchmark]
    public void Scratch() => _scratch.Run();
}

/// <summary>The same by gradient descent, plain and with momentum.</summary>
public class SgdKernel
{
    private const float LearningRate = 1e-3f;
    private readonly Sgd _plain;
    private readonly Sgd _momentum;

    public SgdKernel()
    {
        WorkerPool.Threads = 1;
        _plain = new Sgd(new AdamWorkload().Parameters);
        _momentum = new Sgd(new AdamWorkload().Parameters, momentum: 0.9f);
    }

    [Benchmark]
    public void Plain() => _plain.Step(LearningRate);

    [Benchmark]
    public void Momentum() => _momentum.Step(LearningRate);
}
