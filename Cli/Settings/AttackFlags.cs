using Scratch.Cli.Behaviour;

namespace Scratch.Cli.Settings;

/// <summary>The options of one attack on the command line.</summary>
internal static class AttackFlags
{
    private static readonly SettingOptions<AttackOptions> Settings = new(AttackOptions.Settings);

    public static Choices<string> Norms { get; } = Words.Of(["linf", "l2", "l0"]);

    public static IEnumerable<Option> All => Settings.All;

    public static Option<string> Name() => new("--attack")
    {
        Description = $"{string.Join(", ", AttackCatalog.All.Select(kind => kind.Name))}; edits of texts; of behaviour "
            + $"{string.Join(", ", BehaviourAttacking.Names)}.",
        HelpName = "NAME",
        Required = true,
    };

    /// <summary>The options for an attack.</summary>
    /// <exception cref="UsageException">One is out of its range, or the attack has no such norm.</exception>
    public static AttackOptions Read(ParseResult parsed, AttackKind kind) => Usage.Guard(() =>
    {
        AttackOptions options = Settings.Change(parsed, new() { Norm = kind.Norms[0] });
        options = Settings.Has(parsed, "--epsilon") ? options
            : options with { Epsilon = options.Norm switch { "l2" => 1, "l0" => 40, _ => 0.1f } };
        options.Validate();
        kind.RequireNorm(options.Norm);
        string[] taken = [.. AttackOptions.Settings
            .Where(setting => setting.Key == "norm" || kind.Takes.Contains(setting.Key))
            .Select(setting => setting.Flag!)];
        Option[] given = [.. Settings.All.Where(parsed.IsGiven)];
        return Array.Find(given, option => !taken.Contains(option.Name)) is { } useless
            ? throw new UsageException(
                $"{useless.Name} is for other attacks; {kind.Name} takes {string.Join(", ", taken)}.")
            : options;
    });

    /// <summary>Asks whether a radius was meant in grey levels, where the features lie in [0, 1].</summary>
    /// <param name="flag">The option, or the key of a file, that has the radius.</param>
    /// <param name="epsilon">The radius.</param>
    /// <param name="norm">What it is measured in.</param>
    /// <param name="box">Where the features lie.</param>
    /// <exception cref="UsageException">The radius is larger than the box.</exception>
    public static void RequireRadius(string flag, float epsilon, string norm, Box box)
    {
        if (norm == "linf" && box.IsUnit && epsilon > 1)
        {
            string radius = epsilon.ToString(CultureInfo.InvariantCulture);
            throw new UsageException($"{flag} is {radius}, and the features lie in [0, 1]; "
                + (epsilon <= 255 ? $"did you mean {radius}/255?" : "expected at most 1."));
        }
    }

    /// <summary>Asks likewise of every radius of a run whose features lie in [0, 1].</summary>
    public static void RequireRadii(RunConfiguration run)
    {
        RequireRadius("the epsilon of attack", run.Attack);
        RequireRadius("the epsilon of classifier.mixture.pixelAttack", run.Classifier.Mixture.PixelAttack);
        RequireRadius("--train-epsilon, or the epsilon of classifier.robust.attack,",
            run.Classifier.Robust is { Trainer: not RobustTrainer.FeatureFgm } robust ? robust.Attack : null);
        RequireRadius("--train-epsilon, or the epsilon of classifier.certified,",
            run.Classifier.Certified is { } certified ? new() { Epsilon = certified.Epsilon } : null);
        RequireRadius("the epsilon of classifier.probe.attack", run.Classifier.Probe?.Attack);
    }

    private static void RequireRadius(string name, AttackOptions? attack) =>
        RequireRadius(name, attack?.Epsilon ?? 0, attack?.Norm ?? "linf", Box.Unit);

    /// <exception cref="UsageException">There is no attack of that name.</exception>
    public static AttackKind Find(string name) => Usage.Guard(() => AttackCatalog.Find(name));

    /// <exception cref="UsageException">The attack can't be made for this model.</exception>
    public static Attack Create(AttackKind kind, AttackContext context) => Usage.Guard(() => kind.Create(context));
}
