using Scratch.Cli.Pages;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch data clean</c>: what is wrong with a training set, and the set without it.</summary>
internal static class CleanCommand
{
    private static readonly Argument<string> Data = new("DATA")
    {
        Description = "A folder of IDX files, mnist (embedded), or fashion-mnist (Debian's package). Nothing in it is "
            + "changed.",
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The folder for the cleaned set; its list of what was found is removed.csv, its page "
            + "report.html.",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly SettingOptions<CleaningOptions> Settings = new(CleaningOptions.Settings);

    private static readonly Option<bool> Overwrite =
        new("--overwrite") { Description = "Replace an existing cleaned set." };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create() => new ToolCommand(
        "clean", "Find outliers, wrong labels, duplicates and broken examples of a training set, and write the set "
            + "without them.", Execute, Data)
    {
        Common = ["--find", "--fix-labels", "--seed", "--out", "--overwrite", "--json", "--threads"],
        Groups =
        [
            new("What is looked for", Settings.All),
            new("Output", Out, Overwrite, Json, Threads),
        ],
        Examples =
        [
            "scratch data clean mnist --out clean # All checks on the embedded digits.",
            "scratch data clean digits/ --out clean --find labels --fix-labels # Wrong labels, set right.",
            "scratch data clean digits/ --out clean --outlier-threshold 4 --json # More outliers, as JSON.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        CleaningOptions options = Settings.Change(parsed, new());
        Settings.RequireUse(parsed, options);
        string text = parsed.GetValue(Data)!, target = parsed.GetValue(Out)!;
        if (CommonOptions.ParseData(text) is not ImageSource source)
        {
            throw new UsageException($"{text}: a cleaned set is written as IDX files; expected images.");
        }
        if (Directory.Exists(text) && Real(text) == Real(target))
        {
            throw new UsageException($"--out is {target}, which is the data set itself; expected another folder.");
        }
        OutputFolder folder = Outputs.Settle(
            Out, () => CleanedFolder.Settle(target, parsed.GetValue(Overwrite)));
        if (Directory.Exists(text) && $"{Real(text)}/".StartsWith($"{Real(target)}/", StringComparison.Ordinal))
        {
            throw new UsageException($"--out is {target}, and the data set is in it; expected another folder.");
        }
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        CleaningResult result = ProgressView.Show(
            error,
            "reading the data",
            progress => Cleaner.Clean(source.OpenTraining(), options, progress, parsed.Cancellation()));
        CleaningReport report = CleaningReport.From(source.Name, options, result);
        string page = CleaningPage.Render(report, result.Original), open = Path.Combine(target, "report.html");
        bool isJson = parsed.GetValue(Json);
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(report, CleaningJson.Default.CleaningReport));
        }
        else
        {
            CleaningTable.Write(output, report);
        }
        CleanedFolder.Write(folder, source, result, page); // last: the figures are there whatever becomes of it
        (isJson ? error : output).WriteLine(
            $"The cleaned set is in {target}; open {open} in a browser to see what was found.");
        return ExitCode.Done;
    }

    /// <summary>The full path, of what a link leads to if it is one.</summary>
    private static string Real(string path)
    {
        var folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return (folder.Exists ? folder.ResolveLinkTarget(returnFinalTarget: true) : null)?.FullName ?? folder.FullName;
    }
}
