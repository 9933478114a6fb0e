namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>How users are split off, and what of theirs is hidden.</summary>
public sealed record SplitOptions
{
    /// <summary>Users that choices are made by; 0 for a tenth of all and 1,000 at most.</summary>
    public int Validation { get; init; }

    /// <summary>Users to test on; 0 for a fifth of all and 2,000 at most.</summary>
    public int Test { get; init; }

    /// <summary>Whether the users of validation are the last of the file; drawn like the others if not.</summary>
    public bool LastUsersValidate { get; init; }

    /// <summary>Whether the hidden items are those that came last, rather than drawn.</summary>
    public bool ByTime { get; init; }

    /// <summary>The share of a user's items that are hidden, at least one and never all; 0 for one.</summary>
    public double Hidden { get; init; }
}
