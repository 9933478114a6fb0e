namespace Scratch.Engine;

/// <summary>
/// The products of <see cref="MatrixProduct"/>, whose rows the ranks of an <see cref="Exchange"/> share: each computes
/// some, and all get the whole. Without an exchange, the products themselves.
/// </summary>
/// <remarks>
/// An element's bits depend on its own row and column alone, so it doesn't matter who computes it. For the weights of a
/// layer the rows are those of W: every one sums over the whole batch in the batch's order, which sums of gradients
/// over ranks would not. What is sooner computed than sent, every rank computes for itself.
/// </remarks>
internal static class SharedProduct
{
    /// <summary>c = a · b + bias, as <see cref="MatrixProduct.Multiply"/>; each rank some rows of a.</summary>
    public static void Multiply(Matrix a, Matrix b, Matrix bias, Matrix c)
    {
        if (!IsShared(c, a.Columns))
        {
            MatrixProduct.Multiply(a, b, bias, c);
            return;
        }
        (int first, int count) = Exchange.OwnRows(c.Rows);
        MatrixProduct.Multiply(a.SliceRows(first, count), b, bias, c.SliceRows(first, count));
        Exchange.GatherRows(c);
    }

    /// <summary>c = a · bᵀ, as <see cref="MatrixProduct.MultiplyByTransposed"/>; each rank some rows of a.</summary>
    public static void MultiplyByTransposed(Matrix a, Matrix b, Matrix c)
    {
        if (!IsShared(c, a.Columns))
        {
            MatrixProduct.MultiplyByTransposed(a, b, c);
            return;
        }
        (int first, int count) = Exchange.OwnRows(c.Rows);
        MatrixProduct.MultiplyByTransposed(a.SliceRows(first, count), b, c.SliceRows(first, count));
        Exchange.GatherRows(c);
    }

    /// <summary>c += aᵀ · b, as <see cref="MatrixProduct.AddTransposedTimes"/>; each rank some columns of a.</summary>
    public static void AddTransposedTimes(Matrix a, Matrix b, Matrix c)
    {
        if (!IsShared(c, a.Rows))
        {
            MatrixProduct.AddTransposedTimes(a, b, c);
            return;
        }
        (int first, int count) = Exchange.OwnRows(c.Rows);
        MatrixProduct.AddTransposedTimes(a.SliceColumns(first, count), b, c.SliceRows(first, count));
        Exchange.GatherRows(c);
    }

    private static bool IsShared(Matrix c, int inner) =>
        Exchange.Current is { } exchange && exchange.Costs.IsWorth((long)c.Rows * c.Columns, inner);
}
