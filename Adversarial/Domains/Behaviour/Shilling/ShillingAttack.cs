namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>
/// Makes fake profiles that push items into the lists of real users, once somebody has learnt from them (Lam and Riedl
/// 2004, Shilling Recommender Systems for Fun and Profit).
/// </summary>
/// <remarks>
/// A fake profile is its target and a filling of other items. Profiles have the lengths of real ones with two items or
/// more, drawn at random, since a length of its own would give a profile away. Profile j pushes target j modulo their
/// number, and what is random about it comes from its own fork: the same stream gives the same profiles.
/// </remarks>
public abstract class ShillingAttack
{
    /// <summary>The name that users know it by.</summary>
    public abstract string Name { get; }

    /// <summary>What it does and who described it, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Makes fake profiles.</summary>
    /// <param name="training">The real users that the attacker knows, or statistics of whom.</param>
    /// <param name="targets">The items to push, none twice.</param>
    /// <param name="share">How many profiles are made, as a share of the real ones: above 0, at most 1.</param>
    /// <param name="random">Decides everything that is random.</param>
    /// <returns>The fake profiles; at least one.</returns>
    /// <exception cref="ArgumentException">
    /// There is no target, one is no item or named twice, or no user has two items.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of its range.</exception>
    public Profiles Create(Profiles training, IReadOnlyList<int> targets, double share, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(targets);
        if (!(share > 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(share), share, "expected a share of the real profiles above 0 and at most 1.");
        }
        if (targets.Count == 0 || targets.Distinct().Count() != targets.Count)
        {
            throw new ArgumentException("expected at least one target, none of them twice.", nameof(targets));
        }
        foreach (int target in targets)
        {
            if (target < 0 || target >= training.Items)
            {
                throw new ArgumentException(
                    $"the target {target} is no item; expected 0 to {training.Items - 1}.", nameof(targets));
            }
        }
        var known = new KnownProfiles(training);
        int count = Math.Max(1, (int)Math.Round(share * training.Users));
        return Profiles.Create(training.Items, CreateProfiles(known, targets, count, random));
    }

    /// <summary>Makes the profiles one after the other; number j pushes target j modulo their number.</summary>
    private protected virtual IEnumerable<int[]> CreateProfiles(
        KnownProfiles known, IReadOnlyList<int> targets, int count, RandomStream random)
    {
        for (int profile = 0; profile < count; profile++)
        {
            yield return CreateProfile(known, targets[profile % targets.Count], random.Fork(profile));
        }
    }

    /// <summary>Makes one profile.</summary>
    /// <param name="known">The real users.</param>
    /// <param name="target">The item that is pushed.</param>
    /// <param name="random">The profile's own.</param>
    private protected abstract int[] CreateProfile(KnownProfiles known, int target, RandomStream random);
}
