using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Runs.Behaviour;

namespace Scratch.Cli.Behaviour;

/// <summary>Items that a command line names.</summary>
internal static class NamedItems
{
    private const int Suggested = 3;

    /// <summary>The item of an id, or of a title that one alone has.</summary>
    /// <param name="items">The items of the run.</param>
    /// <param name="name">What the command line says.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="UsageException">There is none; the message has some that are like it.</exception>
    public static int Find(ItemCatalogue items, string name, string run)
    {
        if (items.FindNamed(name) is >= 0 and var item)
        {
            return item;
        }
        string[] like = [.. Enumerable.Range(0, items.Count)
            .Where(i => items.NameOf(i).Contains(name, StringComparison.OrdinalIgnoreCase)
                || items.Ids[i].Contains(name, StringComparison.OrdinalIgnoreCase))
            .Take(Suggested).Select(i => items.Titles[i] is { } title ? $"{items.Ids[i]} ({title})" : items.Ids[i])];
        throw new UsageException($"there is no item '{name}' in {run}; "
            + (like.Length > 0 ? $"there are {string.Join(", ", like)}." : "expected an id or a title of items.csv."));
    }

    /// <summary>Several with commas between, or one that has commas in its name.</summary>
    /// <exception cref="UsageException">One isn't there.</exception>
    public static int[] FindAll(ItemCatalogue items, string names, string run) =>
        items.FindNamed(names) is >= 0 and var whole ? [whole]
            : [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(name => Find(items, name, run)).Distinct()];

    /// <summary>Opens a run on behaviour.</summary>
    /// <exception cref="UsageException">It is a run on something else.</exception>
    public static BehaviourRunFolder OpenRun(string path)
    {
        try
        {
            return BehaviourRunFolder.Open(path);
        }
        catch (InvalidDataException error) when (!BehaviourRunFolder.Is(path))
        {
            throw new UsageException(error.Message, error);
        }
    }
}
