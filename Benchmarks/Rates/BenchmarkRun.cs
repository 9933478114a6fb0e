using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Scratch.Benchmarks.Rates;

/// <summary>The benchmarks by BenchmarkDotNet, with rates beside the times.</summary>
public static class BenchmarkRun
{
    private const string Quick = "--quick";

    // it builds a program around the benchmarks, which takes longer than its own two minutes where other work goes on
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Runs what the options ask for. <c>--quick</c>, an option of our own, measures each in this process for some
    /// milliseconds: a first look within half a minute, the products of dense layers unless a filter says otherwise.
    /// </summary>
    public static void Run(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        bool isQuick = args.Contains(Quick);
        IConfig config = DefaultConfig.Instance.AddColumn(RateColumn.All).WithBuildTimeout(BuildTimeout);
        config = isQuick ? config.AddJob(QuickJob()) : config.AddDiagnoser(MemoryDiagnoser.Default);
        string[] rest = [.. args.Where(argument => argument != Quick)];
        if (isQuick && !rest.Any(argument => argument is "--filter" or "-f"))
        {
            rest = [.. rest, "--filter", "*Dense*"];
        }
        BenchmarkSwitcher.FromAssembly(typeof(BenchmarkRun).Assembly).Run(rest, config);
    }

    private static Job QuickJob() => Job.Default.WithId("Quick").WithToolchain(InProcessEmitToolchain.Instance)
        .WithLaunchCount(1).WithWarmupCount(1).WithIterationCount(3)
        .WithIterationTime(TimeInterval.FromMilliseconds(5)).WithEvaluateOverhead(false).DontEnforcePowerPlan();
}
