namespace Scratch.Adversarial.Domains.Behaviour.Certificates;

/// <summary>How many parts vote, and how.</summary>
public sealed record VoteOptions
{
    /// <summary>The number of parts, at least 1.</summary>
    public int Parts { get; init; } = 100;

    /// <summary>N: the items above the middle of a vote, at least 1.</summary>
    public int List { get; init; } = 10;

    /// <summary>
    /// How far from the middle a score gets the whole vote or none, as a share of the middle's own; at least 0, and 0
    /// for a vote of lists.
    /// </summary>
    public double Width { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        if (Parts < 1 || List < 1 || !(Width >= 0 && double.IsFinite(Width)))
        {
            throw new ArgumentException(
                $"the vote has {Parts} parts, lists of {List} and the width {Width}; expected at least 1, 1 and 0.");
        }
    }
}
