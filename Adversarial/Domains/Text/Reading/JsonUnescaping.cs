using System.Text;

namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>
/// The strings of JSON, lone surrogates included, which the runtime refuses: each becomes U+FFFD and is counted.
/// </summary>
internal static class JsonUnescaping
{
    private const int HexDigits = 4;

    /// <summary>The string or name that a reader stands at.</summary>
    /// <param name="reader">Stands at a string or a name, which it has found to be right.</param>
    /// <param name="loneSurrogates">Counts on.</param>
    public static string Read(in Utf8JsonReader reader, ref int loneSurrogates)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return Encoding.UTF8.GetString(raw);
        }
        char[] chars = new char[Encoding.UTF8.GetCharCount(raw)];
        Encoding.UTF8.GetChars(raw, chars);
        int length = 0; // what is unescaped is never longer
        for (int i = 0; i < chars.Length;)
        {
            char c = chars[i++];
            if (c == '\\')
            {
                c = chars[i++] switch
                {
                    'b' => '\b',
                    'f' => '\f',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'u' => ReadHex(chars, ref i),
                    var other => other,
                };
            }
            chars[length++] = c;
        }
        ReplaceLoneSurrogates(chars.AsSpan(0, length), ref loneSurrogates);
        return new string(chars, 0, length);
    }

    private static char ReadHex(char[] chars, ref int position)
    {
        position += HexDigits;
        return (char)ushort.Parse(
            chars.AsSpan(position - HexDigits, HexDigits), NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture);
    }

    private static void ReplaceLoneSurrogates(Span<char> chars, ref int count)
    {
        for (int i = 0; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(chars[i]))
            {
                chars[i] = StrictUtf8.Replacement;
                count++;
            }
        }
    }
}
