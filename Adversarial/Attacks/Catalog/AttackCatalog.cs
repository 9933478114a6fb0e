namespace Scratch.Adversarial.Attacks.Catalog;

/// <summary>Every attack by its name.</summary>
/// <example>
/// <code>
/// AttackKind pgd = AttackCatalog.All.Single(kind =&gt; kind.Name == "pgd");
/// var model = new ClassifierModel(network, capacity: 100, Box.Unit);
/// Attack attack = pgd.Create(new AttackContext(model, new AttackOptions { Epsilon = 0.1f, Steps = 20 }));
/// </code>
/// </example>
public static class AttackCatalog
{
    private const string Epsilon = "epsilon", StepSize = "stepSize", Steps = "steps", Restarts = "restarts",
        CornerStart = "cornerStart", Queries = "queries";

    private static readonly string[] Balls = ["linf", "l2"], Step = [Epsilon, StepSize], Ascent = [.. Step, Steps],
        Random = [Epsilon, Restarts, Queries];

    /// <summary>The attacks, gradient attacks first.</summary>
    public static IReadOnlyList<AttackKind> All { get; } =
    [
        new("fgsm", "one step of the whole radius (Goodfellow et al. 2015)", Balls,
            c => Gradient("fgsm", c, Single(c.Options, c.Options.Epsilon))) { Takes = Step, Loss = OfOptions },
        new("r-fgsm", "a random start and one step (Wong et al. 2020)", Balls,
            c => Gradient("r-fgsm", c, Single(c.Options, 1.25f * c.Options.Epsilon) with { RandomStart = true }))
        { Takes = [.. Step, Restarts], Loss = OfOptions },
        new("bim", "steps from the centre (Kurakin et al. 2017)", Balls,
            c => Gradient("bim", c, FromCentre(c.Options, steps: 10))) { Takes = Ascent, Loss = OfOptions },
        new("mi-fgsm", "steps with momentum (Dong et al. 2018)", Balls,
            c => Gradient("mi-fgsm", c, WithMomentum(FromCentre(c.Options, steps: 10))))
        { Takes = Ascent, Loss = OfOptions },
        new("pgd", "steps from a random start (Madry et al. 2018)", Balls,
            c => Gradient("pgd", c, c.Options))
        { Takes = [.. Ascent, Restarts, CornerStart], IsStrong = true, Loss = OfOptions },
        new("apgd-ce", "auto-PGD on the cross-entropy (Croce and Hein 2020)", Balls,
            c => AutoPgd("apgd-ce", c, "ce")) { Takes = [Epsilon, Steps, Restarts], IsStrong = true },
        new("apgd-dlr", "auto-PGD on the difference of logits ratio", Balls,
            c => AutoPgd("apgd-dlr", c, "dlr"))
        { Takes = [Epsilon, Steps, Restarts], IsStrong = true, Loss = _ => "dlr" },
        new("apgd-t", "auto-PGD on the targeted ratio, for each of the nearest classes", Balls,
            TargetedAutoPgd) { Takes = [Epsilon, Steps, Restarts], IsStrong = true },
        new("deepfool", "steps to the nearest plane between two classes (Moosavi-Dezfooli et al. 2016)", Balls,
            c => Search(c, new DeepFool(c.Model, c.Options))) { Takes = [Steps], IsMinimumNorm = true },
        new("fab", "fast adaptive boundary (Croce and Hein 2020)", Balls,
            c => Search(c, new FastAdaptiveBoundary("fab", c.Model, c.Options)))
        { Takes = [Epsilon, Steps, Restarts], IsMinimumNorm = true },
        new("fab-t", "fast adaptive boundary, to each of the nearest classes", Balls,
            c => TargetedFab(c, enough: 0)) { Takes = [Epsilon, Steps, Restarts], IsMinimumNorm = true },
        new("cw", "Adam on distance and margin (Carlini and Wagner 2017)", ["l2"],
            CarliniWagner) { Takes = [StepSize, Steps], IsMinimumNorm = true },
        new("jsma", "few pixels, by saliency (Papernot et al. 2016)", ["l0"],
            c => new SaliencyMap(c.Model, c.Options)) { Takes = Step },
        new("square", "random search with squares, from logits (Andriushchenko et al. 2020)", Balls,
            c => Restarted(c, Square(c))) { Takes = Random, IsBlackBox = true },
        new("spsa", "steps along gradients estimated from logits (Uesato et al. 2018)", Balls,
            c => Restarted(c, new SpsaAttack(c.Model, c.Options))) { Takes = [.. Random, StepSize], IsBlackBox = true },
        new("hopskipjump", "a walk along the boundary, from decisions (Chen et al. 2020)", ["l2", "linf"],
            c => new HopSkipJumpAttack(c.Model, c.Options))
        { Takes = [Queries], IsMinimumNorm = true, IsBlackBox = true },
        new("transfer", "adversarial examples of another classifier, by pgd (Papernot et al. 2016)", Balls,
            Transfer) { Takes = [.. Ascent, Restarts], IsBlackBox = true, Loss = OfOptions },
        new("prompts", "adversarial prompts, by steps through a run's generator (Stutz et al. 2019)", ["l2", "linf"],
            Prompts) { Takes = [.. Ascent, Restarts], MovesPrompts = true, Loss = OfOptions },
        new("noise", "the worst of random points of the ball", Balls,
            c => Restarted(c, new NoiseAttack(c.Model, c.Options, isGaussian: false)))
        { Takes = Random, IsBaseline = true, IsBlackBox = true },
        new("gaussian-noise", "the worst of points moved by normal noise", Balls,
            c => Restarted(c, new NoiseAttack(c.Model, c.Options, isGaussian: true)))
        { Takes = Random, IsBaseline = true, IsBlackBox = true },
        new("ensemble", "AutoAttack's standard, each attack on what is left (Croce and Hein 2020)", Balls,
            Ensemble) { Takes = [Epsilon, Steps, Restarts, Queries], IsStrong = true },
    ];

