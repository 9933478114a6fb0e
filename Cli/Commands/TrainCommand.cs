using System.Text;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Adversarial.Runs.Text;
using Scratch.Cli.Behaviour;
using Scratch.Cli.Pages;
using Scratch.Cli.Texts;

namespace Scratch.Cli.Commands;

/// <summary>
/// <c>scratch train</c>: the four stages in order, and the run folder they leave. What breaks it off, <c>--resume</c>
/// continues.
/// </summary>
internal static class TrainCommand
{
    private const string CommandNote = TextTraining.CommandNote, ArithmeticNote = "arithmetic";

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder of the run; runs/PRESET-DATA-SEED by default.",
        HelpName = "RUN",
    };

    private static readonly Option<string?> Resume = new("--resume")
    {
        Description = "Continue a run that was broken off, from its last checkpoint. The result is the same to the "
            + "last byte.",
        HelpName = "RUN",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing run." };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<long?> Memory = MemoryFlag.Create();

    private static readonly Option<bool> Json = CommonOptions.Json();

    private static Option[] OutputOptions =>
        [Out, Overwrite, Resume, .. CheckpointFlags.All, Json, Threads, Memory, MpiFlags.Mpi];

    /// <summary>The options that don't change what is computed.</summary>
    private static IEnumerable<Option> NotComputed =>
        OutputOptions.Prepend(TrainOptions.Preset);

    public static Command Create() => new ToolCommand(
        "train", "Learn prompts, generate adversarial samples, train a classifier on the mixture, evaluate it.",
        Execute)
    {
        Common =
        [
            "--data", "--seed", "--validation", "--preset", "--config", "--stages", "--hidden", "--trainer",
            "--train-epsilon", "--labels", "--epochs", "--batch-size", "--optimizer", "--learning-rate", "--gan",
            Out.Name, Overwrite.Name, Resume.Name, Json.Name, Threads.Name,
            Memory.Name,
        ],
        Groups =
        [
            .. TrainOptions.Groups,
            new("Output", OutputOptions),
        ],
        Examples =
        [
            "scratch train # All four stages on the embedded digits.",
            "scratch train --preset robust-0.1 --epochs 5 # A robust classifier, trained for less long.",
            "scratch train --data table.csv --label species # A table, and the column to predict.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(MpiFlags.Threads(parsed.GetValue(Threads)));
        CheckpointOptions when = CheckpointFlags.Read(parsed);
        return MpiFlags.Run(
            parsed,
            () => parsed.GetValue(Resume) is { } run ? Continue(parsed, run, when) : Begin(parsed, when));
    }

    /// <summary>Whether the domain knows the augmentations of a configuration shows with the data.</summary>
    private static void RequireAugmentations(Augmentation augmentation, IDataSource source)
    {
        try
        {
            augmentation.Validate(source.Augmentations);
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"{source.Name}: {error.Message}", error);
        }
    }

    private static int Begin(ParseResult parsed, CheckpointOptions when)
    {
        if (TextFlags.IsAsked(parsed))
        {
            return BeginTexts(parsed, when);
        }
        if (BehaviourFlags.IsAsked(parsed))
        {
            return BeginBehaviour(parsed, when);
        }
        TextFlags.RequireNone(parsed);
        BehaviourFlags.RequireNone(parsed);
        RunConfiguration configuration =
            TrainOptions.Read(parsed, word => parsed.InvocationConfiguration.Error.WriteLine($"scratch: {word}."));
        IDataSource source = CommonOptions.OpenData(configuration);
        RequireAugmentations(configuration.Classifier.Mixture.Augmentation, source);
        if (source is ImageSource)
        {
            AttackFlags.RequireRadii(configuration);
        }
        string target = Target(parsed, configuration.Preset, configuration.Data, configuration.Seed);
        using NewRunFolder folder = Outputs.Settle(Out, () => new NewRunFolder(target, parsed.GetValue(Overwrite)));
        return Train(parsed, configuration, source, target, folder, NewCheckpoints(parsed, folder, when));
    }

    private static int BeginTexts(ParseResult parsed, CheckpointOptions when)
    {
        TextRunOptions options = TextFlags.Read(parsed, NotComputed);
        string target = Target(parsed, options.Preset, options.Data, options.Seed);
        using NewRunFolder folder = Outputs.Settle(Out, () => new NewRunFolder(target, parsed.GetValue(Overwrite)));
        return TextTraining.Run(
            parsed, options, target, folder, NewCheckpoints(parsed, folder, when), parsed.GetValue(Json));
    }

    private static int BeginBehaviour(ParseResult parsed, CheckpointOptions when)
    {
        BehaviourRunOptions options = BehaviourFlags.Read(parsed, NotComputed);
        string target = Target(parsed, options.Preset, options.Data, options.Seed);
        using NewRunFolder folder = Outputs.Settle(Out, () => new NewRunFolder(target, parsed.GetValue(Overwrite)));
        return BehaviourTraining.Run(
            parsed, options, target, folder, NewCheckpoints(parsed, folder, when), parsed.GetValue(Json));
    }

    private static string Target(ParseResult parsed, string preset, string data, ulong seed) => parsed.GetValue(Out)
        ?? Path.Combine("runs", string.Create(CultureInfo.InvariantCulture,
            $"{preset}-{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)))}-{seed}"));

    private static CheckpointFolder NewCheckpoints(ParseResult parsed, NewRunFolder folder, CheckpointOptions when)
    {
        var checkpoints = new CheckpointFolder(folder.FullPath, when);
        checkpoints.Notes[CommandNote] = TrainOptions.CommandFor(parsed);
        checkpoints.Notes[ArithmeticNote] = InstructionSet.Arithmetic;
        return checkpoints;
    }

    private static int Continue(ParseResult parsed, string target, CheckpointOptions when)
    {
        if ((TrainOptions.FindGiven(parsed) ?? (parsed.GetResult(Out) is null ? null : Out)) is { } given)
        {
            throw new UsageException($"{given.Name} can't be changed by --resume: the run goes on as it was begun.");
        }
        TextWriter error = parsed.InvocationConfiguration.Error;
        using NewRunFolder? folder =
            Outputs.Settle(Resume, () => NewRunFolder.Resume(target, parsed.GetValue(Overwrite)));
        if (folder is null)
        {
            error.WriteLine($"{target}: the run is finished; there is nothing to resume.");
            return ExitCode.Done;
        }
        CheckpointFolder checkpoints =
            CheckpointFolder.Resume(folder.FullPath, when, warning => error.WriteLine($"scratch: {warning}"));
        if (checkpoints.Notes.TryGetValue(ArithmeticNote, out string? before) && before != InstructionSet.Arithmetic)
        {
            error.WriteLine($"scratch: the run was begun with {before} and goes on with {InstructionSet.Arithmetic}: "
                + "its last bits will be others.");
        }
        if (TextRunFolder.Is(folder.FullPath))
        {
            return TextTraining.Run(
                parsed, TextRunFolder.Open(folder.FullPath).Options, target, folder, checkpoints,
                parsed.GetValue(Json));
        }
        RunConfiguration configuration = RunFolder.Open(folder.FullPath).Configuration;
        return Train(parsed, configuration, CommonOptions.OpenData(configuration), target, folder, checkpoints);
    }

    private static int Train(
        ParseResult parsed, RunConfiguration configuration, IDataSource source, string target, NewRunFolder folder,
            CheckpointFolder checkpoints)
    {
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        MemoryFlag.Use(parsed, Memory, cache: Path.GetDirectoryName(folder.FullPath));
        string command = checkpoints.Notes[CommandNote],
            hint = $"'scratch train --resume {Usage.Quote(target)}' continues the run.";
        bool isJson = parsed.GetValue(Json);
        parsed.IfInterrupted(() => folder.IsResumable ? hint : "nothing was written.");
        try
        {
            RunResult result = ProgressView.Show(
                error,
                "reading the data",
                progress => Run.Execute(
                    configuration, source, folder.FullPath, command, [progress], checkpoints,
                    checksTest: true, progress: progress, cancellation: parsed.Cancellation()));
            if (isJson)
            {
                output.WriteLine(JsonSerializer.Serialize(result.Report, RunJson.Default.Report));
            }
            else
            {
                ReportTables.Write(output, result.Report);
            }
            byte[] page = Encoding.UTF8.GetBytes(ReportPage.Render(result));
            AtomicFile.Write(Path.Combine(folder.FullPath, RunFolder.PageFile), stream => stream.Write(page));
            if (source.Storage is { } storage)
            {
                error.WriteLine($"{storage}. The process took "
                    + $"{DataMemory.Describe(System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64)} at "
                    + "most, with networks and what it shares with others.");
            }
            folder.Commit(); // last: the figures are there whatever becomes of it
            parsed.IfInterrupted(() => $"the run is in {target}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && folder.IsResumable)
        {
            error.WriteLine($"scratch: the last checkpoint is in {folder.FullPath}; when the cause is removed, {hint}");
            throw;
        }
        (isJson ? error : output).WriteLine(
            $"The run is in {target}; open {Path.Combine(target, RunFolder.PageFile)} in a browser.");
        return ExitCode.Done;
    }
}
