using System.Text;
using Scratch.Adversarial.Domains.Behaviour;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>Profiles of users that have no names as rows <c>user,item</c>, which can be read as interactions.</summary>
internal static class ProfileRows
{
    /// <summary>The rows with their header, as UTF-8.</summary>
    /// <param name="profiles">The users.</param>
    /// <param name="items">What their items are called.</param>
    /// <param name="prefix">The first user is this and 1: <c>generated-</c>.</param>
    public static byte[] Write(Profiles profiles, ItemCatalogue items, string prefix)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(items);
        var rows = new StringBuilder("user,item\n");
        for (int user = 0; user < profiles.Users; user++)
        {
            foreach (int item in profiles[user])
            {
                rows.Append(
                    CultureInfo.InvariantCulture, $"{prefix}{user + 1},{BehaviourFiles.Quote(items.Ids[item])}\n");
            }
        }
        return Encoding.UTF8.GetBytes(rows.ToString());
    }
}
