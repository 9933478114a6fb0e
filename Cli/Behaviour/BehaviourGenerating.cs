using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Runs.Behaviour;

namespace Scratch.Cli.Behaviour;

/// <summary><c>scratch generate</c> with a recommender: users like those that it has learnt from.</summary>
internal static class BehaviourGenerating
{
    private const int UsualUsers = 100;
    private const string Prefix = "generated-";

    /// <summary>Makes users, writes and measures them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The run.</param>
    /// <param name="file">The option for the file.</param>
    /// <param name="json">The option for figures as JSON.</param>
    public static int Execute(ParseResult parsed, string path, Option<string> file, Option<bool> json)
    {
        BehaviourFlags.RequireOnly(parsed, "--count", "--seed", file.Name, "--overwrite", json.Name, "--threads");
        if (!parsed.IsGiven(file))
        {
            throw new UsageException($"{file.Name} is missing; expected a file .csv for the users.");
        }
        string target = parsed.GetValue(file)!;
        OutputFile settled = Outputs.Settle(file, target, parsed.GetValue<bool>("--overwrite"), ".csv");
        BehaviourRunFolder run = NamedItems.OpenRun(path);
        BehaviourSplit split = run.Recommenders.Split;
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        parsed.IfInterrupted(() => "nothing was written.");
        error.WriteLine(UserGeneration.HasFinder(run)
            ? $"scratch: {path} has a finder; a Mult-VAE learns from its training users."
            : $"scratch: {path} has no network to make users with: a Mult-VAE and a finder learn from its training "
                + "users.");
        var random = new RandomStream(parsed.GetValue<ulong?>("--seed") ?? 0);
        UserNetworks networks = ProgressView.Show(
            error, "learning", progress => UserGeneration.Learn(run, [progress], parsed.Cancellation()));
        Profiles made = ProgressView.Show(error, "users", progress => UserGeneration.Make(
            networks, split.Training, parsed.GetValue<int?>("--count") ?? UsualUsers, random,
            progress.Part("users", 0, 1), parsed.Cancellation()));
        GeneratedUsersReport report = UserGeneration.Measure(made, split);
        bool isJson = parsed.GetValue(json);
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(report, BehaviourRunJson.Default.GeneratedUsersReport));
        }
        else
        {
            Write(output, report);
        }
        settled.Write(ProfileRows.Write(made, run.Items, Prefix)); // last: the figures are there whatever becomes of it
        (isJson ? error : output).WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Users:N0} users with {report.Interactions:N0} items are in {target}."));
        return ExitCode.Done;
    }

    private static void Write(TextWriter output, GeneratedUsersReport report)
    {
        var table = new TextTable(
            "How like the training users they are", "users", "pairs, correlation", "copies of a training user");
        table.Add("generated", Number(report.PairCorrelation), Number(report.Copies));
        table.Add(
            "real, of whom nothing was learnt", Number(report.HeldOutPairCorrelation), Number(report.HeldOutCopies));
        table.Write(output);
    }

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "none";
}
