namespace Scratch.Adversarial.Robustness;

/// <summary>One attack of an evaluation, made anew for every radius.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Options">Its norm and budget; the radius is the evaluation's.</param>
/// <param name="Create">Makes it.</param>
public sealed record PlannedAttack(string Name, AttackOptions Options, Func<AttackContext, Attack> Create)
{
    /// <summary>
    /// True if it looks for the nearest adversarial example, wherever that is: one attempt then serves every radius.
    /// </summary>
    public bool IsMinimumNorm { get; init; }

    /// <summary>True if its radius is one of prompts, so that no ball of examples holds what it makes.</summary>
    public bool MovesPrompts { get; init; }

    /// <summary>True if it asks for logits or decisions alone.</summary>
    public bool IsBlackBox { get; init; }

    /// <summary>
    /// True if it goes on until little is left to find, so that it can be held against others: not for one step, or for
    /// noise.
    /// </summary>
    public bool IsStrong { get; init; }

    /// <summary>
    /// An attack of the catalogue whose options were chosen for one radius: at others, a step that was given grows as
    /// the radius does.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such attack, or an option is out of its range.</exception>
    public static PlannedAttack Scaled(string name, AttackOptions options)
    {
        PlannedAttack planned = From(name, options);
        float? share = options.Epsilon > 0 ? options.StepSize / options.Epsilon : null;
        return share is null ? planned : planned with
        {
            Create = context => planned.Create(
                context with { Options = context.Options with { StepSize = share * context.Options.Epsilon } }),
        };
    }

    /// <summary>An attack of the catalogue.</summary>
    /// <exception cref="ArgumentException">There is no such attack, or an option is out of its range.</exception>
    public static PlannedAttack From(string name, AttackOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        AttackKind kind = AttackCatalog.Find(name);
        return new PlannedAttack(name == "ensemble" ? EnsembleAttack.NameOf(options) : name, options, kind.Create)
        {
            IsMinimumNorm = kind.IsMinimumNorm,
            MovesPrompts = kind.MovesPrompts,
            IsBlackBox = kind.IsBlackBox,
            IsStrong = kind.IsStrong,
        };
    }
}
