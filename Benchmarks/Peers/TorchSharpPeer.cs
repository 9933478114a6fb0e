using System.Runtime.InteropServices;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Steps;
using Scratch.Benchmarks.Workloads;
using TorchSharp;

namespace Scratch.Benchmarks.Peers;

/// <summary>
/// TorchSharp on the processor: functions of single numbers, softmax cross-entropy, Adam and whole steps.
/// </summary>
public sealed class TorchSharpPeer : Peer
{
    public TorchSharpPeer(int threads)
    {
        // TorchSharp itself would answer a library that doesn't load with a page of text and another copy of libtorch's
        // 600 MB.
        if (NativeLibrary.TryLoad("libLibTorchSharp.so", typeof(torch).Assembly, null, out _))
        {
            torch.set_num_threads(threads);
        }
        else
        {
            Absence = "libLibTorchSharp.so does not load: it wants the libstdc++ of gcc 13, as in Debian 13 or Ubuntu "
                + "24.04 (docs/performance.md)";
        }
    }

    /// <inheritdoc/>
    public override string Name => "TorchSharp";

    /// <inheritdoc/>
    public override string? Absence { get; }

    /// <inheritdoc/>
    public override Contender? Enter(Workload workload) => workload switch
    {
        ElementWiseWorkload w => TorchElementWise.Create(w),
        SoftmaxCrossEntropyWorkload w => new TorchSoftmaxCrossEntropy(w),
        AdamWorkload w => new TorchAdam(w),
        StepWorkload w => new TorchStepContender(w),
        AttackWorkload w => new TorchAttack(w),
        PredictWorkload w => new TorchPredict(w),
        _ => null,
    };

    /// <summary>TorchSharp's version of a step, with the same first weights and the same rate.</summary>
    /// <param name="step">A step that has not run yet.</param>
    /// <param name="noise">Whether it draws its own noise, or is fed Scratch's.</param>
    internal static TorchStep Create(TrainingStep step, TorchNoise noise) => step switch
    {
        ClassifierStep s => new TorchClassifierStep(s, s.Classifier, noise),
        PgdStep s => new TorchPgdStep(s, noise),
        VaeStep s => new TorchVaeStep(s, noise),
        GanStep s => new TorchGanStep(s, noise),
        SamplesStep s => new TorchSamplesStep(s, noise),
        TradesStep s => new TorchTradesStep(s, noise),
        _ => throw new ArgumentException($"{step.GetType().Name} has no counterpart."),
    };

    private sealed class TorchStepContender(StepWorkload workload) : Contender
    {
        private readonly TorchStep _step = Create(workload.CreateTimed(), TorchNoise.Own);

        public override void Run()
        {
            for (int i = 0; i < workload.StepsOfRun; i++)
            {
                _step.Run();
            }
        }

        public override float[] Results()
        {
            TorchStep step = Create(workload.CreateCompared(), TorchNoise.OfScratch);
            return [.. Enumerable.Range(0, StepWorkload.ComparedSteps).Select(_ => step.Run())];
        }
    }
}
