namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>Decodes base64 of either alphabet.</summary>
internal static class Base64Run
{
    /// <summary>
    /// Writes the bytes of a run; padding and line breaks are passed over, and bits that make no byte dropped.
    /// </summary>
    /// <param name="run">Characters of base64, + / - _ =, carriage returns and line feeds.</param>
    /// <param name="bytes">Overwritten; three quarters of the run's length suffice.</param>
    /// <returns>How many bytes, 0 if the run is nothing but lower-case or upper-case letters.</returns>
    public static int Decode(ReadOnlySpan<char> run, Span<byte> bytes)
    {
        int count = 0, bits = 0, value = 0, upper = 0, lower = 0;
        foreach (char c in run)
        {
            upper += char.IsAsciiLetterUpper(c) ? 1 : 0;
            lower += char.IsAsciiLetterLower(c) ? 1 : 0;
            int digit = c switch
            {
                >= 'A' and <= 'Z' => c - 'A',
                >= 'a' and <= 'z' => c - 'a' + 26,
                >= '0' and <= '9' => c - '0' + 52,
                '+' or '-' => 62,
                '/' or '_' => 63,
                _ => -1,
            };
            if (digit >= 0)
            {
                value = (value << 6 | digit) & 0xFFFF;
                bits += 6;
                if (bits >= 8)
                {
                    bits -= 8;
                    bytes[count++] = (byte)(value >> bits);
                }
            }
        }
        return Math.Max(upper, lower) < run.Length ? count : 0;
    }
}
