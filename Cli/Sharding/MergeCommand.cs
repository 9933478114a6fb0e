namespace Scratch.Cli.Sharding;

/// <summary><c>scratch merge</c>: one report of the parts that shards of a command have left.</summary>
internal static class MergeCommand
{
    private static readonly Argument<string[]> PartsArgument = new("PART")
    {
        Description = "The files of all shards of one evaluate or attack, or the folders of all shards of one ablate, "
            + "in any order.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Where the report goes: F.json, or F.txt for the tables, instead of stdout; of an ablation, for "
            + "which it must be given, the folder.",
        HelpName = "FILE|DIR",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace what exists." };
    private static readonly Option<int?> Threads = CommonOptions.Threads();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create() => new ToolCommand(
        "merge", "One report of the parts of a command whose examples were shared by --shard: what the whole command "
            + "prints.", Execute, PartsArgument)
    {
        Groups = [new("Output", Out, Overwrite, Json, Threads)],
        Examples =
        [
            "scratch merge part-1.npz part-2.npz part-3.npz # The report of all three shards.",
            "scratch merge part-1.npz part-2.npz --out report.json # As one JSON document in a file.",
            "scratch merge runs/part-1 runs/part-2 --out runs/ablation # An ablation of two folders.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        string[] paths = parsed.GetValue(PartsArgument)!;
        return Directory.Exists(paths[0])
            ? AblationMerging.Execute(parsed, paths, Out, Overwrite, Json)
            : Merge(parsed, paths);
    }

    private static int Merge(ParseResult parsed, string[] paths)
    {
        OutputFile? file = parsed.GetValue(Out) is { } path
            ? Outputs.Settle(Out, path, parsed.GetValue(Overwrite), ".json", ".txt") : null;
        if (file is not null && parsed.GetValue(Json))
        {
            throw new UsageException("--json is for stdout; expected --out with a file .json instead.");
        }
        IReadOnlyList<ShardPart> parts = Parts.RequireTogether([.. paths.Select(ShardPart.Read)]);
        var merged = new MergedWork(parts);
        using var text = new StringWriter { NewLine = parsed.InvocationConfiguration.Output.NewLine };
        bool isJson = parsed.GetValue(Json)
            || string.Equals(Path.GetExtension(file?.FullPath), ".json", StringComparison.OrdinalIgnoreCase);
        string[] words =
        [
            .. merged.Identity.Command,
            .. isJson ? [Json.Name] : Array.Empty<string>(),
            .. parsed.GetValue(Overwrite) && merged.Identity.Command.Contains("--save") ? [Overwrite.Name]
                : Array.Empty<string>(),
        ];
        TextWriter output = file is null ? parsed.InvocationConfiguration.Output : text;
        int exitCode = Program.Rerun(words, parsed, merged, output);
        if (exitCode == ExitCode.Done && file is not null)
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text.ToString()));
        }
        return exitCode;
    }
}
