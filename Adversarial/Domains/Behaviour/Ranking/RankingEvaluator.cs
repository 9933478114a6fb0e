using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>Ranks all items that a user doesn't have, and looks where the hidden ones are.</summary>
/// <remarks>
/// No item is left out of the ranking but those of the profile (Krichene and Rendle 2020, On Sampled Metrics for Item
/// Recommendation). The rank of an item is 1 + the number of better ones + half of the number of equal ones: the mean
/// over all orders of what is equal. A list has the K best, of equal ones the first.
/// </remarks>
public static class RankingEvaluator
{
    private const int UsersAtOnce = 256;

    /// <summary>Measures a recommender.</summary>
    /// <param name="recommender">The recommender.</param>
    /// <param name="data">What is known and what is hidden.</param>
    /// <param name="top">The length of a list.</param>
    /// <param name="training">The users of training, for figures of distance, novelty and popularity; null for
    /// none.</param>
    public static RankingFigures Measure(
        IRecommender recommender, HiddenItems data, int top = 10, ItemUsers? training = null)
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(data);
        int users = data.Known.Users;
        Matrix scores = Matrix.Allocate(Math.Min(users, UsersAtOnce), recommender.Items);
        var sums = new RankingSums(recommender.Items, top, training);
        for (int first = 0; first < users; first += UsersAtOnce)
        {
            int[] some = [.. Enumerable.Range(first, Math.Min(UsersAtOnce, users - first))];
            recommender.Score(data.Known, some, scores.SliceRows(0, some.Length));
            for (int i = 0; i < some.Length; i++)
            {
                Span<float> row = scores.Row(i);
                foreach (int item in data.Known[some[i]])
                {
                    row[item] = float.NegativeInfinity;
                }
                sums.Add(row, data.Hidden[some[i]]);
            }
        }
        return sums.ToFigures();
    }

    /// <summary>1 + the number of better items + half of the number of equal ones.</summary>
    /// <param name="scores">The scores of all items; −∞ for those that are left out.</param>
    /// <param name="item">The item.</param>
    public static double RankOf(ReadOnlySpan<float> scores, int item)
    {
        (int better, int equal) = (0, -1);
        foreach (float score in scores)
        {
            better += score > scores[item] ? 1 : 0;
            equal += score == scores[item] ? 1 : 0;
        }
        return 1 + better + (equal / 2.0);
    }

    /// <summary>The best items, best first; of equal ones the first. Those at −∞ are left out.</summary>
    /// <param name="scores">The scores of all items.</param>
    /// <param name="count">The most that are wanted.</param>
    public static int[] Best(ReadOnlySpan<float> scores, int count)
    {
        var queue = new PriorityQueue<int, (float Score, int Place)>(count + 1); // the worst of the best first
        for (int item = 0; item < scores.Length; item++)
        {
            if (scores[item] > float.NegativeInfinity)
            {
                if (queue.Count < count)
                {
                    queue.Enqueue(item, (scores[item], -item));
                }
                else if (count > 0)
                {
                    queue.EnqueueDequeue(item, (scores[item], -item));
                }
            }
        }
        int[] best = new int[queue.Count];
        for (int i = best.Length - 1; i >= 0; i--)
        {
            best[i] = queue.Dequeue();
        }
        return best;
    }
}
