namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>How rare each letter is after each other in English: what tells words from strings of letters.</summary>
internal static class EnglishPairs
{
    /// <summary>The number of symbols: the letters a to z, and what is no letter.</summary>
    public const int Symbols = 27;

    // Made by make-pairs.py: a row for what stands before, in it a digit of base 36 for each letter that follows.
    private const string Table =
        "ia99heaf9kb694ibl675badgag7"
        + "6bhi4kmk7fp6gi6mt7ae6hkp9ra"
        + "5mbj5nn58q79ll5kj8d79pnwcm9"
        + "8hic5idh6incfe7ioa9jbfftcn2"
        + "8fa7adehdlh9a7dch569hbdcck3"
        + "7lln68lm6qm9ll5nv7f98qmsev3"
        + "8kmj5kb78pn9fb7jr7ag9pjsdn3"
        + "5imk2jpj5qngge6lpbf9brixcq6"
        + "ad7a8aamjmd8938cja66gamgqc9"
        + "4mjm5jji8mfpkm3cpeji3inppp8"
        + "9fki3fhd5khag7bhte7gdrftbq3"
        + "6gg95dhk5qe5fh7fpiabaefp7m5"
        + "49gm4iol6sqh9f67phal9nlsau5"
        + "9h966e5h9icdhc8jji86cfjmck4"
        + "dcbad8bfckd9859am6986b9hfi6"
        + "6iii4kj87pj6hk68v5a98qkrdr7"
        + "eknnhjnnfnnglnannnjj0nhnln8"
        + "6eca4fch6mccbb6ema89aehn9n4"
        + "9iai6ik88pddcd8ahj85amevdq2"
        + "8hek6jl46qpdhi6kt9aaanetbi4"
        + "aa9a9d9jalh796f9n556kioffh7"
        + "6nnm1rnn4rpjjo8ntihlehprftb"
        + "4hkg5im55rhdj96jtaaijtjtgo6"
        + "8i7k7fic6pnfhjb5kjh6bfhdbm3"
        + "cddf9ihibolcdd5dpe8chnflnl1"
        + "5hik2ohd5ogafe8hkidgchgma76"
        + "6889a9a97dd98a89ga75cd8kbjq";

    private static readonly byte[] Costs =
        [.. Table.Select(c => (byte)(char.IsAsciiDigit(c) ? c - '0' : c - 'a' + 10))];

    /// <summary>The symbol of a lower-case letter; the last one for anything else.</summary>
    public static int Symbol(char c) => char.IsAsciiLetterLower(c) ? c - 'a' : Symbols - 1;

    /// <summary>-2 log2 of the share of a symbol after another, cut to a whole number.</summary>
    public static int Cost(int before, int symbol) => Costs[before * Symbols + symbol];

    /// <summary>The mean cost of a word's pairs, its start and its end included: about 7 for English.</summary>
    public static float MeanCost(ReadOnlySpan<char> word)
    {
        int sum = 0, before = Symbols - 1;
        foreach (char c in word)
        {
            int symbol = Symbol(c);
            sum += Cost(before, symbol);
            before = symbol;
        }
        return (sum + Cost(before, Symbols - 1)) / (word.Length + 1f);
    }
}
