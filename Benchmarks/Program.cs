using System.CommandLine;
using System.CommandLine.Parsing;
using Scratch.Benchmarks.Cleaning;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Digits;
using Scratch.Benchmarks.Growth;
using Scratch.Benchmarks.Guard;
using Scratch.Benchmarks.Judges;
using Scratch.Benchmarks.Pretrained;
using Scratch.Benchmarks.Ranks;
using Scratch.Benchmarks.Rates;
using Scratch.Benchmarks.Recommend;
using Scratch.Benchmarks.Ring;
using Scratch.Benchmarks.Shilling;
using Scratch.Benchmarks.SideBySide;
using Scratch.Benchmarks.Speech;
using Scratch.Benchmarks.Trainers;
using Scratch.Datasets;
using Scratch.Engine;

// All of BenchmarkDotNet's options work after the two dashes: --filter '*Dense*', --job short, --list flat; and
// --disasm (with --disasmDepth 2) writes the machine code of what was measured beside the results. --quick is our own.
EmbeddedData.Register();
Console.WriteLine($"Scratch on {InstructionSet.Name}, .NET {Environment.Version}, {Environment.ProcessorCount} "
    + "processors");
var commands = new RootCommand("Everything else is an option of BenchmarkDotNet.")
{
    PeersCommand.Create(),
    OptimizersCommand.Create(),
    PretrainedCommand.Create(),
    GrowthCommand.Create(),
    RingCommand.Create(),
    SideBySideCommand.Create(),
    JudgeCommand.Create(),
    CleanCommand.Create(),
    TrainersCommand.Create(),
    GuardCommand.Create(),
    SpeechCommand.Create(),
    RecommendCommand.Create(),
    ShillingCommand.Create(),
    RanksCommand.Create(),
};
if (args is [var first, ..] && commands.Subcommands.Any(command => command.Name == first))
{
    ParseResult parsed = commands.Parse(args);
    return parsed.Errors.Count > 0 ? Refuse(parsed.Errors) : parsed.Invoke();
}
BenchmarkRun.Run(args);
return 0;

static int Refuse(IEnumerable<ParseError> errors)
{
    foreach (ParseError error in errors)
    {
        Console.Error.WriteLine(error.Message);
    }
    return 2;
}
