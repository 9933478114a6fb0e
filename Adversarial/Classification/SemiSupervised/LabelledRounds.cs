namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>Deals the labelled examples in rounds, each shuffled anew: what an update gets is a function of its number alone.</summary>
/// <param name="rows">Their row numbers, at least one.</param>
/// <param name="random">Round r is shuffled by <c>Fork(r)</c>.</param>
internal sealed class LabelledRounds(ReadOnlyMemory<int> rows, RandomStream random)
{
    private readonly int[] _round = new int[rows.Length];
    private long _shuffled = -1;

    /// <summary>Overwrites the rows of one update. Allocates nothing.</summary>
    /// <param name="step">Updates before it.</param>
    /// <param name="batch">As long in every update.</param>
    public void Deal(long step, Span<int> batch)
    {
        for (int i = 0; i < batch.Length; i++)
        {
            (long round, long place) = Math.DivRem((step * batch.Length) + i, _round.Length);
            if (round != _shuffled)
            {
                rows.Span.CopyTo(_round);
                random.Fork((ulong)round).Shuffle(_round);
                _shuffled = round;
            }
            batch[i] = _round[place];
        }
    }
}
