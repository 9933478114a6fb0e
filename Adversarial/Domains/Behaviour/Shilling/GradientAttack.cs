using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>
/// The target among the items that lift its score most, as the gradient of EASE says: for an attacker who knows the
/// data and the recommender.
/// </summary>
/// <remarks>
/// <para>
/// The weights into target t solve A b = g, with A = XᵀX + λI over the other items and g = Xᵀx_t. A profile with the
/// filling s, of weight w, makes it (A + w ssᵀ) b' = g + w s; differentiated at w = 0 that is
/// ∂b/∂w = A⁻¹ s (1 − s·b), and for the whole profile, w = 1, exactly
/// b' − b = A⁻¹ s (1 − s·b) / (1 + sᵀ A⁻¹ s).
/// </para>
/// <para>
/// What is to rise is the sum of σ((score of t − tenth best score) / T) over the known users: a smooth count of the
/// lists that t is in. Its gradient by the scores weights the users; m = Σ weight x is their mean, and what a filling
/// brings is m·(b' − b). Items are chosen one after the other, each the one with which that is largest: the profile
/// stays one of 0 and 1. After each profile A⁻¹ is that of the poisoned data; eight times the users are weighted anew.
/// A profile may choose from half of the items, drawn at random, so that profiles differ.
/// </para>
/// <para>The idea is that of Li, Wang, Singh and Vorobeychik 2016, Data Poisoning Attacks on Factorization-Based
/// Collaborative Filtering; for EASE the implicit derivative is this short.</para>
/// </remarks>
/// <param name="ridge">λ of the recommender that is attacked.</param>
internal sealed class GradientAttack(double ridge = 300) : ShillingAttack
{
    private const int Rounds = 8, Top = 10;

    /// <inheritdoc/>
    public override string Name => "gradient";

    /// <inheritdoc/>
    public override string Description =>
        "the target among items chosen by the gradient of EASE (after Li, Wang, Singh and Vorobeychik 2016)";

    /// <inheritdoc/>
    private protected override IEnumerable<int[]> CreateProfiles(
        KnownProfiles known, IReadOnlyList<int> targets, int count, RandomStream random)
    {
        int[][] profiles = new int[count][];
        var inverse = RidgeInverse.Fit(known.Profiles, ridge);
        int round = Math.Max(1, (count + Rounds - 1) / Rounds);
        double[][] means = new double[targets.Count][];
        for (int profile = 0; profile < count; profile++)
        {
            if (profile % round == 0)
            {
                means = new NearLists(known.Profiles, inverse.ToEase(), Top).WeightedMeans(targets);
            }
            int place = profile % targets.Count;
            var filling = new FillingChoice(inverse, targets[place], means[place]);
            RandomStream own = random.Fork(profile);
            profiles[profile] = filling.Choose(known.DrawLength(own.Fork(0)), Allow(known.Counts.Length, own.Fork(1)));
            inverse.Add(profiles[profile]);
        }
        return profiles;
    }

    /// <summary>One profile is made by going on from all before it.</summary>
    private protected override int[] CreateProfile(KnownProfiles known, int target, RandomStream random) =>
        throw new NotSupportedException();

    private static bool[] Allow(int items, RandomStream random)
    {
        bool[] allowed = new bool[items];
        for (int item = 0; item < items; item++)
        {
            allowed[item] = random.Uniform((ulong)item) < 0.5f;
        }
        return allowed;
    }
}
