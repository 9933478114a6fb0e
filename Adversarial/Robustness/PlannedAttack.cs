using Scratch.Adversarial.Attacks;

namespace Scratch.Adversarial.Robustness;

/// <summary>One attack of an evaluation, made anew for every radius.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Options">Its norm and budget; the radius is the evaluation's.</param>
/// <param name="Create">Makes it.</param>
public sealed record PlannedAttack(string Name, AttackOptions Options, Func<AttackContext, Attack> Create)
{
    private static readonly string[] Nearest = ["deepfool", "fab", "fab-t", "cw", "jsma", "hopskipjump"];
    private static readonly string[] WithoutGradients = ["square", "hopskipjump", "spsa", "transfer", "noise"];

    /// <summary>True if it looks for the nearest adversarial example, wherever that is: one attempt then serves every radius.</summary>
    public bool FindsNearest { get; init; }

    /// <summary>True if it asks for logits alone.</summary>
    public bool IsBlackBox { get; init; }

    /// <summary>True if it goes on until little is left to find, so that it can be held against others: not for one step, or for noise.</summary>
    public bool IsStrong { get; init; }

    /// <summary>An attack of the catalogue.</summary>
    /// <exception cref="ArgumentException">There is no such attack, or an option is out of its range.</exception>
    public static PlannedAttack Of(string name, AttackOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new PlannedAttack(name, options, AttackCatalog.Find(name).Create)
        {
            FindsNearest = Nearest.Contains(name),
            IsBlackBox = WithoutGradients.Contains(name),
            IsStrong = name == "ensemble" || name.Contains("pgd", StringComparison.Ordinal),
        };
    }
}
