using System.Diagnostics;

namespace Scratch.Adversarial.Runs.Output;

/// <summary>
/// Collects what the report says of each training. The time between a checkpoint and what broke the run off is not
/// counted.
/// </summary>
internal sealed class StageTimer : TrainingCallback
{
    private readonly List<StageReport> _stages = [];
    private TrainingPlan? _plan;
    private TimeSpan _stageBefore;
    private TimeSpan _runBefore;
    private long _stageStarted;
    private long _runStarted = Stopwatch.GetTimestamp();
    private double[] _means = [];
    private long _steps;
    private ExchangeFigures _before, _exchanged; // before the update at hand, and by all since the start or a resume
    private long _stepsExchanged;

    public IReadOnlyList<StageReport> Stages => _stages;

    /// <summary>The time of the whole run so far.</summary>
    public TimeSpan Elapsed => _runBefore + Stopwatch.GetElapsedTime(_runStarted);

    private static ExchangeFigures Now => Exchange.Current?.Figures ?? default;

    private TimeSpan StageElapsed => _stageBefore + Stopwatch.GetElapsedTime(_stageStarted);

    public override void OnStart(TrainingPlan plan)
    {
        _plan = plan;
        _means = []; // without an epoch there are none, and not those of the stage before
        (_stageBefore, _stageStarted, _steps) = (TimeSpan.Zero, Stopwatch.GetTimestamp(), 0);
        (_before, _exchanged, _stepsExchanged) = (Now, default, 0);
    }

    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        _steps = context.Step + 1;
        _stepsExchanged++;
        _exchanged = _exchanged.Add(Now.Since(_before));
        _before = Now;
    }

    public override void OnEpoch(int epoch, ReadOnlySpan<double> means) => _means = means.ToArray();

    public override void OnEpochEnded() => _before = Now; // measurements are no part of an update

    public override void OnEnd()
    {
        var metrics = _plan!.EpochMetrics.Zip(_means).ToDictionary(pair => pair.First, pair => pair.Second);
        _stages.Add(new StageReport(_plan.Stage, _plan.Epochs, _steps, StageElapsed.TotalSeconds, metrics)
        {
            Ranks = RankReport.From(_exchanged, _stepsExchanged),
        });
    }

    public override void Save(TrainingState state)
    {
        state.Write("stages", JsonSerializer.Serialize([.. _stages], RunJson.Default.StageReportArray));
        state.Write("means", _means);
        state.Write("steps", _steps);
        state.Write("seconds", [StageElapsed.TotalSeconds, Elapsed.TotalSeconds]);
    }

    public override void Restore(TrainingState state)
    {
        try
        {
            _stages.AddRange(JsonSerializer.Deserialize(state.ReadText("stages"), RunJson.Default.StageReportArray)
                ?? []);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The stages of the checkpoint can't be read: {error.Message}", error);
        }
        _means = state.ReadDoubles("means");
        _steps = state.ReadLong("steps");
        double[] seconds = state.ReadDoubles("seconds", 2);
        (_stageBefore, _runBefore) = (TimeSpan.FromSeconds(seconds[0]), TimeSpan.FromSeconds(seconds[1]));
        _stageStarted = _runStarted = Stopwatch.GetTimestamp();
    }
}
