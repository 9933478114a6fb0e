using Scratch.Cli.Sharding;

namespace Scratch.Cli.Attacking;

/// <summary>
/// <c>scratch evaluate --attacks</c>: any attacks at any radii, on the classifier of a run or of a file, with their
/// audit.
/// </summary>
internal static class AttackEvaluation
{
    private const int BatchSize = 1000;

    private static readonly Option<string?> Attacks = new("--attacks")
    {
        Description = "These attacks, audited, rather than the run's own report: "
            + $"{string.Join(", ", AttackCatalog.All.Select(kind => kind.Name))}.",
        HelpName = "A,B,…",
    };

    private static readonly Option<IReadOnlyList<float>?> Epsilons = Usage.Several(
        "--epsilons E,F,…", "The radii for --attacks; 0.1 by default.", new Numbers<float>(NumberRange.NotNegative));
    private static readonly Option<string?> NormOption = Usage.Text(
        "--norm NAME",
        "The norm of the radii for --attacks: l0 is jsma's; linf by default.",
        AttackFlags.Norms.Refuse, AttackFlags.Norms.Words);
    private static readonly Option<int?> Steps = Usage.Number<int>(
        "--steps N", "The steps of every attack of --attacks; its own by default.", NumberRange.NotNegative);
    private static readonly Option<int?> Restarts = Usage.Number<int>(
        "--restarts N", "How often every attack of --attacks that sees gradients is begun for who withstands it; 1 by "
            + "default.", NumberRange.FromOne);
    private static readonly Option<bool> CornerStart =
        new("--corner-start")
        {
            Description =
        "Let pgd of --attacks start at random corners of the balls, which are of linf, rather than at points within."
        };
    private static readonly Option<string?> Model = AttackedModel.Model();
    private static readonly Option<string?> ActivationOption = AttackedModel.Activations();
    private static readonly Option<string?> Surrogate = AttackedModel.Surrogate();

    public static Option<int?> Count { get; } = AttackedModel.Count();

    public static IEnumerable<Option> OfModel => [Model, ActivationOption, Surrogate];

    public static IEnumerable<Option> OfAttack => [Attacks, Epsilons, NormOption, Steps, Restarts, CornerStart];

    /// <summary>True if --attacks is given.</summary>
    /// <exception cref="UsageException">Only options are given that go with it.</exception>
    public static bool IsAsked(ParseResult parsed)
    {
        bool isAsked = parsed.GetValue(Attacks) is not null;
        Option? alone = OfModel.Concat(OfAttack).Append(Count).FirstOrDefault(parsed.IsGiven);
        bool isOfFile = parsed.IsGiven(Model) && !OfAttack.Append(Surrogate).Any(parsed.IsGiven);
        return isAsked || alone is null || isOfFile ? isAsked
            : throw new UsageException($"{alone.Name} goes with --attacks.");
    }

    /// <summary>The classifier of a file that is to be measured as a run's is; null if none is given.</summary>
    /// <exception cref="UsageException">There is a run beside it.</exception>
    public static AttackedModel? OpenFile(ParseResult parsed, string? run, string? data) =>
        parsed.GetValue(Model) is not { } file ? null
            : AttackedModel.Open(run, file, parsed.GetValue(ActivationOption), data, parsed.GetValue(Count));

    public static int Execute(
        ParseResult parsed, ShardedCommand sharded, string? run, string? data, ulong seed, bool json)
    {
        string norm = parsed.GetValue(NormOption) ?? "linf";
        float[] epsilons = [.. (parsed.GetValue(Epsilons) ?? [0.1f]).Order()];
        (AttackKind Kind, AttackOptions Options)[] planned =
            [.. parsed.GetValue(Attacks)!.Split(',').Select(name => Plan(
            name,
            norm,
            new AttackOptions
            {
                Epsilon = epsilons[^1],
                Steps = parsed.GetValue(Steps),
                Restarts = parsed.GetValue(Restarts) ?? 1,
                CornerStart = name == "pgd" && parsed.GetValue(CornerStart),
            }))];
        AttackKind[] kinds = [.. planned.Select(one => one.Kind)];
        AttackedModel.RequireUse(parsed, kinds, Model, ActivationOption, Surrogate);
        foreach ((Option option, string key) in
            new (Option, string)[] { (Steps, "steps"), (Restarts, "restarts"), (CornerStart, "cornerStart") })
        {
            // black boxes are begun once here
            if (parsed.IsGiven(option)
                && !kinds.Any(kind => kind.Takes.Contains(key) && !(kind.IsBlackBox && key == "restarts")))
            {
                throw new UsageException(
                    $"{option.Name} is for other attacks; {string.Join(", ", kinds.Select(kind => kind.Name))} "
                    + "can't use it.");
            }
        }
        AttackedModel model = AttackedModel.Open(
            run, parsed.GetValue(Model), parsed.GetValue(ActivationOption), data, parsed.GetValue(Count));
        AttackFlags.RequireRadius("--epsilons", epsilons[^1], norm, model.Test.Domain.Box);
        AttackContext context =
            model.Context(planned[0].Options, BatchSize, parsed.GetValue(Surrogate), parsed.GetValue(ActivationOption),
            needsPrompts: false, parsed.Cancellation());
        context = model.Share(context, sharded);
        foreach ((AttackKind kind, AttackOptions options) in planned)
        {
            // what can't be made is said before the first is run
            _ = AttackFlags.Create(kind, context with { Options = options });
        }
        var robustness = new RobustnessOptions
        {
            Norm = norm,
            Epsilons = epsilons,
            Attacks = [.. planned.Select(one => PlannedAttack.From(one.Kind.Name, one.Options))],
            Certification =
                Certification.Create(model.Classifier, model.Test, norm, isTight: true, parsed.Cancellation()),
        };
        RobustnessReport report = ProgressView.Show(
            parsed.InvocationConfiguration.Error, "evaluation", progress => new RobustnessEvaluator(
                context, model.Test, robustness, new RandomStream(seed), progress, parsed.Cancellation()).Evaluate());
        if (sharded.IsPart)
        {
            return sharded.Write();
        }
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(report, RunJson.Default.RobustnessReport));
        }
        else
        {
            RobustnessTables.Write(output, report);
        }
        return ExitCode.Done;
    }

    /// <summary>An attack in the norm of the radii, or, if it has another only, in its own.</summary>
    private static (AttackKind Kind, AttackOptions Options) Plan(string name, string norm, AttackOptions budget)
    {
        AttackKind kind = AttackFlags.Find(name);
        if (kind.MovesPrompts)
        {
            throw new UsageException(
                $"--attacks: {name} moves prompts, and no radius of pixels holds it; 'scratch attack' makes it.");
        }
        string own = kind.IsMinimumNorm && !kind.Norms.Contains(norm) ? kind.Norms[0] : norm;
        return (kind, Usage.Guard(() =>
        {
            kind.RequireNorm(own);
            AttackOptions options = budget with { Norm = own };
            // theirs is a budget of queries
            return PlannedAttack.From(name, options).IsBlackBox ? options with { Restarts = 1 } : options;
        }));
    }
}
