namespace Scratch.Cli.Settings;

/// <summary>The options of one attack on the command line.</summary>
internal static class AttackFlags
{
    private static readonly SettingOptions<AttackOptions> Settings = new(AttackOptions.Settings);

    public static IEnumerable<Option> All => Settings.All;

    public static Option<string> Name() => new("--attack")
    {
        Description = $"{string.Join(", ", AttackCatalog.All.Select(kind => kind.Name))}.",
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
        return options.CornerStart && kind.Name != "pgd"
            ? throw new UsageException($"--corner-start is for pgd; {kind.Name} starts in a way of its own.") : options;
    });

    /// <exception cref="UsageException">There is no attack of that name.</exception>
    public static AttackKind Find(string name) => Usage.Guard(() => AttackCatalog.Find(name));

    /// <exception cref="UsageException">The attack can't be made for this model.</exception>
    public static Attack Create(AttackKind kind, AttackContext context) => Usage.Guard(() => kind.Create(context));
}
