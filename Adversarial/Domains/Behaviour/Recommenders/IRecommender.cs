namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>Scores all items for users of whom nothing is known but their profiles.</summary>
public interface IRecommender
{
    /// <summary>The number of items.</summary>
    int Items { get; }

    /// <summary>Scores items for users.</summary>
    /// <remarks>
    /// A larger score is a better one; scores of one user can be compared, those of different users need not be. Items
    /// of the profile have scores, too: who ranks leaves them out. An instance is for one caller at a time.
    /// </remarks>
    /// <param name="profiles">Profiles over as many items.</param>
    /// <param name="users">The users of <paramref name="profiles"/> that are asked for.</param>
    /// <param name="scores">(users, items), overwritten.</param>
    void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix scores);
}
