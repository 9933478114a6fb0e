using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine;

internal sealed class SparseRowsTests
{
    [Test]
    public void An_entry_is_a_row_and_a_sign()
    {
        int entry = SparseRows.Entry(5, negative: true);
        Assert.That((SparseRows.Row(entry), SparseRows.Sign(entry)), Is.EqualTo((5, -1f)));
        Assert.That(SparseRows.Sign(SparseRows.Entry(5, negative: false)), Is.EqualTo(1f));
    }

    [TestCase(1)]
    [TestCase(15)]
    [TestCase(32)]
    [TestCase(84)]
    public void Sums_are_the_product_with_the_vector_and_its_gradient(int columns)
    {
        const int Rows = 9;
        Matrix matrix = Matrix.Allocate(Rows, columns), gradient = Matrix.Allocate(Rows, columns);
        new RandomStream(1).FillNormal(matrix.Span);
        int[] entries = [.. Enumerable.Range(0, 40).Select(i => SparseRows.Entry(
            new RandomStream(2).Below(Rows, (ulong)i), new RandomStream(3).Uniform((ulong)i) < 0.5f))];
        double[] vector = new double[Rows];
        foreach (int entry in entries)
        {
            vector[SparseRows.Row(entry)] += SparseRows.Sign(entry);
        }

        float[] sum = new float[columns], values = new float[columns];
        Array.Fill(sum, 0.5f);
        new RandomStream(4).FillNormal(values);
        gradient.Fill(0.25f);
        SparseRows.AddRows(matrix, entries, sum);
        SparseRows.AddToRows(values, 2, entries, gradient);

        for (int j = 0; j < columns; j++)
        {
            double expected = 0.5;
            for (int row = 0; row < Rows; row++)
            {
                expected += vector[row] * matrix[row, j];
                Assert.That(gradient[row, j], Is.EqualTo(0.25 + (2 * vector[row] * values[j])).Within(1e-4));
            }
            Assert.That(sum[j], Is.EqualTo(expected).Within(1e-4));
        }
    }

    [Test]
    public void No_entry_changes_nothing_and_a_wrong_one_is_named()
    {
        Matrix matrix = Matrix.Allocate(3, 2);
        float[] sum = [1, 2];
        SparseRows.AddRows(matrix, [], sum);
        Assert.That(sum, Is.EqualTo(new float[] { 1, 2 }));
        Assert.That(() => SparseRows.AddRows(matrix, [0, SparseRows.Entry(3, negative: false)], sum),
            Throws.ArgumentException.With.Message.Contains("Entry 1 names row 3, expected 0 to 2."));
        Assert.That(() => SparseRows.AddToRows(sum, 1, [-1], matrix), Throws.ArgumentException);
        Assert.That(() => SparseRows.AddRows(matrix, [0], new float[3]), Throws.ArgumentException);
    }
}
