using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine;

/// <summary>
/// Philox4x32-10, a counter-based random number generator: ten rounds of multiplication turn (counter, key) into four
/// words.
/// </summary>
/// <remarks>
/// Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3. SC 2011. It has no state: draw number n can
/// be asked for by any thread, in any order, again after a resume, and is always the same.
/// </remarks>
internal static class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9; // the golden ratio
    private const uint Weyl1 = 0xBB67AE85; // √3 − 1
    private const int Rounds = 10;

    /// <summary>The four words for a counter of 128 bits (low, high) and a key of 64 bits.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Block(ulong counterLow, ulong counterHigh, ulong key)
    {
        uint x0 = (uint)counterLow, x1 = (uint)(counterLow >> 32), x2 = (uint)counterHigh,
            x3 = (uint)(counterHigh >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * x0;
            ulong product1 = (ulong)Multiplier1 * x2;
            (x0, x1, x2, x3) = (
                (uint)(product1 >> 32) ^ x1 ^ k0,
                (uint)product1,
                (uint)(product0 >> 32) ^ x3 ^ k1,
                (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (x0, x1, x2, x3);
    }

    /// <summary>
    /// The words of consecutive counters, one block of four after another; of the last block, as many as there is room
    /// for.
    /// </summary>
    /// <param name="counterLow">The low half of the first counter, then one more for each block.</param>
    /// <param name="counterHigh">The high half of all counters.</param>
    /// <param name="key">The key.</param>
    /// <param name="words">Overwritten.</param>
    public static void Fill(ulong counterLow, ulong counterHigh, ulong key, Span<uint> words)
    {
        int i = 0;
        for (; Avx2.IsSupported && i + 16 <= words.Length; i += 16, counterLow += 4)
        {
            FourBlocks(counterLow, counterHigh, key, words.Slice(i, 16));
        }
        Span<uint> block = stackalloc uint[4];
        for (; i < words.Length; i += 4, counterLow++)
        {
            (block[0], block[1], block[2], block[3]) = Block(counterLow, counterHigh, key);
            block[..Math.Min(4, words.Length - i)].CopyTo(words[i..]);
        }
    }

    /// <summary>
    /// Four counters at once, each word in the low half of a lane of 64 bits; what collects in the high halves is never
    /// read.
    /// </summary>
    private static void FourBlocks(ulong counterLow, ulong counterHigh, ulong key, Span<uint> words)
    {
        Vector256<ulong> low = Vector256.Create(counterLow) + Vector256.Create(0UL, 1, 2, 3);
        Vector256<ulong> x0 = low, x1 = low >> 32, x2 = Vector256.Create(counterHigh), x3 = x2 >> 32;
        Vector256<uint> multiplier0 = Vector256.Create(Multiplier0), multiplier1 = Vector256.Create(Multiplier1);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> product0 = Avx2.Multiply(multiplier0, x0.AsUInt32()),
                product1 = Avx2.Multiply(multiplier1, x2.AsUInt32());
            (x0, x1, x2, x3) = (
                (product1 >> 32) ^ x1 ^ Vector256.Create((ulong)k0),
                product1,
                (product0 >> 32) ^ x3 ^ Vector256.Create((ulong)k1),
                product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        // Lanes hold a word of four blocks; memory wants the four words of a block.
        Vector256<ulong> mask = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> x01 = (x0 & mask) | (x1 << 32), x23 = (x2 & mask) | (x3 << 32);
        // blocks 0 and 2, blocks 1 and 3
        Vector256<ulong> even = Avx2.UnpackLow(x01, x23), odd = Avx2.UnpackHigh(x01, x23);
        ref ulong target = ref Unsafe.As<uint, ulong>(ref MemoryMarshal.GetReference(words));
        even.GetLower().StoreUnsafe(ref target);
        odd.GetLower().StoreUnsafe(ref target, 2);
        even.GetUpper().StoreUnsafe(ref target, 4);
        odd.GetUpper().StoreUnsafe(ref target, 6);
    }
}
