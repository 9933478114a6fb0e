namespace Scratch.Adversarial.Data;

/// <summary>The inputs of examples that are not in memory: they are read when they are asked for.</summary>
internal abstract class RowStore
{
    /// <summary>How many examples there are.</summary>
    public abstract int Count { get; }

    /// <summary>The numbers of one.</summary>
    public abstract int Features { get; }

    /// <summary>Copies examples. Allocates nothing once warm.</summary>
    /// <param name="rows">B numbers in [0, Count).</param>
    /// <param name="output">(B, Features), overwritten.</param>
    /// <exception cref="IOException">The file can't be read, or has become shorter.</exception>
    public abstract void Gather(ReadOnlySpan<int> rows, Matrix output);
}

/// <summary>Some examples of a store.</summary>
/// <param name="all">All of them.</param>
/// <param name="chosen">Which, in the order of the new numbers.</param>
internal sealed class ChosenRows(RowStore all, int[] chosen) : RowStore
{
    private int[] _rows = [];

    /// <inheritdoc/>
    public override int Count => chosen.Length;

    /// <inheritdoc/>
    public override int Features => all.Features;

    /// <inheritdoc/>
    public override void Gather(ReadOnlySpan<int> rows, Matrix output)
    {
        if (_rows.Length < rows.Length)
        {
            _rows = new int[rows.Length];
        }
        for (int i = 0; i < rows.Length; i++)
        {
            _rows[i] = chosen[rows[i]];
        }
        all.Gather(_rows.AsSpan(0, rows.Length), output);
    }
}
