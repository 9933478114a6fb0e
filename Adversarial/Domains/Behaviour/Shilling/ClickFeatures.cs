namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>What a detector looks at, of each click: is this the item that a fake profile pushes?</summary>
/// <remarks>
/// Of the item: what its users have in common (<see cref="ItemNeighbourhoods"/>), with and without sign, and how many
/// they are. Of the profile: its length, how popular the rest is, how well the click goes with the rest, and the rest
/// with itself.
/// </remarks>
internal sealed class ClickFeatures(Profiles profiles)
{
    /// <summary>The numbers of a click.</summary>
    public const int Count = (2 * ItemNeighbourhoods.Count) + 6;

    private readonly ItemNeighbourhoods _items = new(profiles);

    /// <summary>Writes the features of one click.</summary>
    /// <param name="user">The user.</param>
    /// <param name="place">Which of the items of the profile.</param>
    /// <param name="row"><see cref="Count"/> numbers, overwritten.</param>
    public void Write(int user, int place, Span<float> row)
    {
        ReadOnlySpan<int> profile = profiles[user];
        int item = profile[place], others = profile.Length - 1;
        (double popularity, double least, double with, double among) = (0, 0, 0, 0);
        for (int a = 0; a < profile.Length; a++)
        {
            if (a != place)
            {
                double lift = _items.Lift(item, profile[a]);
                popularity += _items.Popularity(profile[a]) / others;
                with += lift / others;
                least = Math.Min(least, lift);
                for (int b = 0; b < a; b++)
                {
                    among += b == place ? 0 : _items.Lift(profile[a], profile[b]) / (others * (others - 1) / 2.0);
                }
            }
        }
        for (int i = 0; i < ItemNeighbourhoods.Count; i++)
        {
            row[2 * i] = _items.Values[item, i];
            row[(2 * i) + 1] = Math.Abs(_items.Values[item, i]);
        }
        ReadOnlySpan<double> own =
            [_items.Popularity(item), Math.Log(profile.Length), popularity, with, least, among];
        for (int i = 0; i < own.Length; i++)
        {
            row[(2 * ItemNeighbourhoods.Count) + i] = (float)own[i];
        }
    }
}
