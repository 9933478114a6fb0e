using System.Runtime.InteropServices;

namespace Scratch.Adversarial.Cleaning;

/// <summary>Rows that repeat an earlier one, to the last bit or almost.</summary>
/// <remarks>
/// Of rows that are alike the first is kept, and only a row that is kept makes a later one its duplicate: of a chain of
/// small changes every link stays that is far enough from those that stay, and no two rows that stay are alike.
/// </remarks>
internal static class Duplicates
{
    /// <summary>
    /// The earlier kept row that every row repeats, and their squared distance; −1 for a row that repeats none.
    /// </summary>
    /// <param name="rows">(N, d), finite.</param>
    /// <param name="rootMeanSquare">The largest root mean square difference of rows that are alike, at least 0.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static (int[] Twins, float[] Squared) Find(
        Matrix rows, float rootMeanSquare, CancellationToken cancellation = default)
    {
        int[] first = FirstCopies(rows), distinct = [.. Enumerable.Range(0, rows.Rows).Where(row => first[row] == row)];
        Matrix different = Matrix.Allocate(distinct.Length, rows.Columns);
        RowOperations.Gather(rows, distinct, different);
        var pairs = new Pairs(distinct.Length, rootMeanSquare * rootMeanSquare * rows.Columns);
        SquaredDistances.Read(different, different, pairs, cancellation);
        int[] twins = new int[rows.Rows];
        float[] squared = new float[rows.Rows];
        Array.Fill(twins, -1);
        for (int i = 0; i < distinct.Length; i++)
        {
            int row = distinct[i];
            foreach ((int earlier, float distance) in pairs.Earlier[i] ?? [])
            {
                if (twins[distinct[earlier]] < 0 && (twins[row] < 0 || distance < squared[row]))
                {
                    (twins[row], squared[row]) = (distinct[earlier], distance);
                }
            }
        }
        for (int row = 0; row < twins.Length; row++)
        {
            if (first[row] != row)
            {
                (twins[row], squared[row]) = twins[first[row]] < 0 ? (first[row], 0)
                    : (twins[first[row]], squared[first[row]]);
            }
        }
        return (twins, squared);
    }

    /// <summary>
    /// The first row with the same bits, of every row: of an image that stands there thousands of times there are
    /// millions of pairs.
    /// </summary>
    private static int[] FirstCopies(Matrix rows)
    {
        int[] first = new int[rows.Rows];
        var seen = new Dictionary<int, List<int>>();
        for (int row = 0; row < first.Length; row++)
        {
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(rows.Row(row)));
            if (!seen.TryGetValue(hash.ToHashCode(), out List<int>? candidates))
            {
                seen.Add(hash.ToHashCode(), candidates = []);
            }
            int same = candidates.FindIndex(candidate => rows.Row(candidate).SequenceEqual(rows.Row(row)));
            first[row] = same >= 0 ? candidates[same] : row;
            if (same < 0)
            {
                candidates.Add(row);
            }
        }
        return first;
    }

    /// <summary>Collects what is near and stands before.</summary>
    private sealed class Pairs(int count, float largest) : IDistanceReader
    {
        public List<(int Row, float Squared)>?[] Earlier { get; } = new List<(int, float)>?[count];

        public void Read(int query, int firstPoint, ReadOnlySpan<float> squared)
        {
            int end = Math.Min(squared.Length, query - firstPoint);
            for (int j = 0; j < end; j++)
            {
                if (squared[j] <= largest)
                {
                    (Earlier[query] ??= []).Add((firstPoint + j, squared[j]));
                }
            }
        }
    }
}
