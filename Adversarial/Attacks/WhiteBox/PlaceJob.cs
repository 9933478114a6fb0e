namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>Runs the same for each of some examples, a few at a time on each thread.</summary>
/// <param name="body">Takes the place of an example, and writes nothing that belongs to another.</param>
/// <param name="dimension">The length of a point.</param>
internal sealed class PlaceJob(Action<int> body, int dimension) : ParallelJob
{
    private const int FloatsOfPart = 8 * 1024;
    private readonly int _placesOfPart = Math.Max(1, FloatsOfPart / dimension);
    private int _count;

    public void Run(PackedExamples examples)
    {
        _count = examples.Count;
        WorkerPool.Run(this, (_count + _placesOfPart - 1) / _placesOfPart);
    }

    protected override void Run(int part)
    {
        int end = Math.Min((part + 1) * _placesOfPart, _count);
        for (int place = part * _placesOfPart; place < end; place++)
        {
            body(place);
        }
    }
}
