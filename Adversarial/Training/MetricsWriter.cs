using System.Globalization;

namespace Scratch.Adversarial.Training;

/// <summary>Writes <c>metrics.csv</c>: step, stage, name, value. Each value is a mean over some updates, so that curves are readable.</summary>
/// <remarks>Nothing that depends on the clock is in it: two runs with the same seed write the same bytes.</remarks>
public sealed class MetricsWriter : TrainingCallback
{
    private const int StepsOfWindow = 20;

    private readonly TextWriter _writer;
    private readonly List<MetricsRow> _rows = [];
    private TrainingPlan? _plan;
    private double[] _sums = [];
    private int _stepsInWindow;

    /// <summary>Writes to <paramref name="writer"/>, which the caller owns; the header first.</summary>
    public MetricsWriter(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writer = writer;
        _writer.Write("step,stage,name,value\n");
    }

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<MetricsRow> Rows => _rows;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        _plan = plan;
        _sums = new double[plan.Metrics.Count];
        _stepsInWindow = 0;
    }

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        for (int i = 0; i < metrics.Length; i++)
        {
            _sums[i] += metrics[i];
        }
        _stepsInWindow++;
        if (_stepsInWindow == StepsOfWindow || context.Step + 1 == context.TotalSteps)
        {
            for (int i = 0; i < metrics.Length; i++)
            {
                Write(context.Step + 1, _plan!.Stage, _plan.Metrics[i], _sums[i] / _stepsInWindow);
                _sums[i] = 0;
            }
            _stepsInWindow = 0;
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
        _writer.Write(string.Create(CultureInfo.InvariantCulture, $"{step},{stage},{name},{value:R}\n"));
    }
}

/// <summary>One line of <c>metrics.csv</c>.</summary>
/// <param name="Step">Updates before it was taken.</param>
/// <param name="Stage">The stage of the run.</param>
/// <param name="Name">What the figure is.</param>
/// <param name="Value">The figure.</param>
public readonly record struct MetricsRow(long Step, string Stage, string Name, double Value);
