using System.Runtime.CompilerServices;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>Text whose letters are moved by 13 places: what rotates back is found by its pairs of letters.</summary>
internal static class Rot13
{
    private const int Symbols = EnglishPairs.Symbols, Space = Symbols - 1;
    private const int FewestLetters = 12;
    private const float MinGain = 3; // half bits a pair by which the rotated text must be the likelier English
    private const float MaxCost = 10; // and how likely it must be itself

    private static readonly byte[] SymbolOf = CreateSymbols();
    private static readonly sbyte[] Gains = CreateGains();

    /// <summary>
    /// The part of a text that gains most by being rotated, in whole words, if it is likelier English afterwards by a
    /// wide margin; otherwise a length of 0.
    /// </summary>
    /// <remarks>The largest sum of a run of gains (Kadane's algorithm; Bentley 1984), in one pass.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (int Start, int Length) Find(ReadOnlySpan<char> text)
    {
        int sum = 0, best = 0, start = 0, bestStart = 0, bestEnd = 0, before = Space;
        for (int i = 0; i < text.Length; i++)
        {
            int symbol = text[i] < 0x80 ? SymbolOf[text[i]] : Space;
            sum += Gains[before * Symbols + symbol];
            before = symbol;
            if (sum <= 0)
            {
                (sum, start) = (0, i + 1);
            }
            else if (sum > best)
            {
                (best, bestStart, bestEnd) = (sum, start, i + 1);
            }
        }
        if (best < MinGain * FewestLetters)
        {
            return default;
        }
        while (bestStart > 0 && char.IsAsciiLetter(text[bestStart - 1]))
        {
            bestStart--;
        }
        while (bestEnd < text.Length && char.IsAsciiLetter(text[bestEnd]))
        {
            bestEnd++;
        }
        bestStart += text[bestStart..bestEnd].IndexOfAnyExcept(' ');
        int length = text[bestStart..bestEnd].TrimEnd(' ').Length;
        return IsRotated(text.Slice(bestStart, length)) ? (bestStart, length) : default;
    }

    /// <summary>Moves every letter of ASCII by 13 places and copies the rest; doing it twice changes nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="output">Overwritten; at least as long as the text.</param>
    public static void Rotate(ReadOnlySpan<char> text, Span<char> output)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            output[i] = !char.IsAsciiLetter(c) ? c : (char)((c | 0x20) < 'n' ? c + 13 : c - 13);
        }
    }

    private static bool IsRotated(ReadOnlySpan<char> text)
    {
        int letters = 0, pairs = 0, gain = 0, cost = 0, before = Space;
        foreach (char c in text)
        {
            int symbol = c < 0x80 ? SymbolOf[c] : Space;
            letters += symbol == Space ? 0 : 1;
            pairs += symbol == Space && before == Space ? 0 : 1;
            gain += Gains[before * Symbols + symbol];
            cost += before == Space && symbol == Space ? 0 : EnglishPairs.Cost(Rotated(before), Rotated(symbol));
            before = symbol;
        }
        return letters >= FewestLetters && gain >= MinGain * pairs && cost <= MaxCost * pairs;
    }

    private static int Rotated(int symbol) => symbol == Space ? Space : (symbol + 13) % 26;

    private static byte[] CreateSymbols()
    {
        byte[] symbols = new byte[0x80];
        for (int i = 0; i < symbols.Length; i++)
        {
            symbols[i] = (byte)EnglishPairs.Symbol(char.ToLowerInvariant((char)i));
        }
        return symbols;
    }

    private static sbyte[] CreateGains()
    {
        sbyte[] gains = new sbyte[Symbols * Symbols];
        for (int i = 0; i < gains.Length; i++)
        {
            (int before, int symbol) = (i / Symbols, i % Symbols);
            gains[i] = (sbyte)(EnglishPairs.Cost(before, symbol)
                - EnglishPairs.Cost(Rotated(before), Rotated(symbol)));
        }
        return gains;
    }
}
