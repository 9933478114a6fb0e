using Scratch.Adversarial.Domains.Behaviour.Ranking;

namespace Scratch.Adversarial.Domains.Behaviour.Certificates;

/// <summary>
/// How many users may be injected, changed or taken out of the training data so that a vote of parts lists the item all
/// the same, whatever is in their profiles.
/// </summary>
/// <remarks>
/// k users move at most k parts, and what these vote may be anything. For the hidden item h and another, i, a moved
/// part p gives i at most 255 − v_p(i) more and h v_p(h) less: i can come to stand above h, or equal to it, exactly if
/// V(i) − V(h) and the k largest of these sums together are at least 0. An item falls out of a list of K when K
/// others do. They need not all do so by moving the same parts: that h stays is certain where this says so. In the form
/// with lists and without pairs this is Levine and Feizi's 2021.
/// </remarks>
public static class PartitionCertificate
{
    private const int UsersAtOnce = 64;

    /// <summary>Certifies hits of a vote.</summary>
    /// <param name="vote">The vote.</param>
    /// <param name="data">What is known, and one hidden item a user.</param>
    /// <param name="most">The most users that are asked for, at least 1.</param>
    /// <param name="top">The length of a list.</param>
    /// <exception cref="ArgumentException">A user has no hidden item or several, or the items are others.</exception>
    public static CertifiedHits Certify(PartitionVote vote, HiddenItems data, int most, int top = 10)
    {
        ArgumentNullException.ThrowIfNull(vote);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        int[] hidden = Competitors.SingleHidden(data, vote.Items, top);
        int[] radii = new int[hidden.Length];
        for (int first = 0; first < hidden.Length; first += UsersAtOnce)
        {
            int[] users = [.. Enumerable.Range(first, Math.Min(UsersAtOnce, hidden.Length - first))];
            var job = new Job(vote.Vote(data.Known, users), data.Known, hidden, first, radii, most, top);
            WorkerPool.Run(job, users.Length);
        }
        return new CertifiedHits(radii);
    }

    private sealed class Job(
        byte[][] votes, Profiles known, int[] hidden, int first, int[] radii, int most, int top) : ParallelJob
    {
        protected override void Run(int part)
        {
            (int user, int items) = (first + part, known.Items);
            int item = hidden[user];
            int[] sums = new int[items], ofItem = new int[votes.Length], counts = new int[(2 * PartitionVote.Full) + 1];
            for (int p = 0; p < votes.Length; p++)
            {
                ReadOnlySpan<byte> own = votes[p].AsSpan(part * items, items);
                ofItem[p] = own[item];
                for (int i = 0; i < items; i++)
                {
                    sums[i] += own[i];
                }
            }
            int[] others = new int[items];
            int count = 0;
            for (int i = 0; i < items; i++)
            {
                if (i != item && !known[user].Contains(i))
                {
                    others[count++] = RadiusOf(i, sums[i] - sums[item], part * items, ofItem, counts);
                }
            }
            radii[user] = Competitors.RadiusOfPlace(others.AsSpan(0, count), top, most);
        }

        /// <summary>The most moved parts with which item i still stands below: the largest gains come first.</summary>
        private int RadiusOf(int i, int ahead, int start, int[] ofItem, int[] counts)
        {
            if (ahead >= 0)
            {
                return -1;
            }
            if (ahead + (2L * PartitionVote.Full * most) < 0)
            {
                return most;
            }
            Array.Clear(counts);
            for (int p = 0; p < ofItem.Length; p++)
            {
                counts[PartitionVote.Full - votes[p][start + i] + ofItem[p]]++;
            }
            int moved = 0;
            for (int gain = counts.Length - 1; gain > 0; gain--)
            {
                for (int n = counts[gain]; n > 0; n--)
                {
                    ahead += gain;
                    if (ahead >= 0)
                    {
                        return Math.Min(most, moved);
                    }
                    moved++;
                }
            }
            return most;
        }
    }
}
