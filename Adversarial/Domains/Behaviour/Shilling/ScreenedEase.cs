using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>EASE of the clicks that a detector doesn't take for those of an attack.</summary>
/// <remarks>
/// Of what is left no profile counts with more than ten items, those of longer ones drawn at random: a fake can't do
/// more by being longer.
/// </remarks>
public static class ScreenedEase
{
    /// <summary>The most items that a profile counts with.</summary>
    public const int Longest = 10;

    /// <summary>
    /// A click above this is taken out. Below 0, since a fake that stays does more harm than a real click that goes.
    /// </summary>
    public const double Threshold = -3;

    /// <summary>
    /// Trains a detector on the profiles, takes out the clicks that were likely made to push their item, and fits EASE
    /// to the rest. The other clicks of a profile stay: a real user who is suspected by mistake loses one click.
    /// </summary>
    /// <param name="profiles">The users to learn from, fake ones among them.</param>
    /// <param name="ridge">λ, above 0.</param>
    /// <param name="attacks">The kinds of attack that the detector is shown.</param>
    /// <param name="random">Decides everything that is random.</param>
    /// <returns>The recommender, and how suspicious each profile was.</returns>
    public static FittedRecommender Fit(
        Profiles profiles, double ridge, IReadOnlyList<ShillingAttack> attacks, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        double[][] clicks = ShillingDetector.Train(profiles, attacks, random).ScoreClicks(profiles);
        Profiles kept = Profiles.Create(profiles.Items, Enumerable.Range(0, profiles.Users).Select(
            user => (int[])[.. profiles[user].ToArray().Where((_, place) => clicks[user][place] <= Threshold)]));
        double[] suspicions =
            [.. clicks.Select(own => own.Length == 0 ? double.NegativeInfinity : own.Max())];
        return new FittedRecommender(
            Ease.Fit(ShortProfiles.Cut(kept, Longest, random.Fork(-1)), ridge), suspicions);
    }
}
