namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>Which of two values of a figure is the better one.</summary>
public enum Goal
{
    /// <summary>The higher for accuracies, precision, recall and F1; the lower for everything else.</summary>
    Automatic,

    /// <summary>The lower one.</summary>
    Lowest,

    /// <summary>The higher one.</summary>
    Highest,
}

/// <summary>The best value of one figure so far.</summary>
internal sealed class Monitor
{
    private static readonly string[] HigherIsBetter = ["accuracy", "precision", "recall", "f1"];

    private readonly string _metric;
    private readonly bool _highest;
    private readonly double _minDelta;
    private int _index = -1;

    public Monitor(string metric, Goal goal, double minDelta)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        ArgumentOutOfRangeException.ThrowIfNegative(minDelta);
        (_metric, _minDelta) = (metric, minDelta);
        _highest = goal == Goal.Highest
            || (goal == Goal.Automatic && HigherIsBetter.Any(name => metric.EndsWith(name, StringComparison.OrdinalIgnoreCase)));
        Forget();
    }

    public double Best { get; set; }

    /// <summary>Nothing is the best so far.</summary>
    public void Forget() => Best = _highest ? double.NegativeInfinity : double.PositiveInfinity;

    /// <exception cref="ArgumentException">The training has no figure of that name.</exception>
    public void Begin(TrainingPlan plan)
    {
        _index = plan.EpochMetrics.IndexOf(_metric);
        if (_index < 0)
        {
            throw new ArgumentException($"Stage {plan.Stage} has no figure '{_metric}'; it has {string.Join(", ", plan.EpochMetrics)}.");
        }
    }

    /// <summary>The figure's value among those of an epoch.</summary>
    public double ValueOf(ReadOnlySpan<double> means) => means[_index];

    /// <summary>True if a value is better than another by more than the smallest difference that counts.</summary>
    public bool IsBetter(double value, double than) => _highest ? value - _minDelta > than : value + _minDelta < than;

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
