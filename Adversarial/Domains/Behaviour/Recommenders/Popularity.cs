namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// The same for everybody: the items that most users have. The floor that all others are held against.
/// </summary>
public sealed class Popularity : IRecommender
{
    private readonly float[] _counts;

    /// <summary>Counts.</summary>
    /// <param name="profiles">The users to learn from.</param>
    public Popularity(Profiles profiles)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        _counts = [.. profiles.CountUsers().Select(count => (float)count)];
    }

    /// <inheritdoc/>
    public int Items => _counts.Length;

    /// <inheritdoc/>
    public void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix scores) =>
        RowOperations.Repeat(_counts, scores);
}
