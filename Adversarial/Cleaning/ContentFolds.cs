namespace Scratch.Adversarial.Cleaning;

/// <summary>Deals examples into parts by what they show, not by where they stand.</summary>
/// <remarks>
/// So an example stays in its part when others are removed, and copies come into the same part: what judges an example
/// has never seen a copy of it.
/// </remarks>
internal static class ContentFolds
{
    /// <summary>The part of every example, in [0, <paramref name="folds"/>).</summary>
    public static int[] Assign(Dataset data, int folds)
    {
        int[] parts = new int[data.Count];
        for (int row = 0; row < parts.Length; row++)
        {
            Crc32C checksum = default;
            checksum.Add(data.Inputs.Row(row));
            parts[row] = (int)(checksum.Value % (uint)folds);
        }
        return parts;
    }
}
