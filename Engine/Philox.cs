namespace Scratch.Engine;

/// <summary>
/// Philox4x32-10, a counter-based random number generator: ten rounds of multiplication turn (counter, key) into four words.
/// </summary>
/// <remarks>
/// Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3. SC 2011. It has no state: draw number n can be
/// asked for by any thread, in any order, again after a resume, and is always the same.
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
        uint x0 = (uint)counterLow, x1 = (uint)(counterLow >> 32), x2 = (uint)counterHigh, x3 = (uint)(counterHigh >> 32);
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
}
