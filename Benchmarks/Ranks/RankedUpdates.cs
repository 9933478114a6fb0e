using Scratch.Adversarial.Training;
using Scratch.Engine;

namespace Scratch.Benchmarks.Ranks;

/// <summary>What one rank does for an update of each training of a run.</summary>
internal sealed class RankedUpdates : TrainingCallback
{
    private const int Warm = 5; // updates until the compiler is done
    private readonly List<double> _seconds = [];
    private TrainingPlan? _plan;
    private TimeSpan _processorBefore;
    private ExchangeFigures _before, _exchanged;
    private int _updates;

    /// <summary>By the training's name.</summary>
    public Dictionary<string, RankedUpdate> Trainings { get; } = [];

    private static ExchangeFigures Now => Exchange.Current?.Figures ?? default;

    // of the process: whoever else wants the processor doesn't count
    private static TimeSpan Processor => Environment.CpuUsage.TotalTime;

    public override void OnStart(TrainingPlan plan)
    {
        _plan = plan;
        _seconds.Clear();
        (_updates, _exchanged) = (0, default);
        Mark();
    }

    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        if (_updates++ >= Warm)
        {
            _seconds.Add((Processor - _processorBefore).TotalSeconds);
        }
        _exchanged = _exchanged.Add(Now.Since(_before));
        Mark();
    }

    public override void OnEpochEnded() => Mark();

    public override void OnEnd()
    {
        long parameters = _plan!.Learners.Sum(learner => (long)learner.Network.Parameters.Values.Length);
        Trainings[_plan.Stage] = new(
            _seconds.Min(), (double)_exchanged.Count / _updates, (double)_exchanged.BytesReceived / _updates,
            parameters);
    }

    private void Mark() => (_processorBefore, _before) = (Processor, Now);
}

/// <summary>One update of a training, on one rank.</summary>
/// <param name="Seconds">Of one processor, the quickest update.</param>
/// <param name="Exchanges">The exchanges.</param>
/// <param name="Bytes">What it receives, and on average sends.</param>
/// <param name="Parameters">The floats that the training moves.</param>
internal sealed record RankedUpdate(double Seconds, double Exchanges, double Bytes, long Parameters);
