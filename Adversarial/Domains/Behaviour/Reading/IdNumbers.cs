namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>Numbers ids in the order in which they come.</summary>
internal sealed class IdNumbers
{
    private readonly List<string> _ids = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private int _last = -1; // rows of one user often stand together

    public IdNumbers() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The ids, by their numbers.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The number of an id, which is a new one if it wasn't there before.</summary>
    public int Take(ReadOnlySpan<char> id)
    {
        if (_last >= 0 && id.SequenceEqual(_ids[_last]))
        {
            return _last;
        }
        if (!_lookup.TryGetValue(id, out _last))
        {
            _last = _ids.Count;
            _ids.Add(id.ToString());
            _numbers.Add(_ids[^1], _last);
        }
        return _last;
    }
}
