namespace Scratch.Cli;

/// <summary>The tool <c>scratch</c>. One file per command lies in Commands.</summary>
public static class Program
{
    /// <summary>Runs a command line.</summary>
    /// <returns>0 done, 1 failed, 2 bad usage, 130 interrupted, 143 terminated.</returns>
    public static int Main(string[] args)
    {
        using var interruption = new Interruption(); // first: from here on nothing is cut off halfway
        StandardStream output = StandardStream.Install();
        Failures.GuardThreads();
        int exitCode = Run(args, Console.Out, Console.Error, interruption);
        output.Flush();
        if (output.Failure is { } failure)
        {
            Console.Error.WriteLine($"scratch: what was to be printed is not complete: {failure.Message}.");
            exitCode = exitCode == ExitCode.Done ? ExitCode.Failed : exitCode;
        }
        return interruption.ExitCode ?? exitCode;
    }

    /// <summary>Runs a command line with the given streams.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error) => Run(args, output, error, null);

    private static int Run(string[] args, TextWriter output, TextWriter error, Interruption? interruption)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        var invocation = new Invocation
        {
            Cancellation = interruption?.Token ?? default,
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Interruption handles Ctrl-C
        };
        interruption?.Invocation = invocation;
        return Failures.Guard(error, () => invocation.Consequence(), () => Invoke(args, invocation));
    }

    private static int Invoke(string[] args, Invocation invocation)
    {
        TextWriter error = invocation.Error;
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
        return parsed.Invoke(invocation);
    }
}
