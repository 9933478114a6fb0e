using Scratch.Engine;

namespace Scratch.Tests.Reference;

/// <summary>Matrix products as in a textbook, in double precision.</summary>
internal static class ReferenceProduct
{
    public static double[,] FromMatrix(Matrix matrix)
    {
        double[,] doubles = new double[matrix.Rows, matrix.Columns];
        for (int r = 0; r < matrix.Rows; r++)
        {
            for (int c = 0; c < matrix.Columns; c++)
            {
                doubles[r, c] = matrix[r, c];
            }
        }
        return doubles;
    }

    public static double[,] Transposed(double[,] matrix)
    {
        double[,] transposed = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (int r = 0; r < matrix.GetLength(0); r++)
        {
            for (int c = 0; c < matrix.GetLength(1); c++)
            {
                transposed[c, r] = matrix[r, c];
            }
        }
        return transposed;
    }

    /// <summary>The row, <paramref name="rows"/> times.</summary>
    public static double[,] Repeated(Matrix row, int rows)
    {
        double[,] repeated = new double[rows, row.Columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < row.Columns; c++)
            {
                repeated[r, c] = row[0, c];
            }
        }
        return repeated;
    }

    /// <summary>start + a · b, and |start| + |a| · |b|, the magnitude that bounds its rounding error.</summary>
    public static (double[,] Value, double[,] Magnitude) Compute(double[,] a, double[,] b, double[,] start)
    {
        int rows = a.GetLength(0), inner = a.GetLength(1), columns = b.GetLength(1);
        double[,] value = new double[rows, columns], magnitude = new double[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = start[i, j], magnitudes = Math.Abs(start[i, j]);
                for (int k = 0; k < inner; k++)
                {
                    double product = a[i, k] * b[k, j];
                    sum += product;
                    magnitudes += Math.Abs(product);
                }
                (value[i, j], magnitude[i, j]) = (sum, magnitudes);
            }
        }
        return (value, magnitude);
    }
}
