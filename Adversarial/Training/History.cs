namespace Scratch.Adversarial.Training;

/// <summary>The figures of one epoch.</summary>
/// <param name="Stage">The training.</param>
/// <param name="Epoch">From 0.</param>
/// <param name="Metrics">By name: the means over the epoch's examples, and those of the validation.</param>
public sealed record EpochFigures(string Stage, int Epoch, IReadOnlyDictionary<string, double> Metrics);

/// <summary>Remembers the figures of every epoch of every training.</summary>
public sealed class History : TrainingCallback
{
    private readonly List<EpochFigures> _epochs = [];
    private readonly List<string> _warnings = [];
    private TrainingPlan? _plan;

    /// <summary>All epochs, in order.</summary>
    public IReadOnlyList<EpochFigures> Epochs => _epochs;

    /// <summary>What someone should know of the trainings.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>One figure over the epochs of all trainings that have it.</summary>
    public IReadOnlyList<double> this[string metric] =>
        [.. _epochs.Where(e => e.Metrics.ContainsKey(metric)).Select(e => e.Metrics[metric])];

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan) => _plan = plan;

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means) =>
        Add(_plan!.Stage, epoch, _plan.EpochMetrics, means.ToArray());

    /// <inheritdoc/>
    public override void OnWarning(string message) => _warnings.Add(message);

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        state.Write("epochs", _epochs.Count);
        for (int i = 0; i < _epochs.Count; i++)
        {
            TrainingState own = state.Scope(i.ToString(CultureInfo.InvariantCulture));
            own.Write("stage", _epochs[i].Stage);
            own.Write("epoch", _epochs[i].Epoch);
            own.Write("names", string.Join('\n', _epochs[i].Metrics.Keys));
            own.Write("values", [.. _epochs[i].Metrics.Values]);
        }
    }

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        _epochs.Clear();
        for (long i = 0, count = state.ReadLong("epochs"); i < count; i++)
        {
            TrainingState own = state.Scope(i.ToString(CultureInfo.InvariantCulture));
            string[] names = [.. own.ReadText("names").Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()];
            Add(own.ReadText("stage"), (int)own.ReadLong("epoch"), names, own.ReadDoubles("values", names.Length));
        }
    }

    private void Add(string stage, int epoch, IReadOnlyList<string> names, double[] values) =>
        _epochs.Add(new EpochFigures(
            stage, epoch, new OrderedDictionary<string, double>(names.Zip(values, KeyValuePair.Create))));
}
