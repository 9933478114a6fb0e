using System.Buffers;

namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// Writes one JSON object a line: <c>{"of":"epoch","stage":"classifier","epoch":0,"step":140,"loss":0.3}</c>.
/// </summary>
public sealed class JsonLinesWriter : TrainingCallback
{
    private readonly LogStream _log;
    private TrainingPlan? _plan;
    private long _steps;

    /// <summary>
    /// Writes to a stream that is empty, or on a resume has what was written before. The caller owns it.
    /// </summary>
    public JsonLinesWriter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _log = new LogStream(stream);
    }

    /// <summary>Writes the figures of every so many updates, too; null for those of the epochs alone.</summary>
    public long? EverySteps { get; init; }

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
            Write("update", context.Epoch, _plan!.Metrics, [.. metrics.ToArray().Select(value => (double)value)]);
        }
    }

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means) =>
        Write("epoch", epoch, _plan!.EpochMetrics, means.ToArray());

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

    private void Write(string of, int epoch, IReadOnlyList<string> names, double[] values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("of", of);
            json.WriteString("stage", _plan!.Stage);
            json.WriteNumber("epoch", epoch);
            json.WriteNumber("step", _steps);
            for (int i = 0; i < values.Length; i++)
            {
                if (double.IsFinite(values[i]))
                {
                    json.WriteNumber(names[i], values[i]);
                }
                else
                {
                    json.WriteNull(names[i]); // JSON has no other word for it
                }
            }
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        _log.Write(buffer.WrittenSpan);
    }
}
