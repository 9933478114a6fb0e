using System.CommandLine;
using Scratch.Layers.Checking;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch gradcheck</c>: every backward pass against numeric differences, as a table.</summary>
internal static class GradCheckCommand
{
    private static readonly Option<ulong> Seed = CommonOptions.Seed();

    public static Command Create()
    {
        var command = new Command("gradcheck", "Check every layer and loss: the analytic gradient against the numeric one.") { Seed };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        IReadOnlyList<GradientCheckResult> results = GradientCheck.RunAll(parsed.GetValue(Seed));
        return GradCheckTable.Write(parsed.InvocationConfiguration.Output, results) ? ExitCode.Done : ExitCode.Failed;
    }
}
