using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine.Exchanges;

/// <summary>What ranks share has the bits that one process gives it.</summary>
public class ExchangeTests
{
    // rows fewer than ranks; one row, one column, one product; both sides of a tile; the sizes of the digits' networks
    private static readonly (int M, int K, int N)[] Sizes =
        [(1, 5, 3), (2, 40, 1), (3, 1, 4), (7, 300, 33), (16, 16, 16), (33, 129, 65), (128, 784, 130), (130, 64, 1)];

    [Test]
    public void A_product_has_the_same_bits_on_any_number_of_ranks(
        [Values] Product product, [Values(1, 2, 3, 4, 8)] int ranks)
    {
        foreach ((int m, int k, int n) in Sizes)
        {
            var random = new RandomStream(1);
            var alone = new ProductCase(product, m, k, n, random);
            ProductCase.Run(product, alone.A, alone.B, alone.Bias, alone.C);
            float[] expected = Values(alone.C);
            LocalExchange.Run(ranks, exchange =>
            {
                var own = new ProductCase(product, m, k, n, random);
                Share(product, own);
                Assert.That(Values(own.C), Is.EqualTo(expected), $"({m}, {k}, {n}), rank {exchange.Rank} of {ranks}");
                Assert.That(exchange.Figures.BytesReceived, Is.EqualTo(
                    ranks == 1 ? 0 : 4 * (m - Exchange.OwnRows(m).Count) * n));
            });
        }
    }

    [Test]
    public void Every_row_is_one_ranks([Values(1, 2, 3, 5, 8)] int ranks, [Values(0, 1, 4, 128)] int rows)
    {
        int[] owners = new int[rows];
        LocalExchange.Run(ranks, _ =>
        {
            (int first, int count) = Exchange.OwnRows(rows);
            for (int row = first; row < first + count; row++)
            {
                Interlocked.Increment(ref owners[row]);
            }
        });
        Assert.That(owners, Is.All.EqualTo(1));
    }

    [Test]
    public void What_one_rank_knows_all_learn()
    {
        LocalExchange.Run(3, exchange =>
        {
            Assert.That(Exchange.Any(1 << exchange.Rank), Is.EqualTo(7));
            Assert.That(Exchange.Any(0), Is.Zero);
            Assert.That(Exchange.IsWriter, Is.EqualTo(exchange.Rank == 0));
        });
        Assert.That(Exchange.Any(2), Is.EqualTo(2));
        Assert.That(Exchange.IsWriter);
    }

    [Test]
    public void A_rank_that_differs_is_named_on_every_rank() => LocalExchange.Run(3, exchange =>
        Assert.That(() => Exchange.RequireSame([1, exchange.Rank == 2 ? -0f : 0f, 2], "its data are others"),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                "Rank 2 of 3 is not like rank 0: its data are others; expected the same program, options and data on "
                + "every rank.")));

    [Test]
    public void A_rank_that_fails_ends_the_others() =>
        Assert.That(
            () => LocalExchange.Run(3, exchange =>
            {
                if (exchange.Rank == 1)
                {
                    throw new NotSupportedException("broken");
                }
                Exchange.Any(0);
            }),
            Throws.TypeOf<NotSupportedException>());

    private static void Share(Product product, ProductCase own)
    {
        switch (product)
        {
            case Product.ByTransposed:
                SharedProduct.MultiplyByTransposed(own.A, own.B, own.C);
                break;
            case Product.TransposedTimes:
                SharedProduct.AddTransposedTimes(own.A, own.B, own.C);
                break;
            default:
                SharedProduct.Multiply(own.A, own.B, own.Bias, own.C);
                break;
        }
    }

    private static float[] Values(Matrix matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).SelectMany(row => matrix.Row(row).ToArray())];
}
