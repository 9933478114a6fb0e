using BenchmarkDotNet.Attributes;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Rates;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Kernels;

/// <summary>A function of single numbers on one thread: forward beside TensorPrimitives, and backward.</summary>
public abstract class ElementWiseBenchmark(ElementWise function) : IKnownWork
{
    private const int Columns = 128;

    private ElementWiseWorkload _scratch = null!;
    private Contender _tensorPrimitives = null!;
    private Matrix _dY;
    private Matrix _dX;

    /// <summary>
    /// A batch of 128 hidden layers of 128, which stays in the cache, or 64 times as many numbers, which don't.
    /// </summary>
    [Params(128, 128 * 64)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        WorkerPool.Threads = 1;
        _scratch = new ElementWiseWorkload(function, Rows, Columns);
        _tensorPrimitives = new TensorPrimitivesPeer().Enter(_scratch)!;
        (_dY, _dX) = (Matrix.Allocate(Rows, Columns), Matrix.Allocate(Rows, Columns));
        _dY.Fill(1);
        _scratch.Run();
    }

    /// <inheritdoc/>
    public Work WorkOf(string method) => // two matrices forward, three back
        new(0, 1e-9 * (method == nameof(Backward) ? 3 : 2) * sizeof(float) * Rows * Columns);

    [Benchmark]
    public void Forward() => _scratch.Run();

    [Benchmark(Baseline = true)]
    public void TensorPrimitives() => _tensorPrimitives.Run();

    [Benchmark]
    public void Backward() => function.Backward(default, _scratch.X, _scratch.Y, _dY, _dX);
}

public class ReluKernel() : ElementWiseBenchmark(new Relu());

public class LeakyReluKernel() : ElementWiseBenchmark(new LeakyRelu());

public class SigmoidKernel() : ElementWiseBenchmark(new Sigmoid());

public class TanhKernel() : ElementWiseBenchmark(new Tanh());

public class ExpKernel() : ElementWiseBenchmark(new Exponential());
