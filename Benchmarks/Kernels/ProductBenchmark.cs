using BenchmarkDotNet.Attributes;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Rates;
using Scratch.Benchmarks.Steps;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;

namespace Scratch.Benchmarks.Kernels;

/// <summary>
/// One of the three products of a dense layer at the shapes of the networks, on one thread, beside two other ways to do
/// it.
/// </summary>
public abstract class ProductBenchmark(ProductKind kind) : IKnownWork
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

    /// <inheritdoc/>
    public Work WorkOf(string method)
    {
        const double Giga = 1e-9;
        double batch = StepData.Batch, inputs = Layer.Inputs, outputs = Layer.Outputs;
        return new Work(
            Giga * 2 * batch * inputs * outputs,
            Giga * sizeof(float) * ((batch * inputs) + (inputs * outputs) + (batch * outputs)));
    }

    [Benchmark]
    public void Scratch() => _scratch.Run();

    [Benchmark]
    public void MathNet() => _mathNet.Run();

    [Benchmark(Baseline = true)]
    public void ThreeLoops() => _naive.Run();
}

/// <summary>output = input · W.</summary>
public class DenseForwardProduct() : ProductBenchmark(ProductKind.Forward);

/// <summary>dW += inputᵀ · dOutput.</summary>
public class DenseWeightsProduct() : ProductBenchmark(ProductKind.Weights);

/// <summary>dInput = dOutput · Wᵀ.</summary>
public class DenseInputProduct() : ProductBenchmark(ProductKind.Input);
