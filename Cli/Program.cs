using System.Reflection;
using Scratch.Cli.Sharding;
using Scratch.Datasets;

namespace Scratch.Cli;

/// <summary>The tool <c>scratch</c>. One file per command lies in Commands.</summary>
internal static class Program
{
    private static readonly Option<bool> Help =
        new("--help", "-h", "-?") { Description = "What a command is for, and its common options.", Recursive = true };

    private static readonly Option<bool> HelpAll =
        new("--help-all") { Description = "The same with all of its options.", Recursive = true };

    private static readonly Option<bool> Version = new("--version") { Description = "The version of the tool." };

    /// <summary>The version of the tool.</summary>
    public static string InformationalVersion { get; } = typeof(Program).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Runs a command line.</summary>
    /// <returns>0 done, 1 failed, 2 bad usage, 3 flagged a text, 130 interrupted, 143 terminated.</returns>
    public static int Main(string[] args)
    {
        using var interruption = new Interruption(); // first: from here on nothing is cut off halfway
        StandardStream output = StandardStream.Install();
        Failures.GuardThreads();
        int exitCode = MpiFlags.RunAsRank(
            args, Console.Out, Console.Error, (own, ownError) => Run(args, own, ownError, interruption));
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
        EmbeddedData.Register();
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
        (TextWriter output, TextWriter error) = (invocation.Output, invocation.Error);
        // "scratch help train" is "scratch train --help"
        string[] words = args is ["help", .. var rest] ? [.. rest, Help.Name] : args;
        ToolCommand root = CreateRoot();
        ParseResult parsed = root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        Command command = parsed.CommandResult.Command;
        if (parsed.GetValue(Version))
        {
            output.WriteLine(InformationalVersion);
            return ExitCode.Done;
        }
        bool asks = parsed.GetValue(Help) || parsed.GetValue(HelpAll);
        if (parsed.UnmatchedTokens.Count == 0 && (asks || command.Subcommands.Count > 0))
        {
            HelpPage.Write(output, command, parsed.GetValue(HelpAll));
            return asks ? ExitCode.Done : ExitCode.BadUsage; // a script that has lost its command has to see it
        }
        if (CommandLineErrors.Find(parsed) is { } problem)
        {
            error.WriteLine($"scratch: {problem}");
            error.WriteLine($"Try '{string.Join(' ', HelpPage.Path(command))} --help'.");
            return ExitCode.BadUsage;
        }
        return parsed.Invoke(invocation);
    }

    /// <summary>Runs the command of parts with what they have computed.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="merge">The command that merges.</param>
    /// <param name="merged">The parts.</param>
    /// <param name="output">What the command prints its results to.</param>
    /// <returns>The exit code.</returns>
    internal static int Rerun(string[] words, ParseResult merge, MergedWork merged, TextWriter output) => Invoke(
        words,
        new Invocation
        {
            Cancellation = merge.Cancellation(),
            Merged = merged,
            Output = output,
            Error = merge.InvocationConfiguration.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });

    private static ToolCommand CreateRoot()
    {
        var root = new ToolCommand(
            "scratch",
            "Adversarial training from scratch: prompts, adversarial samples, training on the mixture, evaluation.",
            execute: null)
        {
            Groups = [new OptionGroup("Options", Help, HelpAll, Version)],
            Examples =
            [
                "scratch train # All four stages on the embedded digits, in a minute or two.",
                "scratch evaluate runs/default-mnist-0 # Its figures on the whole test set.",
                "scratch help attack # What a command is for, and its options.",
            ],
        };
        Command[] commands =
        [
            TrainCommand.Create(), EvaluateCommand.Create(), AttackCommand.Create(), DefendCommand.Create(),
            GenerateCommand.Create(), PromptsCommand.Create(), AblateCommand.Create(), MergeCommand.Create(),
            DataCommand.Create(), PresetsCommand.Create(), GradCheckCommand.Create(), ScanCommand.Create(),
            ExplainCommand.Create(), RecogniseCommand.Create(), SayCommand.Create(), RecommendCommand.Create(),
            SimilarCommand.Create(), ExportCommand.Create(), LabCommand.Create(),
        ];
        foreach (Command command in commands)
        {
            root.Add(command);
        }
        return root;
    }
}
