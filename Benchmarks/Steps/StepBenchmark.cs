using BenchmarkDotNet.Attributes;
using Scratch.Benchmarks.Rates;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;

namespace Scratch.Benchmarks.Steps;

/// <summary>A whole training step. A warm one allocates nothing, which the column Allocated shows.</summary>
public abstract class StepBenchmark(string name) : IKnownWork
{
    private Workload _step = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        WorkerPool.Threads = Threads;
        _step = WorkloadList.All[name]();
    }

    /// <inheritdoc/>
    public Work WorkOf(string method) => new(WorkloadList.All[name]().GigaflopsPerRun, 0, Threads);

    [Benchmark]
    public void Step() => _step.Run();
}

public class GanStepBenchmark() : StepBenchmark("step-gan");

public class VaeStepBenchmark() : StepBenchmark("step-vae");

public class ClassifierStepBenchmark() : StepBenchmark("step-classifier");

public class PgdStepBenchmark() : StepBenchmark("step-pgd7");

public class WideGanStepBenchmark() : StepBenchmark("step-gan-wide");

public class SamplesStepBenchmark() : StepBenchmark("step-samples");

public class TradesStepBenchmark() : StepBenchmark("step-trades");
