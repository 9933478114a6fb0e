using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Digits;
using Scratch.Benchmarks.Growth;
using Scratch.Benchmarks.Judges;
using Scratch.Benchmarks.Pretrained;
using Scratch.Benchmarks.SideBySide;
using Scratch.Engine;

// All of BenchmarkDotNet's options work after the two dashes: --filter '*Forward*', --job short, --list flat; and --disasm
// (with --disasmDepth 2) writes the machine code of what was measured beside the results.
Console.WriteLine($"Scratch on {InstructionSet.Name}, .NET {Environment.Version}, {Environment.ProcessorCount} processors");
if (args is ["peers", .. string[] rest])
{
    return PeersCommand.Run(rest);
}
if (args is ["optimizers", .. string[] options])
{
    return OptimizersCommand.Run(options);
}
if (args is ["pretrained", .. string[] settings])
{
    return PretrainedCommand.Run(settings);
}
if (args is ["growth", .. string[] sizes])
{
    return GrowthCommand.Run(sizes);
}
if (args is ["side-by-side"])
{
    return SideBySideCommand.Run();
}
if (args is ["judge", .. string[] judge])
{
    return JudgeCommand.Run(judge);
}
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddDiagnoser(MemoryDiagnoser.Default));
return 0;
