namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>Writes a TensorBoard event file of scalars, tagged <c>stage/metric</c>.</summary>
/// <remarks>
/// The clock's time is in every event, so unlike the other logs it differs from run to run. Keras's twin can also draw
/// graphs, histograms and profiles; this one has what every kind of training has: its figures.
/// </remarks>
public sealed class TensorBoardWriter : TrainingCallback
{
    private readonly LogStream _log;
    private readonly TimeProvider _clock;
    private TrainingPlan? _plan;
    private long _steps;

    /// <summary>
    /// Writes to a stream that is empty, or on a resume has what was written before. The caller owns it.
    /// </summary>
    /// <param name="stream">It can be written, and to be resumed also cut.</param>
    /// <param name="clock">The events' times; the system's if not given.</param>
    public TensorBoardWriter(Stream stream, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (_log, _clock) = (new LogStream(stream), clock ?? TimeProvider.System);
        if (_log.IsEmpty)
        {
            _log.Write(TensorBoardEvent.Header(Now));
        }
    }

    /// <summary>Writes the figures of every so many updates, too; null for those of the epochs alone.</summary>
    public long? EverySteps { get; init; }

    private double Now => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>A name that TensorBoard looks for in the folder it is given.</summary>
    public static string FileName(DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture,
            $"events.out.tfevents.{time.ToUnixTimeSeconds()}.{Environment.MachineName}.{Environment.ProcessId}");

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(EverySteps ?? 1, 1);
        (_plan, _steps) = (plan, 0);
    }

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        _steps = context.Step + 1;
        if (EverySteps is { } every && _steps % every == 0)
        {
            for (int i = 0; i < metrics.Length; i++)
            {
                Write($"{_plan!.Stage}/{_plan.Metrics[i]}", metrics[i]);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        for (int i = 0; i < means.Length; i++)
        {
            Write($"{_plan!.Stage}/epoch_{_plan.EpochMetrics[i]}", (float)means[i]);
        }
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        _log.Save(state);
        state.Write("steps", _steps);
    }

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        _log.Restore(state);
        _steps = state.ReadLong("steps");
    }

    private void Write(string tag, float value) => _log.Write(TensorBoardEvent.Scalar(Now, _steps, tag, value));
}
