using Spectre.Console;

namespace Scratch.Cli.Progress;

/// <summary>A bar for each stage, with its loss, its rate and the time left.</summary>
internal sealed class ProgressBars(IAnsiConsole console, ProgressContext context) : TrainingCallback
{
    private const int StepsOfText = 10; // a new text for every update would be unreadable

    private ProgressTask? _task;
    private TrainingPlan? _plan;
    private ExampleRate _rate = new();

    public override void OnStart(TrainingPlan plan)
    {
        _plan = plan;
        _rate = new ExampleRate();
        _task = context.AddTask(Describe(""), maxValue: plan.TotalSteps);
    }

    public override void OnStep(in StepContext step, ReadOnlySpan<float> metrics)
    {
        _rate.Add(step.Rows.Length);
        _task!.Value = step.Step + 1;
        if (step.Step % StepsOfText == 0 || step.Step + 1 == step.TotalSteps)
        {
            string rate = _rate.PerSecond.ToString("#,0", CultureInfo.InvariantCulture);
            _task.Description = Describe(
                $"{_plan!.Metrics[0]} {TrainingProgress.Figure(metrics[0])}  {rate} examples/s");
        }
    }

    public override void OnWarning(string message) => console.WriteLine($"scratch: warning: {message}");

    public override void OnEnd() => _task!.StopTask();

    private string Describe(string figures) => Markup.Escape($"{_plan!.Stage,-10} {figures,-40}");
}
