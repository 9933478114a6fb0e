using CsCheck;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine;

/// <summary>
/// The values of the products, against doubles: what is computed, where it is written, what it is refused.
/// </summary>
public sealed class MatrixProductTests
{
    private static readonly RandomStream Random = new(20260);

    [Test]
    public void Every_small_size_is_within_the_bound([Values] Product product)
    {
        const int Sizes = 34; // across the largest tile's 14 rows and 32 columns, and one more tile begun
        for (int m = 0; m < Sizes; m++)
        {
            for (int k = 0; k < Sizes; k++)
            {
                for (int n = 0; n < Sizes; n++)
                {
                    Assert.That(new ProductCase(product, m, k, n, Random).RunAndCompare(), Is.Null);
                }
            }
        }
    }

    [Test]
    public void Random_sizes_are_within_the_bound([Values] Product product) =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 200], Gen.Int[1, 200], Gen.ULong).SampleSeeded(cases: 12, size =>
            Assert.That(new ProductCase(product, size.Item1, size.Item2, size.Item3, new RandomStream(size.Item4))
                .RunAndCompare(), Is.Null));

    [Test]
    [Explicit("minutes: dotnet test -c Release --filter \"FullyQualifiedName~Two_thousand\"")]
    public void Two_thousand_random_sizes_are_within_the_bound([Values] Product product) =>
        Gen.Select(Gen.Int[0, 513], Gen.Int[0, 513], Gen.Int[0, 513], Gen.ULong).SampleSeeded(cases: 2000, size =>
            Assert.That(new ProductCase(product, size.Item1, size.Item2, size.Item3, new RandomStream(size.Item4))
                .RunAndCompare(), Is.Null));

    [Test]
    public void Rows_that_collide_in_the_cache_give_the_same_bits(
        [Values(1024, 2048)] int inner, [Values(1, 70)] int rows)
    {
        Matrix colliding = Matrices.Random(rows, inner, Random),
            apart = Matrix.Allocate(rows, inner + 16).SliceColumns(0, inner);
        Matrix b = Matrices.Random(inner, 45, Random), c = Matrix.Allocate(rows, 45),
            expected = Matrix.Allocate(rows, 45);
        colliding.CopyTo(apart);

        MatrixProduct.Multiply(apart, b, default, expected);
        MatrixProduct.Multiply(colliding, b, default, c);

        Assert.That(Matrices.Bits(c), Is.EqualTo(Matrices.Bits(expected)));
    }

    [Test]
    public void Sizes_around_the_blocks_are_within_the_bound(
        [Values] Product product, [Values(191, 192, 193)] int m, [Values(511, 512, 513, 1024, 1025)] int k,
            [Values(15, 16, 17)] int n) =>
        Assert.That(new ProductCase(product, m, k, n, Random).RunAndCompare(), Is.Null);

    [Test]
    public void Adding_twice_adds_twice()
    {
        Matrix a = Matrix.FromRows([1, 2], [3, 4], [5, 6]), b = Matrix.FromRows([1, 0, -1], [2, 1, 0], [0, 1, 3]);
        Matrix c = Matrix.FromRows([100, 200, 300], [400, 500, 600]);

        MatrixProduct.AddTransposedTimes(a, b, c);
        MatrixProduct.AddTransposedTimes(a, b, c);

        // aᵀ b = [1+6+0, 0+3+5, -1+0+15; 2+8+0, 0+4+6, -2+0+18] = [7, 8, 14; 10, 10, 16]
        Assert.That(c.Span.ToArray(), Is.EqualTo(new float[] { 114, 216, 328, 420, 520, 632 }));
    }

    [Test]
    public void Overwriting_twice_changes_nothing(
        [Values(Product.Plain, Product.WithBias, Product.ByTransposed)] Product product)
    {
        var twice = new ProductCase(product, 13, 600, 19, Random);
        twice.Run();
        uint[] once = Matrices.Bits(twice.C);

        twice.Run();

        Assert.That(Matrices.Bits(twice.C), Is.EqualTo(once));
    }

    [Test]
    public void NaN_reaches_its_row_or_column_and_no_other(
        [Values] Product product, [Values(0, 5, 12)] int row, [Values(0, 15, 18)] int column)
    {
        var left = new ProductCase(product, 13, 21, 19, Random);
        left.ElementOfA(row, 20) = float.NaN;
        left.Run();
        var right = new ProductCase(product, 13, 21, 19, Random);
        right.ElementOfB(0, column) = float.NaN;
        right.Run();

        Assert.That(Where(left.C, float.IsNaN), Is.EqualTo(All(left.C, (i, _) => i == row)));
        Assert.That(Where(right.C, float.IsNaN), Is.EqualTo(All(right.C, (_, j) => j == column)));
    }

    [Test]
    public void NaN_in_the_bias_reaches_its_column()
    {
        var product = new ProductCase(Product.WithBias, 13, 21, 19, Random);
        product.Bias[0, 17] = float.NaN;
        product.Run();

        Assert.That(Where(product.C, float.IsNaN), Is.EqualTo(All(product.C, (_, j) => j == 17)));
    }

    [Test]
    public void Infinity_keeps_its_sign_and_meets_zero_as_NaN([Values] Product product)
    {
        var infinite = new ProductCase(product, 13, 21, 19, Random);
        infinite.ElementOfA(7, 3) = float.PositiveInfinity;
        for (int column = 0; column < 19; column++)
        {
            infinite.ElementOfB(3, column) = 9 - column; // 9 … 1, 0, -1 … -9
        }
        infinite.Run();

        Assert.That(Where(infinite.C, float.IsPositiveInfinity),
            Is.EqualTo(All(infinite.C, (i, j) => i == 7 && j < 9)));
        Assert.That(Where(infinite.C, float.IsNaN), Is.EqualTo(All(infinite.C, (i, j) => i == 7 && j == 9)));
        Assert.That(Where(infinite.C, float.IsNegativeInfinity),
            Is.EqualTo(All(infinite.C, (i, j) => i == 7 && j > 9)));
    }

    [Test]
    public void A_result_within_an_operand_is_refused()
    {
        Matrix all = Matrix.Allocate(8, 8), other = Matrix.Allocate(4, 4);
        Matrix c = all.SliceRows(2, 4).SliceColumns(2, 4), touching = all.SliceRows(5, 3).SliceColumns(0, 4);
        Matrix a = touching.SliceRows(0, 1).SliceColumns(0, 4);

        Assert.That(() => MatrixProduct.Multiply(c, other, default, c), Throws.ArgumentException);
        Assert.That(() => MatrixProduct.Multiply(other, c, default, c), Throws.ArgumentException);
        Assert.That(() => MatrixProduct.Multiply(other, other, c.SliceRows(1, 1), c), Throws.ArgumentException);
        Assert.That(() => MatrixProduct.MultiplyByTransposed(c, other, c), Throws.ArgumentException);
        Assert.That(() => MatrixProduct.MultiplyByTransposed(other, c, c), Throws.ArgumentException);
        Assert.That(() => MatrixProduct.AddTransposedTimes(c, other, c), Throws.ArgumentException);
        Assert.That(() => MatrixProduct.AddTransposedTimes(other, c, c), Throws.ArgumentException);
        Assert.That(() => MatrixProduct.AddTransposedTimes(a, a, c),
            Throws.ArgumentException.With.Message.Contains("(1, 4)"));
    }

    [Test]
    public void Interleaved_operands_are_allowed()
    {
        Matrix all = Matrices.Random(6, 18, Random), apart = Matrix.Allocate(6, 6), copy = Matrix.Allocate(6, 18);
        all.CopyTo(copy);

        MatrixProduct.Multiply(copy.SliceColumns(0, 6), copy.SliceColumns(12, 6), default, apart);
        MatrixProduct.Multiply(all.SliceColumns(0, 6), all.SliceColumns(12, 6), default, all.SliceColumns(6, 6));

        Assert.That(Matrices.Bits(all.SliceColumns(6, 6)), Is.EqualTo(Matrices.Bits(apart)));
    }

    [Test]
    public void Shapes_that_do_not_fit_are_both_named()
    {
        Matrix a = Matrix.Allocate(2, 3), b = Matrix.Allocate(4, 5), c = Matrix.Allocate(7, 8),
            bias = Matrix.Allocate(1, 9);
        Matrix fitting = Matrix.Allocate(3, 5);

        AssertNames(() => MatrixProduct.Multiply(a, b, default, c), "(2, 3)", "(4, 5)");
        AssertNames(() => MatrixProduct.MultiplyByTransposed(a, b, c), "(2, 3)", "(4, 5)");
        AssertNames(() => MatrixProduct.AddTransposedTimes(a, b, c), "(2, 3)", "(4, 5)");
        AssertNames(() => MatrixProduct.Multiply(a, fitting, default, c), "(7, 8)", "(2, 5)");
        AssertNames(() => MatrixProduct.Multiply(a, fitting, bias, Matrix.Allocate(2, 5)), "(1, 9)", "(1, 5)");
        AssertNames(() => MatrixProduct.MultiplyByTransposed(a, Matrix.Allocate(6, 3), c), "(7, 8)", "(2, 6)");
        AssertNames(() => MatrixProduct.AddTransposedTimes(a, Matrix.Allocate(2, 6), c), "(7, 8)", "(3, 6)");
    }

    private static void AssertNames(Action product, string first, string second) =>
        Assert.That(product, Throws.ArgumentException.With.Message.Contains(first).And.Message.Contains(second));

    private static bool[] Where(Matrix matrix, Func<float, bool> condition) =>
        All(matrix, (i, j) => condition(matrix[i, j]));

    private static bool[] All(Matrix matrix, Func<int, int, bool> condition) =>
        [.. Enumerable.Range(0, matrix.Length).Select(e => condition(e / matrix.Columns, e % matrix.Columns))];
}
