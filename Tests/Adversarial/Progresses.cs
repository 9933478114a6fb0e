using Scratch.Adversarial.Evaluation;

namespace Scratch.Tests.Adversarial;

/// <summary>Keeps what it is told.</summary>
internal sealed class Progresses : IProgress<WorkProgress>
{
    public List<WorkProgress> Told { get; } = [];

    public IEnumerable<double> Shares => Told.Select(progress => progress.Share);

    public void Report(WorkProgress value) => Told.Add(value);
}
