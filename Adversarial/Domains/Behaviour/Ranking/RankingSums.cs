namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>Adds up what the lists of users come to.</summary>
/// <param name="items">The number of items.</param>
/// <param name="top">The length of a list.</param>
/// <param name="training">The users of training; null if they aren't known.</param>
internal sealed class RankingSums(int items, int top, ItemUsers? training)
{
    private readonly int[] _listed = new int[items];
    private readonly PopularityBins? _bins = training is null ? null : new PopularityBins(training);
    private int _users;
    private double _hits, _gain, _reciprocal, _recall;
    private double _distance, _novelty;
    private int _lists, _places; // that distances and novelties were taken of

    /// <summary>Adds a user.</summary>
    /// <param name="scores">Of all items; −∞ for those of the profile.</param>
    /// <param name="hidden">What is to be found; not empty.</param>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<int> hidden)
    {
        int[] list = RankingEvaluator.Best(scores, top);
        foreach (int item in list)
        {
            _listed[item]++;
            _novelty += training?.Novelty(item) ?? 0;
            _places++;
        }
        if (training?.Distance(list) is { } distance)
        {
            _distance += distance;
            _lists++;
        }
        (double gain, double most, double best) = (0, 0, double.PositiveInfinity);
        (int found, int place) = (0, 0);
        foreach (int item in hidden)
        {
            double rank = RankingEvaluator.RankOf(scores, item);
            bool isFound = rank <= top;
            found += isFound ? 1 : 0;
            gain += isFound ? 1 / Math.Log2(1 + rank) : 0;
            best = Math.Min(best, rank);
            place++;
            most += place <= top ? 1 / Math.Log2(1 + place) : 0;
            _bins?.Add(item, isFound);
        }
        _users++;
        _hits += found > 0 ? 1 : 0;
        _gain += most > 0 ? gain / most : 0;
        _reciprocal += 1 / best;
        _recall += hidden.IsEmpty ? 0 : (double)found / hidden.Length;
    }

    /// <summary>The means of all that were added.</summary>
    public RankingFigures ToFigures()
    {
        var exposure = new ExposureCounts(_listed);
        return new RankingFigures
        {
            Users = _users,
            Top = top,
            HitRate = _hits / _users,
            Ndcg = _gain / _users,
            Coverage = exposure.Coverage,
            ReciprocalRank = _reciprocal / _users,
            Recall = _recall / _users,
            Gini = exposure.Gini,
            IntraListDistance = training is null || _lists == 0 ? null : _distance / _lists,
            Novelty = training is null || _places == 0 ? null : _novelty / _places,
            ByPopularity = _bins?.ToFigures() ?? [],
            Exposure = exposure.LorenzCurve(),
        };
    }
}
