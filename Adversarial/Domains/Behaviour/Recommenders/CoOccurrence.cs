namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>How many users have each pair of items: XᵀX, with X (users, items) of 0 and 1.</summary>
public static class CoOccurrence
{
    /// <summary>Counts.</summary>
    /// <param name="profiles">The users.</param>
    /// <returns>(items, items), symmetric; on the diagonal the users of each item. Whole numbers, and exact.</returns>
    public static double[,] Count(Profiles profiles)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        double[,] counts = new double[profiles.Items, profiles.Items];
        for (int user = 0; user < profiles.Users; user++)
        {
            ReadOnlySpan<int> profile = profiles[user];
            for (int i = 0; i < profile.Length; i++)
            {
                for (int j = i; j < profile.Length; j++)
                {
                    counts[profile[i], profile[j]]++; // items ascend: the upper triangle
                }
            }
        }
        for (int i = 0; i < profiles.Items; i++)
        {
            for (int j = 0; j < i; j++)
            {
                counts[i, j] = counts[j, i];
            }
        }
        return counts;
    }
}
