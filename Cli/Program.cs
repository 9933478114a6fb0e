using System.Text;

namespace Scratch.Cli;

/// <summary>The tool <c>scratch</c>. One file per command lies in Commands.</summary>
public static class Program
{
    /// <summary>Runs a command line.</summary>
    /// <returns>0 done, 1 failed, 2 bad usage, 130 interrupted, 143 terminated.</returns>
    public static int Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return Run(args, Console.Out, Console.Error);
    }

    /// <summary>Runs a command line with the given streams.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        var root = new RootCommand(
            "Adversarial training from scratch: prompts, adversarial samples, training on the mixture, evaluation.")
        {
            TrainCommand.Create(),
            AblateCommand.Create(),
            DataCommand.Create(),
            PresetsCommand.Create(),
            EvaluateCommand.Create(),
            AttackCommand.Create(),
            DefendCommand.Create(),
            GenerateCommand.Create(),
            PromptsCommand.Create(),
            GradCheckCommand.Create(),
        };
        ParseResult parsed = root.Parse(args);
        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // the commands handle Ctrl-C themselves: they clean up and return 130
        };
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError problem in parsed.Errors)
            {
                error.WriteLine($"scratch: {problem.Message}");
            }
            string command = parsed.CommandResult.Command.Name == root.Name ? ""
                : $"{parsed.CommandResult.Command.Name} ";
            error.WriteLine($"Try 'scratch {command}--help'.");
            return ExitCode.BadUsage;
        }
        return Failures.Guard(error, () => parsed.Invoke(invocation));
    }
}
