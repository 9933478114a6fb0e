using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>How near items are to the lists of users: whom an attacker has to win.</summary>
/// <param name="profiles">The users.</param>
/// <param name="recommender">Who makes the lists.</param>
/// <param name="top">How long they are.</param>
internal sealed class NearLists(Profiles profiles, IRecommender recommender, int top)
{
    private const int MostUsers = 2048; // as many say where the rest lies, too

    /// <summary>
    /// For each target Σ σ'((its score − the worst of the list) / T) / T · x over the users that don't have it, divided
    /// by their number; T is the mean score of a list's last place.
    /// Of many users 2,048 are looked at, evenly spread.
    /// </summary>
    public double[][] WeightedMeans(IReadOnlyList<int> targets)
    {
        int step = Math.Max(1, profiles.Users / MostUsers);
        int[] users = [.. Enumerable.Range(0, Math.Min(MostUsers, profiles.Users)).Select(i => i * step)];
        Matrix scores = Matrix.Allocate(users.Length, profiles.Items);
        recommender.Score(profiles, users, scores);
        float[] last = [.. users.Select((user, i) => LastOfList(scores.Row(i), profiles[user]))];
        double temperature = Math.Max(last.Average(), 1e-6);
        double[][] means = [.. targets.Select(_ => new double[profiles.Items])];
        for (int i = 0; i < users.Length; i++)
        {
            ReadOnlySpan<int> profile = profiles[users[i]];
            for (int place = 0; place < targets.Count; place++)
            {
                if (!profile.Contains(targets[place]))
                {
                    double sigmoid = 1 / (1 + Math.Exp((last[i] - scores[i, targets[place]]) / temperature));
                    foreach (int item in profile)
                    {
                        means[place][item] += sigmoid * (1 - sigmoid) / temperature / users.Length;
                    }
                }
            }
        }
        return means;
    }

    /// <summary>The score of a list's last place.</summary>
    private float LastOfList(ReadOnlySpan<float> scores, ReadOnlySpan<int> profile)
    {
        float[] open = scores.ToArray();
        foreach (int item in profile)
        {
            open[item] = float.NegativeInfinity;
        }
        int[] best = RankingEvaluator.Best(open, top);
        return best.Length == 0 ? 0 : open[best[^1]];
    }
}
