using Scratch.Adversarial.Evaluation.Generated;
using Scratch.Engine;

namespace Scratch.Adversarial.Data.Cleaning;

/// <summary>Rows that repeat an earlier one, to the last bit or almost.</summary>
/// <remarks>
/// Of rows that are alike the first is kept, and only a row that is kept makes a later one its duplicate: of a chain of small changes every link stays
/// that is far enough from those that stay, and no two rows that stay are alike.
/// </remarks>
internal static class Duplicates
{
    /// <summary>The earlier kept row that every row repeats, and their squared distance; −1 for a row that repeats none.</summary>
    /// <param name="rows">(N, d), finite.</param>
    /// <param name="rootMeanSquare">The largest root mean square difference of rows that are alike, at least 0.</param>
    public static (int[] Twins, float[] Squared) Find(Matrix rows, float rootMeanSquare)
    {
        var pairs = new Pairs(rows.Rows, rootMeanSquare * rootMeanSquare * rows.Columns);
        SquaredDistances.Read(rows, rows, pairs);
        int[] twins = new int[rows.Rows];
        float[] squared = new float[rows.Rows];
        for (int row = 0; row < twins.Length; row++)
        {
            twins[row] = -1;
            foreach ((int earlier, float distance) in pairs.Earlier[row] ?? [])
            {
                if (twins[earlier] < 0 && (twins[row] < 0 || distance < squared[row]))
                {
                    (twins[row], squared[row]) = (earlier, distance);
                }
            }
        }
        return (twins, squared);
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
