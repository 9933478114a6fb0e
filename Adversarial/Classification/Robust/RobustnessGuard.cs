namespace Scratch.Adversarial.Classification.Robust;

/// <summary>A fall of the accuracy under the probe.</summary>
/// <param name="Epoch">Where it was seen, from 0.</param>
/// <param name="Accuracy">Under the probe, then.</param>
/// <param name="BestEpoch">The epoch that was best before.</param>
/// <param name="BestAccuracy">Under the probe, there.</param>
public sealed record RobustnessDrop(int Epoch, double Accuracy, int BestEpoch, double BestAccuracy);

/// <summary>
/// Sees a classifier lose its robustness while it trains, by the <see cref="RobustProbe"/> of every epoch, and does
/// something about it. Fast training does so within an epoch, and its own figures stay good: the classifier has learned
/// to mislead the one step of its attack (catastrophic overfitting, Wong et al. 2020, section 5.4).
/// </summary>
/// <remarks>
/// List it behind <see cref="WeightAveraging"/>, so that it keeps and restores the weights themselves.
/// </remarks>
/// <param name="options">When and what.</param>
/// <param name="average">The average of the same training, which goes back with the networks; null for none.</param>
/// <param name="useSteps">Gives the training's attack so many steps, such as <see cref="RobustStep.UseSteps"/>; null
/// where it can't.</param>
/// <param name="ownSteps">The steps of that attack as it is, at least 1, so that a strengthened one has more.</param>
/// <param name="warn">Told of every fall in a sentence; null for nobody.</param>
public sealed class RobustnessGuard(
    ProbeOptions options, WeightAveraging? average = null, Action<int>? useSteps = null, int ownSteps = 1,
    Action<string>? warn = null)
    : TrainingCallback
{
    private const int MostStrengthened = 4; // times the first strengthened steps

    private readonly List<RobustnessDrop> _falls = [];
    private readonly LearnerCopy _copy = new(average);
    private TrainingPlan? _plan;
    private double _best;
    private int _bestEpoch;
    private int _steps;
    private bool _ends;
    private Verdict _verdict;

    private enum Verdict
    {
        Neither,
        Best,
        Fallen,
    }

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<RobustnessDrop> Falls => _falls;

    /// <inheritdoc/>
    public override bool ShouldStop => _ends;

    private int FirstSteps => Math.Max(options.StrongerSteps, 2 * ownSteps);

    private int NextSteps => _steps == 0 ? FirstSteps : 2 * _steps;

    /// <summary>
    /// Whether a fall is the last: an attack with many steps is not misled, so that more of them would cost much and
    /// mend nothing.
    /// </summary>
    private bool EndsNow => options.Action == DropAction.Stop || NextSteps > MostStrengthened * FirstSteps;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The training has no probe, or an attack that can't be strengthened though it
    /// is to be, or an option is out of its range.</exception>
    public override void OnStart(TrainingPlan plan)
    {
        options.Validate();
        if (!plan.EpochMetrics.Contains(RobustProbe.Figure))
        {
            throw new ArgumentException(
                $"Stage {plan.Stage} has no figure '{RobustProbe.Figure}': the guard needs a {nameof(RobustProbe)} as "
                + "its validation.");
        }
        if (options.Action == DropAction.Strengthen && useSteps is null)
        {
            throw new ArgumentException(
                $"Stage {plan.Stage} has no attack whose steps could grow; expected another action of its probe.");
        }
        (_plan, _best, _bestEpoch, _steps, _ends, _verdict) =
            (plan, double.NegativeInfinity, -1, 0, false, Verdict.Neither);
        _copy.Begin(plan.Learners);
        _falls.Clear();
    }

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        double accuracy = means[_plan!.EpochMetrics.ToList().IndexOf(RobustProbe.Figure)];
        _verdict = accuracy > _best ? Verdict.Best : accuracy < _best - options.LargestDrop ? Verdict.Fallen
            : Verdict.Neither;
        if (_verdict == Verdict.Fallen)
        {
            _falls.Add(new RobustnessDrop(epoch, accuracy, _bestEpoch, _best));
            warn?.Invoke(Describe(_falls[^1]));
        }
        if (_verdict == Verdict.Best || (_verdict == Verdict.Fallen && options.Action == DropAction.Warn))
        {
            (_best, _bestEpoch) = (accuracy, epoch); // of a fall, so that it is told once
        }
    }

    /// <summary>Acts when the average is out of the networks again.</summary>
    public override void OnEpochEnded()
    {
        if (_verdict == Verdict.Best && options.Action != DropAction.Warn)
        {
            _copy.Take();
        }
        else if (_verdict == Verdict.Fallen && options.Action != DropAction.Warn)
        {
            _copy.PutBack();
            _ends = EndsNow;
            Strengthen(_ends ? 0 : NextSteps);
        }
        _verdict = Verdict.Neither;
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        state.Write("state", [_best, _bestEpoch, _steps, _ends ? 1 : 0]);
        state.Write("falls",
            [.. _falls.SelectMany(fall => (double[])[fall.Epoch, fall.Accuracy, fall.BestEpoch, fall.BestAccuracy])]);
        _copy.Save(state.Scope("copy"));
    }

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        double[] saved = state.ReadDoubles("state", 4);
        (_best, _bestEpoch, _ends) = (saved[0], (int)saved[1], saved[3] != 0);
        Strengthen((int)saved[2]);
        _falls.Clear();
        double[] falls = state.ReadDoubles("falls");
        _falls.AddRange((falls.Length % 4 == 0 ? falls : throw state.Wrong("falls", "has not four numbers each"))
            .Chunk(4)
            .Select(f => new RobustnessDrop((int)f[0], f[1], (int)f[2], f[3])));
        _copy.Restore(state.Scope("copy"));
    }

    private void Strengthen(int steps)
    {
        _steps = steps;
        if (steps > 0)
        {
            useSteps?.Invoke(steps);
        }
    }

    private string Describe(RobustnessDrop fall)
    {
        string before = string.Create(
            CultureInfo.InvariantCulture,
            $"from {fall.BestAccuracy:0.0 %} (epoch {fall.BestEpoch + 1}) to {fall.Accuracy:0.0 %}");
        string after = options.Action == DropAction.Warn
            ? "The training goes on as it was; what comes of it may be robust to its own attack alone."
            : EndsNow || fall.Epoch + 1 == _plan!.Epochs
                ? $"The training ended with the weights of epoch {fall.BestEpoch + 1}."
            : $"The training goes on from epoch {fall.BestEpoch + 1} with {NextSteps} steps of its attack.";
        return $"Stage {_plan!.Stage}, epoch {fall.Epoch + 1}: the accuracy under the probe's attack fell {before}. "
            + $"{after}";
    }
}
