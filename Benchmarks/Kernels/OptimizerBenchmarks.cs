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

    public static IReadOnlyDictionary<string, Func<ParameterBuffer, Optimizer>> All { get; } = new Dictionary<string, Func<ParameterBuffer, Optimizer>>
    {
        ["Sgd"] = p => new Sgd(p),
        ["Momentum"] = p => new Sgd(p, momentum: 0.9f),
        ["Nesterov"] = p => new Sgd(p, momentum: 0.9f, nesterov: true),
        ["AdaGrad"] = p => new AdaGrad(p),
        ["RmsProp"] = p => new RmsProp(p),
        ["AdaDelta"] = p => new AdaDelta(p),
        ["Adam"] = p => new Adam(p),
        ["AmsGrad"] = p => new AmsGrad(p),
        ["AdamW"] = p => new AdamW(p),
        ["NAdam"] = p => new NAdam(p),
        ["RAdam"] = p => new RAdam(p),
        ["Lion"] = p => new Lion(p),
        ["Prodigy"] = p => new Prodigy(p),
        ["ScheduleFreeAdamW"] = p => new ScheduleFreeAdamW(p),
    };

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "Adam";

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
