using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Shilling;
using Scratch.Adversarial.Runs.Behaviour;

namespace Scratch.Cli.Behaviour;

/// <summary><c>scratch attack</c> with a recommender: fake profiles among those that it learns from.</summary>
internal static class BehaviourAttacking
{
    private const double UsualShare = 0.01;
    private const string Prefix = "fake-";

    private static readonly Option<double?> Share = Usage.Number<double>(
        "--share S", "Of behaviour: fake profiles for each training user; 0.01 by default.",
        NumberRange.ShareAboveZero);

    private static readonly Option<string?> Target = new("--target")
    {
        Description = "Of behaviour: the items that are pushed: ids or titles, with commas between; by default 15 "
            + "that few users have.",
        HelpName = "A,B",
    };

    /// <summary>The options that go with behaviour alone.</summary>
    public static IEnumerable<Option> All => [Share, Target];

    /// <summary>The attacks, as the command line calls them.</summary>
    public static IEnumerable<string> Names => ShillingCatalog.All.Select(attack => NameOf(attack.Name));

    /// <summary>Throws if an option or an attack of behaviour is given where there is none.</summary>
    /// <exception cref="UsageException">One is.</exception>
    public static void RequireNone(ParseResult parsed, string attack)
    {
        string? given = All.FirstOrDefault(parsed.IsGiven)?.Name
            ?? (Names.Contains(attack) ? $"--attack {attack}" : null);
        if (given is not null)
        {
            throw new UsageException(
                $"{given} is for behaviour; expected a run of 'scratch train --preset recommend'.");
        }
    }

    /// <summary>Attacks, prints what it comes to, and keeps the fake profiles.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The run.</param>
    /// <param name="name">The option for the attack.</param>
    /// <param name="save">The option for the file.</param>
    public static int Execute(ParseResult parsed, string path, Option<string> name, Option<string?> save)
    {
        BehaviourFlags.RequireOnly(
            parsed, name.Name, Share.Name, Target.Name, "--seed", save.Name, "--overwrite", "--json", "--threads");
        ShillingAttack attack = ShillingCatalog.All.FirstOrDefault(one => NameOf(one.Name) == parsed.GetValue(name))
            ?? throw new UsageException($"there is no attack '{parsed.GetValue(name)}' on behaviour; expected one of "
                + $"{string.Join(", ", Names)}.");
        bool overwrite = parsed.GetValue<bool>("--overwrite");
        if (overwrite && !parsed.IsGiven(save))
        {
            throw new UsageException("--overwrite is for a file; expected --save beside it.");
        }
        OutputFile? file = parsed.GetValue(save) is { } saved ? Outputs.Settle(save, saved, overwrite, ".csv") : null;
        BehaviourRunFolder run = NamedItems.OpenRun(path);
        var poisoning = new Poisoning(run);
        var random = new RandomStream(parsed.GetValue<ulong?>("--seed") ?? 0);
        int[] targets = parsed.GetValue(Target) is { } names ? NamedItems.FindAll(run.Items, names, path)
            : poisoning.DrawTargets(random);
        if (targets.Length == 0)
        {
            throw new UsageException($"{Target.Name} names no item; expected ids or titles, with commas between.");
        }
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        if (run.Options.Recommender != Poisoning.Attacked)
        {
            error.WriteLine($"scratch: {path} recommends by {run.Options.Recommender}: EASE with the run's settings is "
                + "attacked in its place.");
        }
        (PoisoningReport report, Profiles fakes) = ProgressView.Show(error, "attack", progress => poisoning.Run(
            attack, targets, parsed.GetValue(Share) ?? UsualShare, random, progress.Part("attack", 0, 1),
            parsed.Cancellation()));
        report = report with { Attack = NameOf(report.Attack) };
        if (parsed.GetValue<bool>("--json"))
        {
            output.WriteLine(JsonSerializer.Serialize(report, BehaviourRunJson.Default.PoisoningReport));
        }
        else
        {
            Write(output, report);
        }
        file?.Write(ProfileRows.Write(fakes, run.Items, Prefix)); // last: the figures are there whatever becomes of it
        return ExitCode.Done;
    }

    private static void Write(TextWriter output, PoisoningReport report)
    {
        var table = new TextTable(
            string.Create(CultureInfo.InvariantCulture,
                $"{report.Attack}: {report.Fakes:N0} fake profiles among {report.TrainingUsers:N0} real ones; EASE, "
                + $"before and after"),
            "target", "users", $"HR@{report.Top}", "after", "median rank", "after");
        foreach (PushedItem target in report.Targets)
        {
            table.Add(
                target.Title ?? target.Item, target.Users.ToString("N0", CultureInfo.InvariantCulture),
                Number(target.HitRateBefore), Number(target.HitRateAfter), Rank(target.MedianRankBefore),
                Rank(target.MedianRankAfter));
        }
        table.Write(output);
        output.WriteLine($"Targets, mean HR@{report.Top}: {Number(report.TargetHitRateBefore)} before, "
            + $"{Number(report.TargetHitRateAfter)} after.");
        output.WriteLine($"Hidden items, HR@{report.Top}: {Number(report.HitRateBefore)} before, "
            + $"{Number(report.HitRateAfter)} after.");
        if (report.DetectorAuc is { } area)
        {
            output.WriteLine($"A detector that has seen fakes of the other attacks finds these with an AUC of "
                + $"{Number(area)}.");
        }
    }

    private static string NameOf(string attack) => attack switch
    {
        "copy" => "copies",
        "gradient" => "optimised",
        _ => attack,
    };

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Rank(double value) => value.ToString("#,0.#", CultureInfo.InvariantCulture);
}
