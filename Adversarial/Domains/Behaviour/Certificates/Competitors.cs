using Scratch.Adversarial.Domains.Behaviour.Ranking;

namespace Scratch.Adversarial.Domains.Behaviour.Certificates;

/// <summary>From how much each other item withstands to how much a place in the list does.</summary>
internal static class Competitors
{
    /// <summary>
    /// An item falls out of a list of K when K others beat it: it withstands what the K-th weakest bond does.
    /// </summary>
    /// <param name="radii">
    /// For each other item that may be listed, the largest number of changes under which it can't come to stand above
    /// the item in question, nor equal to it; −1 if it does already. Sorted by this.
    /// </param>
    /// <param name="top">K.</param>
    /// <param name="most">What is given if fewer than K others are there at all.</param>
    public static int RadiusOfPlace(Span<int> radii, int top, int most)
    {
        if (radii.Length < top)
        {
            return most;
        }
        radii.Sort();
        return Math.Min(most, radii[top - 1]);
    }

    /// <summary>The hidden item of each user.</summary>
    /// <exception cref="ArgumentException">A user has none or several, or the items are others.</exception>
    public static int[] SingleHidden(HiddenItems data, int items, int top)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        if (data.Known.Items != items)
        {
            throw new ArgumentException(
                $"the profiles are over {data.Known.Items} items; expected {items}.", nameof(data));
        }
        int[] hidden = new int[data.Known.Users];
        for (int user = 0; user < hidden.Length; user++)
        {
            if (data.Hidden[user].Length != 1)
            {
                throw new ArgumentException(
                    $"user {user} has {data.Hidden[user].Length} hidden items; expected one.", nameof(data));
            }
            hidden[user] = data.Hidden[user][0];
        }
        return hidden;
    }
}
