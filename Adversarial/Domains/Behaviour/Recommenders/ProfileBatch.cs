namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>What the users of a batch are shown of their profiles, and what is asked for.</summary>
internal sealed class ProfileBatch
{
    private readonly Profiles _profiles;
    private readonly ProfileTrainingOptions _options;
    private readonly int[][] _items; // of each row: those that aren't shown, then those that are
    private readonly int[][] _entries; // those that are, as entries of SparseRows
    private readonly int[] _hidden, _counts;
    private readonly float[] _factors;

    /// <summary>Room for the batches. Allocates.</summary>
    public ProfileBatch(Profiles profiles, ProfileTrainingOptions options)
    {
        (_profiles, _options) = (profiles, options);
        int longest = 0;
        for (int user = 0; user < profiles.Users; user++)
        {
            longest = Math.Max(longest, profiles[user].Length);
        }
        (_items, _entries) = (Rows(), Rows());
        (_hidden, _counts) = (new int[options.BatchSize], new int[options.BatchSize]);
        _factors = new float[options.BatchSize];

        int[][] Rows() => [.. Enumerable.Range(0, options.BatchSize).Select(_ => new int[longest])];
    }

    /// <summary>The items that a row is shown, as entries of <see cref="SparseRows"/>.</summary>
    public ReadOnlySpan<int> Entries(int row) => _entries[row].AsSpan(0, _counts[row] - _hidden[row]);

    /// <summary>What each of them stands for.</summary>
    public float Factor(int row) => _factors[row];

    /// <summary>The items that are asked for.</summary>
    public ReadOnlySpan<int> Targets(int row) =>
        _items[row].AsSpan(0, _options.Task == ProfileTask.FindHidden ? _hidden[row] : _counts[row]);

    /// <summary>The items that are known, and left out of the softmax.</summary>
    public ReadOnlySpan<int> LeftOut(int row) =>
        _options.Task == ProfileTask.FindHidden ? _items[row].AsSpan(_hidden[row].._counts[row]) : [];

    /// <summary>Draws what a row is shown.</summary>
    public void Draw(int row, int user, RandomStream random)
    {
        ReadOnlySpan<int> profile = _profiles[user];
        Span<int> items = _items[row].AsSpan(0, profile.Length);
        profile.CopyTo(items);
        int hidden = 0;
        if (_options.Task == ProfileTask.FindHidden)
        {
            int chosen = random.Below(profile.Length, 0);
            (items[0], items[chosen]) = (items[chosen], items[0]);
            hidden = 1;
            _factors[row] = 1 / MathF.Sqrt(profile.Length - 1);
        }
        else
        {
            for (int i = 0; i < items.Length; i++)
            {
                if (random.Uniform((ulong)i) < _options.Dropout)
                {
                    (items[hidden], items[i]) = (items[i], items[hidden]);
                    hidden++;
                }
            }
            _factors[row] = 1 / (MathF.Sqrt(profile.Length) * (1 - _options.Dropout));
        }
        for (int i = hidden; i < items.Length; i++)
        {
            _entries[row][i - hidden] = SparseRows.Entry(items[i], negative: false);
        }
        (_hidden[row], _counts[row]) = (hidden, items.Length);
    }
}
