namespace Scratch.Adversarial.Prompts;

/// <summary>
/// Points seen from where they spread most: their coordinates along the two first principal components. Pearson 1901;
/// Hotelling 1933.
/// </summary>
/// <param name="Points">(N, 2): coordinates, with the mean of the points at (0, 0).</param>
/// <param name="Share">The share of the points' variance that the plane shows.</param>
public sealed record PrincipalPlane(Matrix Points, double Share)
{
    private const int MostSweeps = 60;

    /// <summary>Projects (N, L) points, L at least 2. Allocates.</summary>
    public static PrincipalPlane Project(Matrix points)
    {
        int width = points.Columns;
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(points.Rows);
        double[] mean = new double[width];
        double[,] covariance = Covariance(points, mean), vectors = Diagonalise(covariance);
        int[] order = [.. Enumerable.Range(0, width).OrderByDescending(i => covariance[i, i])];
        Matrix projected = Matrix.Allocate(points.Rows, 2);
        for (int axis = 0; axis < 2; axis++)
        {
            double[] direction = [.. Enumerable.Range(0, width).Select(i => vectors[i, order[axis]])];
            // a component has no sign of its own: its largest number is positive
            double sign = Math.Sign(direction.MaxBy(Math.Abs));
            for (int row = 0; row < points.Rows; row++)
            {
                double sum = 0;
                for (int i = 0; i < width; i++)
                {
                    sum += (points[row, i] - mean[i]) * direction[i];
                }
                projected[row, axis] = (float)(sign * sum);
            }
        }
        double total = Enumerable.Range(0, width).Sum(i => covariance[i, i]);
        return new PrincipalPlane(
            projected, total > 0 ? (covariance[order[0], order[0]] + covariance[order[1], order[1]]) / total : 1);
    }

    private static double[,] Covariance(Matrix points, double[] mean)
    {
        int width = points.Columns;
        var covariance = new double[width, width];
        for (int i = 0; i < width; i++)
        {
            for (int row = 0; row < points.Rows; row++)
            {
                mean[i] += (double)points[row, i] / points.Rows;
            }
        }
        for (int row = 0; row < points.Rows; row++)
        {
            for (int i = 0; i < width; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    covariance[i, j] += (points[row, i] - mean[i]) * (points[row, j] - mean[j]) / points.Rows;
                }
            }
        }
        return covariance;
    }

    /// <summary>
    /// Turns a symmetric matrix into the diagonal one of its eigenvalues, by rotations in two coordinates at a time
    /// (Jacobi 1846).
    /// </summary>
    /// <returns>The eigenvectors, as columns.</returns>
    private static double[,] Diagonalise(double[,] a)
    {
        int width = a.GetLength(0);
        var vectors = new double[width, width];
        for (int i = 0; i < width; i++)
        {
            vectors[i, i] = 1;
        }
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            bool isDiagonal = true;
            for (int p = 0; p < width; p++)
            {
                for (int q = p + 1; q < width; q++)
                {
                    // what a double can't tell from 0 beside them
                    if (Math.Abs(a[p, q]) > 1e-14 * Math.Sqrt(Math.Abs(a[p, p] * a[q, q])))
                    {
                        isDiagonal = false;
                        Rotate(a, vectors, p, q);
                    }
                }
            }
            if (isDiagonal)
            {
                break;
            }
        }
        return vectors;
    }

    /// <summary>A ← JᵀAJ and V ← VJ, J the rotation in (p, q) after which A has 0 there.</summary>
    private static void Rotate(double[,] a, double[,] vectors, int p, int q)
    {
        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double cosine = 1 / Math.Sqrt((t * t) + 1), sine = t * cosine;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            (a[i, p], a[i, q]) = ((cosine * a[i, p]) - (sine * a[i, q]), (sine * a[i, p]) + (cosine * a[i, q]));
            (vectors[i, p], vectors[i, q]) =
                ((cosine * vectors[i, p]) - (sine * vectors[i, q]), (sine * vectors[i, p]) + (cosine * vectors[i, q]));
        }
        for (int i = 0; i < a.GetLength(0); i++)
        {
            (a[p, i], a[q, i]) = ((cosine * a[p, i]) - (sine * a[q, i]), (sine * a[p, i]) + (cosine * a[q, i]));
        }
    }
}
