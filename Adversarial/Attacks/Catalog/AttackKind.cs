namespace Scratch.Adversarial.Attacks.Catalog;

/// <summary>An attack as the catalogue lists it.</summary>
/// <param name="Name">The name in options, tables and reports.</param>
/// <param name="Summary">What it does, in one line, with its source.</param>
/// <param name="Norms">The norms that it can be limited or measured in; the first is its own.</param>
/// <param name="Build">Makes it for a context whose options are valid and in one of its norms.</param>
public sealed record AttackKind(
    string Name, string Summary, IReadOnlyList<string> Norms, Func<AttackContext, Attack> Build)
{
    /// <summary>
    /// The keys of the settings (<see cref="AttackOptions.Settings"/>) that it reads beside the norm, of those that
    /// the command line has: <c>epsilon</c>, <c>steps</c>. The others change nothing of what it does.
    /// </summary>
    public required IReadOnlyList<string> Takes { get; init; }

    /// <summary>
    /// True if it looks for the nearest adversarial example, wherever that is: it reads no radius but to begin again,
    /// and an evaluation counts what lies within one.
    /// </summary>
    public bool IsMinimumNorm { get; init; }

    /// <summary>True if its radius is one of prompts, so that no ball of pixels holds what it makes.</summary>
    public bool MovesPrompts { get; init; }

    /// <summary>True if it asks for logits or decisions alone.</summary>
    public bool IsBlackBox { get; init; }

    /// <summary>
    /// True if it goes on until little is left to find, so that it can be held against others: not one step, nor noise.
    /// </summary>
    public bool IsStrong { get; init; }

    /// <summary>True if it searches for nothing: noise, which every other attack has to beat.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>The loss that it climbs with some options; null if it does with any number of classes.</summary>
    public Func<AttackOptions, string>? Loss { get; init; }

    /// <summary>The attack for a model. Allocates for the model's largest batch.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, the attack has no such norm, or needs what
    /// the context hasn't, such as more classes.</exception>
    public Attack Create(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Options.Validate();
        RequireNorm(context.Options.Norm);
        int classes = context.Model.Classes;
        if (classes < 2)
        {
            throw new ArgumentException(
                $"The attack {Name} leads from one class to another, but the model has {classes}; expected 2 or more.");
        }
        AttackLoss.RequireClasses(Loss?.Invoke(context.Options) ?? "ce", classes, context.IsTargeted);
        return Build(context);
    }

    /// <summary>Throws unless the attack has that norm.</summary>
    /// <exception cref="ArgumentException">It hasn't; the message lists those that it has.</exception>
    public void RequireNorm(string norm)
    {
        if (!Norms.Contains(norm))
        {
            throw new ArgumentException(
                $"The attack {Name} has no norm '{norm}'; expected {string.Join(" or ", Norms)}.");
        }
    }
}
