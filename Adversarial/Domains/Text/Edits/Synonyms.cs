using System.Text;

namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>The words that attacks on language models are made of, and others that do in their place.</summary>
internal static class Synonyms
{
    private static readonly string[][] Groups =
    [
        ["ignore", "disregard", "forget", "overlook", "dismiss"],
        ["ignoring", "disregarding", "forgetting", "overlooking"],
        ["previous", "prior", "earlier", "preceding", "former"],
        ["instructions", "directions", "rules", "guidelines", "orders", "commands"],
        ["instruction", "direction", "rule", "guideline", "order", "command"],
        ["prompt", "briefing", "preamble"],
        ["system", "developer", "operator"],
        ["reveal", "show", "disclose", "print", "repeat", "expose"],
        ["pretend", "imagine", "suppose", "act"],
        ["secret", "hidden", "confidential", "private"],
        ["password", "passphrase", "passcode", "credential"],
        ["bypass", "circumvent", "evade", "sidestep"],
        ["override", "overrule", "replace", "supersede"],
        ["restrictions", "limits", "constraints", "limitations"],
        ["unrestricted", "unlimited", "unfiltered", "uncensored"],
        ["safety", "security", "protection"],
        ["filters", "checks", "safeguards", "guards"],
        ["execute", "run", "perform", "carry out"],
        ["hack", "break into", "compromise"],
        ["all", "every one of", "any"],
        ["now", "from here on", "henceforth"],
        ["must", "have to", "need to"],
    ];

    private static readonly Dictionary<string, string[]> GroupsOf = CreateIndex();

    /// <summary>Exchanges a word that is in a group for another one of it, in its case.</summary>
    public static void Exchange(ReadOnlySpan<char> word, RandomStream random, StringBuilder output)
    {
        if (!GroupsOf.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out string[]? group))
        {
            output.Append(word);
            return;
        }
        int own = FindIndex(group, word), other = random.Below(group.Length - 1, 0);
        string found = group[other < own ? other : other + 1];
        bool isUpper = char.IsUpper(word[0]), isAllUpper = isUpper && char.IsUpper(word[^1]);
        output.Append(isAllUpper ? found.ToUpperInvariant()
            : isUpper ? char.ToUpperInvariant(found[0]) + found[1..] : found);
    }

    private static int FindIndex(string[] group, ReadOnlySpan<char> word)
    {
        for (int i = 0; i < group.Length; i++)
        {
            if (word.Equals(group[i], StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }
        return group.Length; // not reached: the index holds the words of the groups
    }

    private static Dictionary<string, string[]> CreateIndex()
    {
        var index = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (string[] group in Groups)
        {
            foreach (string word in group)
            {
                index.TryAdd(word, group); // what means several things goes by the first
            }
        }
        return index;
    }
}
