using BenchmarkDotNet.Attributes;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Steps;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;

namespace Scratch.Benchmarks.Kernels;

/// <summary>
/// One of the three products of a dense layer at the shapes of the networks, on one thread, beside two other ways to do
/// it.
/// </summary>
public abstract class ProductBenchmark(ProductKind kind)
{
    private ProductWorkload _scratch = null!;
    private MathNetProduct _mathNet = null!;
    private NaiveProduct _naive = null!;

    public static IEnumerable<LayerShape> Layers => WorkloadList.DenseLayers;

    [ParamsSource(nameof(Layers))]
    public LayerShape Layer { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        WorkerPool.Threads = 1;
        _scratch = new ProductWorkload("product", kind, StepData.Batch, Layer.Inputs, Layer.Outputs);
        _mathNet = (MathNetProduct)new MathNetPeer(threads: 1).Enter(_scratch)!;
        _naive = new NaiveProduct(_scratch);
    }

    [Benchmark]
    public void Scratch() => _scratch.Run();

    [Benchmark]
    public void MathNet() => _mathNet.Run();

    [Benchmark(Baseline = true)]
    public void ThreeLoops() => _naive.Run();
}

/// <summary>output = input · W.</summary>
public class ForwardProduct() : ProductBenchmark(ProductKind.Forward);

/// <summary>dW += inputᵀ · dOutput.</summary>
public class WeightsProduct() : ProductBenchmark(ProductKind.Weights);

/// <summary>dInput = dOutput · Wᵀ.</summary>
public class InputProduct() : ProductBenchmark(ProductKind.Input);
