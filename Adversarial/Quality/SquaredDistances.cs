namespace Scratch.Adversarial.Quality;

/// <summary>
/// Reads the distances of one query to some of the points, in the order of the points. Called from one thread at a time
/// for each query.
/// </summary>
internal interface IDistanceReader
{
    /// <param name="query">The row of the query.</param>
    /// <param name="firstPoint">The row of the first of these points.</param>
    /// <param name="squared">The squared distances to it and to those behind it; overwritten by the next.</param>
    void Read(int query, int firstPoint, ReadOnlySpan<float> squared);
}

/// <summary>
/// All squared distances between the rows of two matrices, |q − p|² = |q|² + |p|² − 2 q·p, in blocks of one matrix
/// product each: at no time are there more than 256 · 1024 of them.
/// </summary>
/// <remarks>
/// What a distance comes to depends on its two rows alone, so it has the same bits on any number of threads. Norms are
/// taken from the same product as q·p, so that the distance of equal rows is exactly 0; elsewhere the error is about
/// 1e-7 (|q|² + |p|²).
/// </remarks>
internal static class SquaredDistances
{
    // with 256 queries 1 MB of products: they stay in the second-level cache until they are read
    public const int PointsOfBlock = 1024;
    private const int QueriesOfBlock = 256;
    private const int RowsOfNorms = 64;

    /// <summary>Gives all distances to a reader. queries (Q,F), points (P,F) -> Q · P squared distances</summary>
    /// <param name="queries">(Q, F).</param>
    /// <param name="points">(P, F); may be the same matrix.</param>
    /// <param name="reader">Gets those of a query block by block, the points from the first to the last.</param>
    /// <param name="cancellation">Checked before every block.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static void Read(
        Matrix queries, Matrix points, IDistanceReader reader, CancellationToken cancellation = default)
    {
        Shape.Require(points, points.Rows, queries.Columns);
        float[] queryNorms = Norms(queries), pointNorms = Norms(points);
        Matrix products = Matrix.Allocate(QueriesOfBlock, PointsOfBlock);
        var job = new Job(reader);
        for (int query = 0; query < queries.Rows; query += QueriesOfBlock)
        {
            Matrix someQueries = queries.SliceRows(query, Math.Min(QueriesOfBlock, queries.Rows - query));
            job.QueryNorms = queryNorms.AsMemory(query, someQueries.Rows);
            job.FirstQuery = query;
            for (int point = 0; point < points.Rows; point += PointsOfBlock)
            {
                cancellation.ThrowIfCancellationRequested();
                Matrix somePoints = points.SliceRows(point, Math.Min(PointsOfBlock, points.Rows - point));
                job.Products = products.SliceRows(0, someQueries.Rows).SliceColumns(0, somePoints.Rows);
                job.PointNorms = pointNorms.AsMemory(point, somePoints.Rows);
                job.FirstPoint = point;
                MatrixProduct.MultiplyByTransposed(someQueries, somePoints, job.Products);
                WorkerPool.Run(job, (someQueries.Rows + Job.QueriesOfPart - 1) / Job.QueriesOfPart);
            }
        }
    }

    private static float[] Norms(Matrix rows)
    {
        float[] norms = new float[rows.Rows];
        Matrix products = Matrix.Allocate(RowsOfNorms, RowsOfNorms);
        for (int start = 0; start < rows.Rows; start += RowsOfNorms)
        {
            Matrix some = rows.SliceRows(start, Math.Min(RowsOfNorms, rows.Rows - start));
            Matrix square = products.SliceRows(0, some.Rows).SliceColumns(0, some.Rows);
            MatrixProduct.MultiplyByTransposed(some, some, square);
            for (int i = 0; i < some.Rows; i++)
            {
                norms[start + i] = square[i, i];
            }
        }
        return norms;
    }

    private sealed class Job(IDistanceReader reader) : ParallelJob
    {
        public const int QueriesOfPart = 16;

        public Matrix Products;
        public ReadOnlyMemory<float> QueryNorms;
        public ReadOnlyMemory<float> PointNorms;
        public int FirstQuery;
        public int FirstPoint;

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * QueriesOfPart, Products.Rows);
            for (int i = part * QueriesOfPart; i < end; i++)
            {
                Span<float> row = Products.Row(i);
                TensorPrimitives.MultiplyAdd(row, -2f, PointNorms.Span, row);
                TensorPrimitives.Add(row, QueryNorms.Span[i], row);
                TensorPrimitives.Max(row, 0f, row); // rounding may have taken a tiny one below
                reader.Read(FirstQuery + i, FirstPoint, row);
            }
        }
    }
}
