using System.Runtime.InteropServices;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Certificates;

/// <summary>
/// How many clicks can be added to a profile, or hidden from it, so that EASE lists the item all the same, whichever
/// clicks they are.
/// </summary>
/// <remarks>
/// <para>
/// The scores are linear: with the items S added, item i gains on h exactly Σ over S of B[j, i] − B[j, h], and the k
/// items for which that is most are found by a sort. So it is exact for each i whether any k clicks bring it above h.
/// An item falls out of a list of K when K others stand above it. Those need not have the same worst clicks: that h
/// stays is certain where this says so, and where it doesn't, it may stay all the same. For one click all clicks are
/// tried, and the answer is exact.
/// </para>
/// <para>
/// A click on h itself is none: who has clicked an item is not recommended it. An item that is hidden may be listed
/// again, and so competes. Equal scores count against h, and so do differences below the rounding of single precision.
/// </para>
/// </remarks>
public static class ClickCertificate
{
    private const double Rounding = 1e-6;

    /// <summary>Clicks that are added.</summary>
    /// <param name="ease">The recommender.</param>
    /// <param name="data">What is known, and one hidden item a user.</param>
    /// <param name="most">The most clicks that are asked for, at least 1.</param>
    /// <param name="top">The length of a list.</param>
    /// <exception cref="ArgumentException">A user has no hidden item or several, or the items are others.</exception>
    public static CertifiedHits Added(Ease ease, HiddenItems data, int most, int top = 10) =>
        Run(ease, data, most, top, areAdded: true);

    /// <summary>Clicks that are hidden.</summary>
    /// <inheritdoc cref="Added"/>
    public static CertifiedHits Hidden(Ease ease, HiddenItems data, int most, int top = 10) =>
        Run(ease, data, most, top, areAdded: false);

    private static CertifiedHits Run(Ease ease, HiddenItems data, int most, int top, bool areAdded)
    {
        ArgumentNullException.ThrowIfNull(ease);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        int[] hidden = Competitors.SingleHidden(data, ease.Items, top);
        var job = new Job(ease.Weights, data.Known, hidden, most, top, areAdded);
        WorkerPool.Run(job, hidden.Length);
        return new CertifiedHits(job.Radii);
    }

    private sealed class Job(
        Matrix weights, Profiles known, int[] hidden, int most, int top, bool areAdded) : ParallelJob
    {
        public readonly int[] Radii = new int[hidden.Length];

        protected override void Run(int part)
        {
            (int[] profile, int item) = (known[part].ToArray(), hidden[part]);
            int[] clicks = areAdded
                ? [.. Enumerable.Range(0, weights.Rows).Where(i => i != item && Array.IndexOf(profile, i) < 0)]
                : profile;
            double[] scores = new double[weights.Rows];
            foreach (int click in profile)
            {
                for (int i = 0; i < scores.Length; i++)
                {
                    scores[i] += weights[click, i];
                }
            }
            List<int> radii = [];
            for (int i = 0; i < scores.Length; i++)
            {
                bool isKnown = Array.IndexOf(profile, i) >= 0;
                if (i != item && !(isKnown && areAdded))
                {
                    radii.Add(RadiusOf(i, item, scores[i] - scores[item], clicks, isKnown));
                }
            }
            int radius = Competitors.RadiusOfPlace(CollectionsMarshal.AsSpan(radii), top, most);
            Radii[part] = radius == 0 && WithstandsAny(item, scores, profile, clicks) ? 1 : radius;
        }

        /// <summary>The most clicks of which none bring item i as far as the other.</summary>
        /// <param name="i">The item.</param>
        /// <param name="item">The other, h.</param>
        /// <param name="ahead">How much i is ahead of h.</param>
        /// <param name="clicks">What may be added or hidden.</param>
        /// <param name="isKnown">Whether i is in the profile: then it competes only once it is hidden itself.</param>
        private int RadiusOf(int i, int item, double ahead, int[] clicks, bool isKnown)
        {
            if (ahead >= -Rounding && !isKnown)
            {
                return -1;
            }
            double sign = areAdded ? 1 : -1;
            double[] gains = [.. clicks.Where(j => j != i).Select(j => sign * (weights[j, i] - weights[j, item]))];
            Array.Sort(gains, (a, b) => b.CompareTo(a));
            int used = 0;
            if (isKnown)
            {
                ahead += weights[i, item]; // h loses what i gave it; i gives itself nothing
                used = 1;
            }
            while (used <= most && ahead < -Rounding)
            {
                int next = used - (isKnown ? 1 : 0);
                if (next >= gains.Length || gains[next] <= 0)
                {
                    return most;
                }
                ahead += gains[next];
                used++;
            }
            return Math.Min(most, used - 1);
        }

        /// <summary>Whether h stays in the list whichever one click is changed, by trying them all.</summary>
        private bool WithstandsAny(int item, double[] scores, int[] profile, int[] clicks)
        {
            double sign = areAdded ? 1 : -1;
            foreach (int click in clicks)
            {
                double own = scores[item] + (sign * weights[click, item]);
                int above = 0;
                for (int i = 0; i < scores.Length; i++)
                {
                    bool mayBeListed = areAdded ? i != click && Array.IndexOf(profile, i) < 0
                        : i == click || Array.IndexOf(profile, i) < 0;
                    double score = scores[i] + (sign * weights[click, i]);
                    above += i != item && mayBeListed && score >= own - Rounding ? 1 : 0;
                }
                if (above >= top)
                {
                    return false;
                }
            }
            return true;
        }
    }
}
