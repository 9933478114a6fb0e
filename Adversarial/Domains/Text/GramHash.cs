namespace Scratch.Adversarial.Domains.Text;

/// <summary>
/// The hash that finds the row of an n-gram: FNV-1a over UTF-16 code units, then mixed; its highest bits are the row,
/// the bit below them is the sign.
/// </summary>
/// <remarks>
/// Fowler, Noll and Vo's offset and prime of 32 bits. The sign makes collisions cancel on average instead of adding up
/// (Weinberger et al. 2009, Feature Hashing for Large Scale Multitask Learning).
/// </remarks>
internal static class GramHash
{
    /// <summary>What a hash of characters begins with.</summary>
    public const uint OfCharacters = 2166136261;

    /// <summary>
    /// What a hash of words begins with: another, so that a word and the same letters within one differ.
    /// </summary>
    public const uint OfWords = 0x57A2_B36D;

    private const uint Prime = 16777619;
    private const uint GoldenRatio = 0x9E37_79B1; // 2³² / φ: spreads what the lowest bits know to the highest

    /// <summary>The hash of what was hashed so far and one more code unit.</summary>
    public static uint Append(uint hash, uint unit) => (hash ^ unit) * Prime;

    /// <summary>The entry of a hash among 2^bits rows: see <see cref="SparseRows"/>.</summary>
    public static int Entry(uint hash, int bits) => (int)(((hash ^ (hash >> 15)) * GoldenRatio) >> (31 - bits));
}
