namespace Scratch.Adversarial.Training;

/// <summary>The best value of one figure so far.</summary>
internal sealed class Monitor
{
    private static readonly string[] HigherIsBetter = ["accuracy", "precision", "recall", "f1"];

    private readonly string _metric;
    private readonly double _minDelta;
    private int _index = -1;

    /// <summary>Watches a figure.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="goal">Null: the higher one is better for accuracies, precision, recall and F1, the lower for
    /// everything else.</param>
    /// <param name="minDelta">The smallest difference that counts as better.</param>
    public Monitor(string metric, Goal? goal, double minDelta)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        ArgumentOutOfRangeException.ThrowIfNegative(minDelta);
        (_metric, _minDelta) = (metric, minDelta);
        Goal = goal ?? (HigherIsBetter.Any(name => metric.EndsWith(name, StringComparison.OrdinalIgnoreCase))
            ? Goal.Highest : Goal.Lowest);
        Forget();
    }

    public Goal Goal { get; }

    public double Best { get; set; }

    /// <summary>Nothing is the best so far.</summary>
    public void Forget() => Best = Goal == Goal.Highest ? double.NegativeInfinity : double.PositiveInfinity;

    /// <exception cref="ArgumentException">The training has no figure of that name.</exception>
    public void Begin(TrainingPlan plan)
    {
        _index = plan.EpochMetrics.IndexOf(_metric);
        if (_index < 0)
        {
            throw new ArgumentException(
                $"Stage {plan.Stage} has no figure '{_metric}'; it has {string.Join(", ", plan.EpochMetrics)}.");
        }
    }

    /// <summary>The figure's value among those of an epoch.</summary>
    public double ValueOf(ReadOnlySpan<double> means) => means[_index];

    /// <summary>True if a value is better than another by more than the smallest difference that counts.</summary>
    public bool IsBetter(double value, double than) =>
        Goal == Goal.Highest ? value - _minDelta > than : value + _minDelta < than;

    /// <summary>Takes a value, and says whether it is the best so far.</summary>
    public bool Improves(double value)
    {
        if (!IsBetter(value, Best))
        {
            return false;
        }
        Best = value;
        return true;
    }
}

file static class ListExtensions
{
    public static int IndexOf(this IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }
        return -1;
    }
}
