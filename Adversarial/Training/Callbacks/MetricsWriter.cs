namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// Writes <c>metrics.csv</c>: step, stage, name, value. Each value is a mean over the examples of some updates, so that
/// curves are readable.
/// </summary>
/// <remarks>
/// Nothing that depends on the clock is in it: two runs with the same seed write the same bytes, and so does one that
/// was resumed. Keras's CSVLogger writes a line for every epoch; this one is finer, and the same for every kind of
/// training.
/// </remarks>
public sealed class MetricsWriter : TrainingCallback
{
    private readonly LogStream _log;
    private readonly int _stepsOfWindow;
    private readonly List<MetricsRow> _rows = [];
    private TrainingPlan? _plan;
    private double[] _sums = [];
    private int _stepsInWindow;
    private long _examplesInWindow;
    private long _lastStep;

    /// <summary>
    /// Writes to a stream that is empty, or on a resume has what was written before; the header first.
    /// </summary>
    /// <param name="stream">It can be written, and to be resumed also read and cut. The caller owns it.</param>
    /// <param name="stepsOfWindow">How many updates a line is the mean of, at least 1; a training's last line has what
    /// is left.</param>
    public MetricsWriter(Stream stream, int stepsOfWindow = 20)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsOfWindow, 1);
        (_log, _stepsOfWindow) = (new LogStream(stream), stepsOfWindow);
        if (_log.IsEmpty)
        {
            _log.Write("step,stage,name,value\n");
        }
    }

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<MetricsRow> Rows => _rows;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        _plan = plan;
        _sums = new double[plan.Metrics.Count];
        (_stepsInWindow, _examplesInWindow) = (0, 0);
    }

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        for (int i = 0; i < metrics.Length; i++)
        {
            _sums[i] += (double)metrics[i] * context.Examples;
        }
        _stepsInWindow++;
        _examplesInWindow += context.Examples;
        _lastStep = context.Step + 1;
        if (_stepsInWindow == _stepsOfWindow)
        {
            WriteWindow();
        }
    }

    /// <summary>Writes the figures of the validation; those of the updates are written as they come.</summary>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        for (int i = _sums.Length; i < means.Length; i++)
        {
            Write(_lastStep, _plan!.Stage, _plan.EpochMetrics[i], means[i]);
        }
    }

    /// <inheritdoc/>
    public override void OnEnd()
    {
        if (_stepsInWindow > 0)
        {
            WriteWindow();
        }
    }

    /// <summary>Writes one figure.</summary>
    /// <param name="step">Updates before it was taken.</param>
    /// <param name="stage">The stage of the run.</param>
    /// <param name="name">What the figure is.</param>
    /// <param name="value">The figure.</param>
    public void Write(long step, string stage, string name, double value)
    {
        _rows.Add(new MetricsRow(step, stage, name, value));
        _log.Write(string.Create(CultureInfo.InvariantCulture, $"{step},{stage},{name},{value:R}\n"));
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        _log.Save(state);
        state.Write("sums", _sums);
        state.Write("stepsInWindow", _stepsInWindow);
        state.Write("examplesInWindow", _examplesInWindow);
        state.Write("lastStep", _lastStep);
    }

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        _log.Restore(state);
        _rows.Clear();
        _rows.AddRange(_log.ReadLines().Skip(1).Select(MetricsRow.Parse));
        _sums = state.ReadDoubles("sums", _plan?.Metrics.Count);
        (_stepsInWindow, _lastStep) = ((int)state.ReadLong("stepsInWindow"), state.ReadLong("lastStep"));
        _examplesInWindow = state.ReadLong("examplesInWindow");
    }

    private void WriteWindow()
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            Write(_lastStep, _plan!.Stage, _plan.Metrics[i], _sums[i] / _examplesInWindow);
            _sums[i] = 0;
        }
        (_stepsInWindow, _examplesInWindow) = (0, 0);
    }
}

/// <summary>One line of <c>metrics.csv</c>.</summary>
/// <param name="Step">Updates before it was taken.</param>
/// <param name="Stage">The stage of the run.</param>
/// <param name="Name">What the figure is.</param>
/// <param name="Value">The figure.</param>
public readonly record struct MetricsRow(long Step, string Stage, string Name, double Value)
{
    internal static MetricsRow Parse(string line)
    {
        string[] parts = line.Split(',');
        return parts.Length == 4
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            && double.TryParse(parts[3], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? new MetricsRow(step, parts[1], parts[2], value)
                : throw new InvalidDataException(
                    $"The metrics have the line '{line}'; expected step,stage,name,value.");
    }
}
