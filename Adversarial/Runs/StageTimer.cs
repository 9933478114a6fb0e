using System.Diagnostics;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Runs;

/// <summary>Collects what the report says of each training.</summary>
internal sealed class StageTimer : TrainingCallback
{
    private readonly List<StageReport> _stages = [];
    private TrainingPlan? _plan;
    private long _started;
    private double[] _means = [];

    public IReadOnlyList<StageReport> Stages => _stages;

    public override void OnStart(TrainingPlan plan)
    {
        _plan = plan;
        _means = []; // without an epoch there are none, and not those of the stage before
        _started = Stopwatch.GetTimestamp();
    }

    public override void OnEpoch(int epoch, ReadOnlySpan<double> means) => _means = means.ToArray();

    public override void OnEnd()
    {
        var metrics = _plan!.Metrics.Zip(_means).ToDictionary(pair => pair.First, pair => pair.Second);
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        _stages.Add(new StageReport(_plan.Stage, _plan.Epochs, _plan.TotalSteps, seconds, metrics));
    }
}
