namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>Counts how many hidden items are found, by how many users have them.</summary>
/// <param name="users">The users of training.</param>
internal sealed class PopularityBins(ItemUsers users)
{
    // half a decade each: below 10, to 29, to 99, and so on
    private static readonly int[] Starts = [0, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, int.MaxValue];

    private readonly int[] _hidden = new int[Starts.Length - 1];
    private readonly int[] _found = new int[Starts.Length - 1];

    /// <summary>Counts a hidden item.</summary>
    public void Add(int item, bool isFound)
    {
        int bin = Array.FindLastIndex(Starts, start => start <= users[item].Length);
        _hidden[bin]++;
        _found[bin] += isFound ? 1 : 0;
    }

    /// <summary>Those that have an item.</summary>
    public IReadOnlyList<PopularityFigures> ToFigures() =>
    [
        .. Enumerable.Range(0, _hidden.Length).Where(bin => _hidden[bin] > 0).Select(bin => new PopularityFigures(
            Starts[bin], Math.Min(Starts[bin + 1] - 1, users.Users), _hidden[bin],
            (double)_found[bin] / _hidden[bin])),
    ];
}
