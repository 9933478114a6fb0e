namespace Scratch.Cli.Progress;

/// <summary>A plain line for every epoch, for logs and pipes.</summary>
internal sealed class ProgressLines(TextWriter writer) : TrainingCallback
{
    private TrainingPlan? _plan;
    private ExampleRate _rate = new();
    private int _firstEpoch = -1;

    public override void OnStart(TrainingPlan plan)
    {
        _plan = plan;
        _rate = new ExampleRate();
        _firstEpoch = -1;
    }

    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        _rate.Add(context.Rows.Length);
        // after a resume it is not 0, and the rate is that of what came since
        _firstEpoch = _firstEpoch < 0 ? context.Epoch : _firstEpoch;
    }

    public override void OnWarning(string message) => writer.WriteLine($"scratch: warning: {message}");

    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        TimeSpan left = _rate.TimeLeft(epoch + 1 - _firstEpoch, _plan!.Epochs - _firstEpoch);
        var line = new System.Text.StringBuilder($"{_plan.Stage,-10} epoch {epoch + 1}/{_plan.Epochs}");
        for (int i = 0; i < means.Length; i++)
        {
            line.Append(CultureInfo.InvariantCulture, $"  {_plan.EpochMetrics[i]} {TrainingProgress.Figure(means[i])}");
        }
        line.Append(CultureInfo.InvariantCulture, $"  {_rate.PerSecond:#,0} examples/s  {left:m\\:ss} left");
        writer.WriteLine(line);
    }
}
