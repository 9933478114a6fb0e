namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// Deals the labelled examples in rounds, each shuffled anew: what an update gets is a function of its number alone.
/// </summary>
internal sealed class LabelledRounds
{
    private readonly RandomStream _random;
    private readonly int[] _labelled;
    private readonly int[] _round;
    private readonly int[] _batch;
    private long _shuffled = -1;

    /// <summary>Over the labelled rows of a data set. Allocates.</summary>
    /// <param name="data">Its <see cref="Dataset.LabelledRows"/> are dealt.</param>
    /// <param name="batchSize">Labelled examples in every batch, at least 1.</param>
    /// <param name="random">Round r is shuffled by <c>Fork(r)</c>.</param>
    /// <exception cref="ArgumentException">The data has no labelled example.</exception>
    public LabelledRounds(Dataset data, int batchSize, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (data.LabelledRows is not { Length: > 0 } rows)
        {
            throw new ArgumentException($"{data.Name} has no rows that are known to be labelled.", nameof(data));
        }
        (Data, _random, _labelled, _round, _batch) =
            (data, random, rows.ToArray(), new int[rows.Length], new int[batchSize]);
    }

    /// <summary>The data: labelled examples and others.</summary>
    public Dataset Data { get; }

    /// <summary>Labelled examples in every batch.</summary>
    public int BatchSize => _batch.Length;

    /// <summary>The row numbers of one update, valid until the next call. Allocates nothing.</summary>
    /// <param name="step">Updates before it.</param>
    public ReadOnlyMemory<int> Deal(long step)
    {
        for (int i = 0; i < _batch.Length; i++)
        {
            (long round, long place) = Math.DivRem((step * _batch.Length) + i, _round.Length);
            if (round != _shuffled)
            {
                _labelled.CopyTo(_round, 0);
                _random.Fork((ulong)round).Shuffle(_round);
                _shuffled = round;
            }
            _batch[i] = _round[place];
        }
        return _batch;
    }
}
