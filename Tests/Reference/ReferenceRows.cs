using Scratch.Engine;

namespace Scratch.Tests.Reference;

/// <summary>Operations on the rows of a matrix as in a textbook, in double precision.</summary>
internal static class ReferenceRows
{
    /// <summary>start + Σ over r of input[r, :], and the sum of the magnitudes.</summary>
    public static (double[] Value, double[] Magnitude) SumOfRows(Matrix input, Matrix start)
    {
        double[] value = new double[input.Columns], magnitude = new double[input.Columns];
        for (int c = 0; c < input.Columns; c++)
        {
            value[c] = start[0, c];
            magnitude[c] = Math.Abs(value[c]);
            for (int r = 0; r < input.Rows; r++)
            {
                value[c] += input[r, c];
                magnitude[c] += Math.Abs(input[r, c]);
            }
        }
        return (value, magnitude);
    }

    /// <summary>The first NaN if there is one, else the first of the largest.</summary>
    public static int ArgMax(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int c = 0; c < row.Length; c++)
        {
            if (float.IsNaN(row[c]))
            {
                return c;
            }
            best = row[c] > row[best] ? c : best;
        }
        return best;
    }
}