    /// <summary>The attack of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static AttackKind Find(string name) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException(
            $"There is no attack '{name}'; expected {string.Join(", ", All.Select(kind => kind.Name))}.");

    /// <summary>The attack of that name for a model: <see cref="AttackKind.Create"/>.</summary>
    /// <exception cref="ArgumentException">There is none, or it can't be made with these options; the message says
    /// why.</exception>
    public static Attack Create(string name, AttackContext context) => Find(name).Create(context);

    private static string OfOptions(AttackOptions options) => options.Loss;

    private static Attack AutoPgd(string name, AttackContext context, string loss) =>
        Restarted(context, new AutoProjectedGradient(name, context.Model, context.Options with { Loss = loss }));

    private static Attack TargetedAutoPgd(AttackContext context)
    {
        string loss = context.Model.Classes < 4 ? "margin" : "dlr"; // of fewer logits there is no targeted ratio
        var attack = new AutoProjectedGradient("apgd-t", context.Model, context.Options with { Loss = loss });
        return Restarted(context, new MultiTargetAttack(attack, context.Model, context.Options.Targets));
    }

    private static SegmentSearch TargetedFab(AttackContext context, float enough)
    {
        var attack = new FastAdaptiveBoundary("fab-t", context.Model, context.Options, enough);
        return Search(context, new MultiTargetAttack(
            attack, context.Model, context.Options.Targets, Norm.Parse(context.Options.Norm), enough));
    }

    private static Attack CarliniWagner(AttackContext context)
    {
        var attack = new CarliniWagner(context.Model, context.Options);
        // the search would take the confidence back
        return context.Options.Confidence > 0 ? attack : Search(context, attack);
    }

    private static SegmentSearch Search(AttackContext context, Attack attack) => new(attack, context.Model);

    private static Attack Restarted(AttackContext context, Attack attack) =>
        context.Options.Restarts > 1 ? new RestartedAttack(attack, context.Model, context.Options.Restarts) : attack;

    private static EnsembleAttack Ensemble(AttackContext context)
    {
        AttackOptions options = context.Options;
        return new EnsembleAttack(
            EnsembleAttack.NameOf(options),
            context.Model,
            Norm.Parse(options.Norm),
            options.Epsilon,
            [Create("apgd-ce", context), Create("apgd-t", context), TargetedFab(context, enough: options.Epsilon),
                Square(context)]);
    }

    private static SquareAttack Square(AttackContext context) => new(context.Model, context.Options, context.RowLength);

    private static TransferAttack Transfer(AttackContext context)
    {
        if (context.Surrogate is not { } surrogate)
        {
            throw new ArgumentException(
                "The attack transfer needs another classifier, on which it makes its examples.");
        }
        var model = new ClassifierModel(surrogate, context.Model.Capacity, context.Model.Box);
        // whom the surrogate takes for fooled, the model may see as it is
        AttackContext ofSurrogate = context with { Model = model, StopsOnceFooled = false };
        return new TransferAttack(Gradient("transfer", ofSurrogate, context.Options with { CornerStart = false }));
    }

    private static PromptAttack Prompts(AttackContext context) =>
        new(context, model =>
            Gradient("prompts", context with { Model = model }, context.Options with
            {
                Bounded = false,
                CornerStart = false,
            }));

    private static Attack Gradient(string name, AttackContext context, AttackOptions options)
    {
        var attack = new ProjectedGradient(context.Model, options, keepsBest: true, name)
        {
            StopsOnceFooled = context.StopsOnceFooled,
        };
        // from the centre, again would be the same again
        return options.RandomStart ? Restarted(context, attack) : attack;
    }

    private static AttackOptions Single(AttackOptions options, float stepSize) =>
        options with { Steps = 1, StepSize = options.StepSize ?? stepSize, RandomStart = false, CornerStart = false };

    /// <summary>Steps that add up to the radius.</summary>
    private static AttackOptions FromCentre(AttackOptions options, int steps)
    {
        int taken = options.Steps ?? steps;
        return options with
        {
            Steps = taken,
            StepSize = options.StepSize
            ?? (options.Epsilon / Math.Max(1, taken)),
            RandomStart = false,
            CornerStart = false
        };
    }

    private static AttackOptions WithMomentum(AttackOptions options) =>
        options with { Momentum = options.Momentum > 0 ? options.Momentum : 1 };
}
