using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>Tells at the speed of vectors which texts have no letters that stand apart.</summary>
internal static class SingleLetters
{
    /// <summary>The most separators between two letters of a series.</summary>
    public const int MaxGap = 8;

    private const int Block = 64;

    /// <summary>
    /// False only if no two single characters with nothing but separators between and around them may be the second and
    /// the third letter of a series.
    /// </summary>
    public static bool MayFormSeries(ReadOnlySpan<char> text)
    {
        ulong before = 0; // the separators of the block before
        int last = -Block;
        for (int i = 0; i < text.Length; i += Block)
        {
            ulong separators = FindSeparators(text[i..]);
            // A separator, something else, a separator: a bit where the second separator is.
            ulong ends = separators & ~(separators << 1 | before >> (Block - 1))
                & (separators << 2 | before >> (Block - 2));
            for (; ends != 0; ends &= ends - 1)
            {
                int end = i + BitOperations.TrailingZeroCount(ends);
                if (end - last <= MaxGap + 1 && text[last..(end - 1)].IndexOfAnyExcept(Spelling.SeparatorValues) < 0)
                {
                    return true;
                }
                last = end;
            }
            before = separators;
        }
        return false;
    }

    /// <summary>A bit for each of the first 64 characters that is a separator, or a plus sign or comma.</summary>
    private static ulong FindSeparators(ReadOnlySpan<char> text)
    {
        ulong bits = 0;
        int i = 0;
        ref ushort source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        for (; i < Block && i <= text.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            Vector256<ushort> v = Vector256.LoadUnsafe(ref source, (nuint)i);
            Vector256<ushort> isSeparator =
                Vector256.LessThan(v - Vector256.Create((ushort)'*'), Vector256.Create((ushort)6))
                | Vector256.Equals(v, Vector256.Create((ushort)' '))
                | Vector256.Equals(v, Vector256.Create((ushort)'_'))
                | Vector256.Equals(v, Vector256.Create((ushort)'|'))
                | Vector256.Equals(v, Vector256.Create((ushort)'·'));
            bits |= (ulong)isSeparator.ExtractMostSignificantBits() << i;
        }
        for (; i < Block && i < text.Length; i++)
        {
            bits |= Spelling.Separators.Contains(text[i]) || text[i] is '+' or ',' ? 1UL << i : 0;
        }
        return bits;
    }
}
