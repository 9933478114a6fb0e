using Scratch.Adversarial.Attacks;

namespace Scratch.Cli.Settings;

/// <summary>The options of an attack on the command line, for one attack or for several.</summary>
internal sealed class AttackFlags
{
    private readonly Option<string?> _norm = new("--norm")
    {
        Description = "linf, l2 or l0: what distances are measured in; the attack's own by default.",
        HelpName = "NORM",
    };

    private readonly Option<float?> _epsilon = new("--epsilon")
    {
        Description = "The radius: 0.1 in linf, 1 in l2, 40 pixels in l0 by default. Attacks that seek the nearest example don't read it.",
        HelpName = "E",
    };

    private readonly Option<float?> _stepSize = new("--step-size") { Description = "The length of a step; the attack's own by default.", HelpName = "S" };
    private readonly Option<int?> _steps = new("--steps") { Description = "The number of steps; the attack's own by default.", HelpName = "N" };
    private readonly Option<int?> _restarts = new("--restarts") { Description = "How often an attack is begun for who withstands it; 1 by default.", HelpName = "N" };
    private readonly Option<bool> _cornerStart = new("--corner-start") { Description = "Let pgd in linf start at a random corner of the ball rather than at a point within." };
    private readonly Option<int?> _queries = new("--queries") { Description = "The forward passes of a black-box attack; its own by default.", HelpName = "N" };

    public static Option<string> Name() => new("--attack")
    {
        Description = $"{string.Join(", ", AttackCatalog.All.Select(kind => kind.Name))}.",
        HelpName = "NAME",
        Required = true,
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_norm, _epsilon, _stepSize, _steps, _restarts, _cornerStart, _queries])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options for an attack.</summary>
    /// <exception cref="UsageException">One is out of its range, or the attack has no such norm.</exception>
    public AttackOptions Read(ParseResult parsed, AttackKind kind)
    {
        string norm = parsed.GetValue(_norm) ?? kind.Norms[0];
        return Guard(() =>
        {
            var options = new AttackOptions
            {
                Norm = norm,
                Epsilon = parsed.GetValue(_epsilon) ?? norm switch { "l2" => 1, "l0" => 40, _ => 0.1f },
                StepSize = parsed.GetValue(_stepSize),
                Steps = parsed.GetValue(_steps),
                Restarts = parsed.GetValue(_restarts) ?? 1,
                CornerStart = parsed.GetValue(_cornerStart),
                Queries = parsed.GetValue(_queries),
            };
            options.Validate();
            kind.RequireNorm(norm);
            return options.CornerStart && kind.Name != "pgd" ? throw new UsageException($"--corner-start is for pgd; {kind.Name} starts in a way of its own.") : options;
        });
    }

    /// <exception cref="UsageException">There is no attack of that name.</exception>
    public static AttackKind Find(string name) => Guard(() => AttackCatalog.Find(name));

    /// <exception cref="UsageException">The attack can't be made for this model.</exception>
    public static Attack Create(AttackKind kind, AttackContext context) => Guard(() => kind.Create(context));

    /// <exception cref="UsageException">The action refuses what it was given.</exception>
    public static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message, error);
        }
    }
}
