using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine;

/// <summary>
/// What holds beside the values: the same bits for any number of threads and any batch, and no allocation.
/// </summary>
[NonParallelizable] // the number of threads belongs to the process
public sealed class MatrixProductGuaranteeTests
{
    private static readonly RandomStream Random = new(20261);

    /// <summary>
    /// (M, K, N): several blocks of rows, several runs of panels, both, one row, and a product too small to cut.
    /// </summary>
    private static readonly int[][] Sizes =
        [[400, 150, 33], [70, 784, 128], [401, 600, 70], [1, 784, 512], [7, 11, 13]];

    [Test]
    public void The_bits_are_the_same_for_every_number_of_threads(
        [Values] Product product, [ValueSource(nameof(Sizes))] int[] size)
    {
        uint[]? expected = null;
        foreach (int threads in PoolThreads.Counts)
        {
            using var pool = new PoolThreads(threads);
            for (int repetition = 0; repetition < 3; repetition++)
            {
                var parallel = new ProductCase(product, size[0], size[1], size[2], Random);
                parallel.Run();
                uint[] bits = Matrices.Bits(parallel.C);
                Assert.That(bits.AsSpan().SequenceEqual(expected ??= bits), Is.True, $"{threads} threads");
            }
        }
    }

    [Test]
    public void A_row_is_the_same_alone_as_in_any_batch([Values] Product product)
    {
        // a second block of rows, a third block of k, an edge
        var batch = new ProductCase(product, 205, 1030, 50, Random);
        Matrix alone = Matrix.Allocate(205, 50);
        batch.C.CopyTo(alone);
        batch.Run();

        for (int row = 0; row < batch.C.Rows; row++)
        {
            ProductCase.Run(product, batch.RowOfA(row), batch.B, batch.Bias, alone.SliceRows(row, 1));
        }

        Assert.That(Matrices.Bits(alone), Is.EqualTo(Matrices.Bits(batch.C)));
    }

    [Test]
    public void A_column_is_the_same_whatever_stands_beside_it()
    {
        var wide = new ProductCase(Product.WithBias, 20, 530, 37, Random);
        wide.Run();

        for (int column = 0; column < wide.C.Columns; column++)
        {
            Matrix alone = Matrix.Allocate(20, 1);
            MatrixProduct.Multiply(wide.A, wide.B.SliceColumns(column, 1), wide.Bias.SliceColumns(column, 1), alone);
            Assert.That(Matrices.Bits(alone), Is.EqualTo(Matrices.Bits(wide.C.SliceColumns(column, 1))));
        }
    }

    [Test]
    public void A_warm_product_allocates_nothing([Values] Product product, [Values(1, 2)] int threads)
    {
        using var pool = new PoolThreads(threads);
        var warm = new ProductCase(product, 401, 200, 70, Random);

        Assert.That(Allocations.OfWarm(warm.Run), Is.Zero);
    }
}
