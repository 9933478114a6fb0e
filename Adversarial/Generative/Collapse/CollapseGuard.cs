namespace Scratch.Adversarial.Generative.Collapse;

/// <summary>What a guard saw.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Figures">Which figure was out of its range, such as <c>diversity 0.03</c>.</param>
/// <param name="Action">What was done.</param>
public sealed record CollapseEvent(int Epoch, string Figures, CollapseAction Action);

/// <summary>
/// Sees a generator collapse, by the <see cref="SampleFigures"/> of every epoch, and does something about it.
/// </summary>
/// <remarks>
/// A generator that starts from nothing is not well yet: the guard waits for the first epoch that is, and only a fall
/// from there is a collapse. List it behind <see cref="WeightAveraging"/>, so that it keeps and restores the weights
/// themselves.
/// </remarks>
/// <param name="options">When and what.</param>
/// <param name="average">The average of the same training, which is rolled back with the networks; null for
/// none.</param>
public sealed class CollapseGuard(CollapseOptions options, WeightAveraging? average = null) : TrainingCallback
{
    private readonly List<CollapseEvent> _events = [];
    private readonly LearnerCopy _copy = new(average);
    private TrainingPlan? _plan;
    private float _rateFactor = 1;
    private bool _wasWell;
    private bool? _isWell;

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<CollapseEvent> Events => _events;

    /// <summary>Whether there was an epoch in which the generator was well; the guard does nothing before.</summary>
    public bool WasWell => _wasWell;

    /// <inheritdoc/>
    public override float RateFactor => _rateFactor;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The training's validation has no figure to see a collapse by, or an option
    /// is out of its range.</exception>
    public override void OnStart(TrainingPlan plan)
    {
        options.Validate();
        if (!plan.EpochMetrics.Contains(SampleFigures.Diversity))
        {
            throw new ArgumentException(
                $"Stage {plan.Stage} has no figure '{SampleFigures.Diversity}': the guard needs "
                + $"{nameof(SampleFigures)} as its validation.");
        }
        (_plan, _rateFactor, _wasWell, _isWell) = (plan, 1, false, null);
        _copy.Begin(plan.Learners);
        _events.Clear();
    }

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        List<string> wrong = FindWrong(means);
        _isWell = wrong.Count == 0;
        if (wrong.Count > 0 && _wasWell)
        {
            _events.Add(new CollapseEvent(epoch, string.Join(", ", wrong), options.Action));
        }
    }

    /// <summary>Acts when the averages are out of the networks again.</summary>
    public override void OnEpochEnded()
    {
        if (_isWell == true)
        {
            _wasWell = true;
            if (options.Action == CollapseAction.RollBack)
            {
                _copy.Take();
            }
        }
        else if (_isWell == false && _wasWell && options.Action != CollapseAction.Warn)
        {
            _rateFactor *= options.RateFactor;
            if (options.Action == CollapseAction.RollBack)
            {
                _copy.PutBack();
            }
        }
        _isWell = null;
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        state.Write("state", [_rateFactor, _wasWell ? 1 : 0, _events.Count]);
        for (int i = 0; i < _events.Count; i++)
        {
            state.Write($"event{i}", string.Create(
                CultureInfo.InvariantCulture, $"{_events[i].Epoch} {(int)_events[i].Action} {_events[i].Figures}"));
        }
        _copy.Save(state.Scope("kept"));
    }

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        double[] saved = state.ReadDoubles("state", 3);
        (_rateFactor, _wasWell) = ((float)saved[0], saved[1] != 0);
        _events.Clear();
        for (int i = 0; i < (int)saved[2]; i++)
        {
            _events.Add(state.ReadText($"event{i}").Split(' ', 3) is [string epoch, string action, string figures]
                && int.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out int inEpoch)
                && int.TryParse(action, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                    ? new CollapseEvent(inEpoch, figures, (CollapseAction)number)
                    : throw state.Wrong($"event{i}", "is no epoch, action and figures"));
        }
        _copy.Restore(state.Scope("kept"));
    }

    private List<string> FindWrong(ReadOnlySpan<double> means)
    {
        var wrong = new List<string>();
        for (int i = 0; i < means.Length; i++)
        {
            string name = _plan!.EpochMetrics[i];
            bool isWrong = name switch
            {
                SampleFigures.Diversity => !(means[i] >= options.SmallestDiversity),
                SampleFigures.Modes => means[i] < options.FewestModes,
                SampleFigures.Saturation => means[i] > options.HighestSaturation,
                _ => false,
            };
            if (isWrong)
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {means[i]:0.###}"));
            }
        }
        return wrong;
    }
}
