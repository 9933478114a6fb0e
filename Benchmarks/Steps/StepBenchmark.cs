using BenchmarkDotNet.Attributes;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;

namespace Scratch.Benchmarks.Steps;

/// <summary>A whole training step. A warm one allocates nothing, which the column Allocated shows.</summary>
public abstract class StepBenchmark(string name)
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
