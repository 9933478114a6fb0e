namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>The best items of one user, for those who answer one user at a time. Allocates nothing.</summary>
internal static class TopItems
{
    /// <summary>The best items, best first; of equal ones the first. Those at −∞ are left out.</summary>
    /// <param name="scores">The scores of all items.</param>
    /// <param name="best">As many items as are wanted, overwritten from the start.</param>
    /// <returns>How many there are: fewer than wanted where too few are left.</returns>
    public static int Find(ReadOnlySpan<float> scores, Span<int> best)
    {
        int found = 0;
        for (int item = 0; item < scores.Length && best.Length > 0; item++)
        {
            float score = scores[item];
            if (score > float.NegativeInfinity && (found < best.Length || score > scores[best[found - 1]]))
            {
                int place = found < best.Length ? found++ : found - 1; // of a full list the last goes
                for (; place > 0 && score > scores[best[place - 1]]; place--)
                {
                    best[place] = best[place - 1];
                }
                best[place] = item;
            }
        }
        return found;
    }
}
