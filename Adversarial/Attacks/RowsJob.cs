namespace Scratch.Adversarial.Attacks;

/// <summary>Runs the same for each of some examples, a few at a time on each thread.</summary>
/// <param name="body">Takes the row of an example, and writes nothing that belongs to another.</param>
/// <param name="width">The length of a row.</param>
internal sealed class RowsJob(Action<int> body, int width) : ParallelJob
{
    private const int FloatsOfPart = 8 * 1024;
    private readonly int _rowsOfPart = Math.Max(1, FloatsOfPart / width);
    private int _count;

    /// <summary>Runs it for the first rows. Allocates nothing.</summary>
    public void RunAll(int count)
    {
        _count = count;
        WorkerPool.Run(this, (count + _rowsOfPart - 1) / _rowsOfPart);
    }

    protected override void Run(int part)
    {
        int end = Math.Min((part + 1) * _rowsOfPart, _count);
        for (int row = part * _rowsOfPart; row < end; row++)
        {
            body(row);
        }
    }
}
