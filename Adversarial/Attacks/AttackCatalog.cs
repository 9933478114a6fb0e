namespace Scratch.Adversarial.Attacks;

/// <summary>Every attack by its name.</summary>
public static class AttackCatalog
{
    private static readonly string[] Balls = ["linf", "l2"];

    /// <summary>The attacks, gradient attacks first.</summary>
    public static IReadOnlyList<AttackKind> All { get; } =
    [
        new("fgsm", "one step of the whole radius (Goodfellow et al. 2015)", Balls, c => Gradient("fgsm", c, Single(c.Options, c.Options.Epsilon))),
        new("r-fgsm", "a random start and one step (Wong et al. 2020)", Balls, c => Gradient("r-fgsm", c, Single(c.Options, 1.25f * c.Options.Epsilon) with { RandomStart = true })),
        new("bim", "steps from the centre (Kurakin et al. 2017)", Balls, c => Gradient("bim", c, FromCentre(c.Options, steps: 10))),
        new("mi-fgsm", "steps with momentum (Dong et al. 2018)", Balls, c => Gradient("mi-fgsm", c, WithMomentum(FromCentre(c.Options, steps: 10)))),
        new("pgd", "steps from a random start (Madry et al. 2018)", Balls, c => Gradient("pgd", c, c.Options)),
        new("square", "random search with squares, from logits (Andriushchenko et al. 2020)", Balls, c => Restarted(c, new SquareAttack(c.Target, c.Options, c.Height, c.Width))),
        new("spsa", "steps along gradients estimated from logits (Uesato et al. 2018)", Balls, c => Restarted(c, new SpsaAttack(c.Target, c.Options))),
        new("hopskipjump", "a walk along the boundary, from decisions (Chen et al. 2020)", ["l2", "linf"], c => new HopSkipJumpAttack(c.Target, c.Options)) { SeeksNearest = true },
        new("transfer", "adversarial examples of another classifier, by pgd (Papernot et al. 2016)", Balls, Transfer),
        new("noise", "the worst of random points of the ball", Balls, c => Restarted(c, new NoiseAttack(c.Target, c.Options, isGaussian: false))) { IsBaseline = true },
        new("gaussian-noise", "the worst of points moved by normal noise", Balls, c => Restarted(c, new NoiseAttack(c.Target, c.Options, isGaussian: true))) { IsBaseline = true },
    ];

    /// <summary>The attack of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static AttackKind Find(string name) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException($"There is no attack '{name}'; expected {string.Join(", ", All.Select(kind => kind.Name))}.");

    /// <summary>The attack of that name for a model: <see cref="AttackKind.Create"/>.</summary>
    /// <exception cref="ArgumentException">There is none, or it can't be made with these options; the message says why.</exception>
    public static Attack Create(string name, AttackContext context) => Find(name).Create(context);

    private static Attack Gradient(string name, AttackContext context, AttackOptions options)
    {
        var attack = new ProjectedGradient(context.Target, options, keepsBest: true, name);
        return options is { Restarts: > 1, RandomStart: true } ? new RestartedAttack(attack, context.Target, options.Restarts) : attack;
    }

    private static Attack Restarted(AttackContext context, Attack attack) =>
        context.Options.Restarts > 1 ? new RestartedAttack(attack, context.Target, context.Options.Restarts) : attack;

    private static TransferAttack Transfer(AttackContext context)
    {
        if (context.Surrogate is not { } surrogate)
        {
            throw new ArgumentException("The attack transfer needs another classifier, on which it makes its examples.");
        }
        var target = new ClassifierTarget(surrogate, context.Target.Capacity);
        return new TransferAttack(Gradient("transfer", context with { Target = target }, context.Options));
    }

    private static AttackOptions Single(AttackOptions options, float stepSize) =>
        options with { Steps = 1, StepSize = options.StepSize ?? stepSize, RandomStart = false };

    /// <summary>Steps that add up to the radius.</summary>
    private static AttackOptions FromCentre(AttackOptions options, int steps)
    {
        int taken = options.Steps ?? steps;
        return options with { Steps = taken, StepSize = options.StepSize ?? (options.Epsilon / Math.Max(1, taken)), RandomStart = false };
    }

    private static AttackOptions WithMomentum(AttackOptions options) => options with { Momentum = options.Momentum > 0 ? options.Momentum : 1 };
}
