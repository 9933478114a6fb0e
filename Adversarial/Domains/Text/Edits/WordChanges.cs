using System.Text;

namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>What is done to single words.</summary>
internal static class WordChanges
{
    private const int FewestToMisspell = 4, FewestToHyphenate = 6; // letters

    // the keys around each on an American keyboard
    private static readonly string[] Neighbours =
    [
        "qwsz", "vghn", "xdfv", "erfcxs", "wsdr", "rtgvcd", "tyhbvf", "yujnbg", "ujko", "uikmnh", "ijolm", "opk",
        "njk", "bhjm", "ipkl", "ol", "wa", "etdf", "awedxz", "ryfg", "yihj", "cfgb", "qase", "zsdc", "tugh", "asx",
    ];

    private static readonly string[] Emoji =
    [
        "\U0001F600", "\U0001F525", "\U0001F680", "\u2728", "\U0001F44D", "\U0001F389", "\u2764\uFE0F", "\U0001F914",
    ];

    /// <summary>One typing error, behind the first letter.</summary>
    public static void Misspell(ReadOnlySpan<char> word, RandomStream random, StringBuilder output)
    {
        var letters = new Elements(word);
        int count = letters.Count;
        if (count < FewestToMisspell)
        {
            output.Append(word);
            return;
        }
        int at = 1 + random.Below(count - 1, 1);
        output.Append(letters[0, at]);
        switch (random.Below(4, 0))
        {
            case 0 when at + 1 < count && !letters[at].SequenceEqual(letters[at + 1]):
                output.Append(letters[at + 1]).Append(letters[at]).Append(letters[at + 2, count]);
                break;
            case 1:
                output.Append(letters[at + 1, count]);
                break;
            case 2 when letters[at] is [var key] && char.ToLowerInvariant(key) is >= 'a' and <= 'z' and var lower:
                string near = Neighbours[lower - 'a'];
                char hit = near[random.Below(near.Length, 2)];
                output.Append(lower == key ? hit : char.ToUpperInvariant(hit)).Append(letters[at + 1, count]);
                break;
            default:
                output.Append(letters[at]).Append(letters[at, count]);
                break;
        }
    }

    /// <summary>A hyphen with two letters at least on either side.</summary>
    public static void Hyphenate(ReadOnlySpan<char> word, RandomStream random, StringBuilder output)
    {
        var letters = new Elements(word);
        int at = letters.Count < FewestToHyphenate ? 0 : 2 + random.Below(letters.Count - 3, 0);
        output.Append(letters[0, at]).Append(at > 0 ? "-" : "").Append(letters[at, letters.Count]);
    }

    /// <summary>The letters from the last to the first.</summary>
    public static void Reverse(ReadOnlySpan<char> word, RandomStream random, StringBuilder output)
    {
        var letters = new Elements(word);
        for (int i = letters.Count - 1; i >= 0; i--)
        {
            output.Append(letters[i]);
        }
    }

    /// <summary>The word, a blank and an emoji.</summary>
    public static void AddEmoji(ReadOnlySpan<char> word, RandomStream random, StringBuilder output) =>
        output.Append(word).Append(' ').Append(Emoji[random.Below(Emoji.Length, 0)]);
}
