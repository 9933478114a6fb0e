using BenchmarkDotNet.Attributes;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Benchmarks.Kernels;

/// <summary>One update of the classifier's 109,386 parameters by every optimizer.</summary>
public class OptimizerStep
{
    private const float LearningRate = 1e-3f;
    private Optimizer _optimizer = null!;

    public static IReadOnlyDictionary<string, Func<ParameterBuffer, Optimizer>> All { get; } = OptimizerCatalog.All
        .SelectMany(kind => kind.Forms.Select(
            form => (form.Name, Create: (Func<ParameterBuffer, Optimizer>)(p => kind.Build(p, form.Constants)))))
        .ToDictionary(form => form.Name, form => form.Create);

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "adam";

    public static IEnumerable<string> Names => All.Keys;

    [GlobalSetup]
    public void Setup()
    {
        WorkerPool.Threads = 1;
        _optimizer = All[Name](new AdamWorkload().Parameters);
    }

    [Benchmark]
    public void Step() => _optimizer.Step(LearningRate);
}
