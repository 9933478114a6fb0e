using Scratch.Adversarial.Training;

namespace Scratch.Tests.Adversarial.Training;

/// <summary>
/// Learns nothing and keeps what it was asked to do; its figures are given by <paramref name="figures"/>.
/// </summary>
internal sealed class RecordingStep(Func<long, float[]> figures, params string[] names) : ITrainingStep
{
    public List<StepContext> Contexts { get; } = [];

    /// <summary>The rows of every batch, copied.</summary>
    public List<int[]> Batches { get; } = [];

    public string Stage => "recording";

    public IReadOnlyList<string> Metrics => names;

    public IReadOnlyList<Learner> Learners => [];

    public void Run(in StepContext context, Span<float> metrics)
    {
        Contexts.Add(context);
        Batches.Add(context.Rows.ToArray());
        figures(context.Step).CopyTo(metrics);
    }
}
