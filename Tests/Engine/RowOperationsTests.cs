using CsCheck;
using NUnit.Framework;
using Scratch.Engine;
using Scratch.Tests.Reference;

namespace Scratch.Tests.Engine;

[NonParallelizable] // the number of threads belongs to the process
public sealed class RowOperationsTests
{
    private static readonly RandomStream Random = new(20262);

    [Test]
    public void Sums_of_rows_of_every_small_size_are_within_the_bound()
    {
        for (int rows = 0; rows < 20; rows++)
        {
            for (int columns = 0; columns < 40; columns++)
            {
                CheckSum(rows, columns);
            }
        }
    }

    [TestCase(513, 127)]
    [TestCase(513, 128)]
    [TestCase(600, 129)]
    [TestCase(1, 70_000)]
    [TestCase(70_000, 1)]
    [TestCase(128, 1024)]
    public void Sums_of_rows_in_several_parts_are_within_the_bound(int rows, int columns) => CheckSum(rows, columns);

    [Test]
    public void A_sum_is_taken_row_after_row([Values(1, 10, 64, 100, 300)] int columns, [Values(3, 250)] int rows)
    {
        Matrix input = Matrices.Random(rows, columns, Random.Fork(0)),
            row = Matrices.Random(1, columns, Random.Fork(1));
        float[] expected = row.Span.ToArray();
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                expected[c] += input[r, c];
            }
        }

        RowOperations.AddSumOfRows(input, row);

        Assert.That(row.Span.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Sums_have_the_same_bits_for_every_number_of_threads(
        [Values(100, 700)] int rows, [Values(130, 1000)] int columns)
    {
        Framed input = Framed.Random(rows, columns, Random.Fork(0));
        uint[]? expected = null;
        foreach (int threads in PoolThreads.Counts)
        {
            using var pool = new PoolThreads(threads);
            Framed row = Framed.Random(1, columns, Random.Fork(1));
            RowOperations.AddSumOfRows(input.View, row.View);
            Assert.That(Matrices.Bits(row.View), Is.EqualTo(expected ??= Matrices.Bits(row.View)),
                $"{threads} threads");
        }
    }

    [Test]
    public void NaN_reaches_the_sum_of_its_column_alone()
    {
        Matrix input = Matrices.Random(5, 40, Random), row = Matrix.Allocate(1, 40);
        input[4, 33] = float.NaN;
        input[0, 7] = float.NegativeInfinity;

        RowOperations.AddSumOfRows(input, row);

        Assert.That(Enumerable.Range(0, 40).Where(c => float.IsNaN(row[0, c])), Is.EqualTo(new[] { 33 }));
        Assert.That(Enumerable.Range(0, 40).Where(c => float.IsInfinity(row[0, c])), Is.EqualTo(new[] { 7 }));
    }

    [Test]
    public void A_sum_into_its_own_input_or_of_another_width_is_refused()
    {
        Matrix input = Matrix.Allocate(4, 5);

        Assert.That(() => RowOperations.AddSumOfRows(input, input.SliceRows(2, 1)), Throws.ArgumentException);
        Assert.That(
            () => RowOperations.AddSumOfRows(input, Matrix.Allocate(1, 6)),
            Throws.ArgumentException.With.Message.Contains("(1, 6)").And.Message.Contains("(1, 5)"));
    }

    [Test]
    public void A_warm_sum_allocates_nothing([Values(1, 2)] int threads)
    {
        using var pool = new PoolThreads(threads);
        Matrix input = Matrices.Random(200, 500, Random), row = Matrix.Allocate(1, 500);

        Assert.That(Allocations.OfWarm(() => RowOperations.AddSumOfRows(input, row)), Is.Zero);
    }

    [Test]
    public void Repeat_writes_the_row_to_every_row_and_nowhere_else()
    {
        Framed output = Framed.Poisoned(5, 3);

        RowOperations.Repeat([1, 2, 3], output.View);

        for (int r = 0; r < 5; r++)
        {
            Assert.That(output.View.Row(r).ToArray(), Is.EqualTo(new float[] { 1, 2, 3 }));
        }
        Assert.That(output.FrameIsUntouched(), Is.True);
        Assert.That(() => RowOperations.Repeat([1, 2], output.View),
            Throws.ArgumentException.With.Message.Contains('2').And.Message.Contains('3'));
    }

    [Test]
    public void ArgMax_is_the_first_of_the_largest() =>
        // few values, so that the largest comes more than once
        Gen.Int[-3, 3].Array[1, 70].SampleSeeded(cases: 500, values =>
        {
            float[] row = [.. values.Select(v => (float)v)];
            Assert.That(RowOperations.ArgMax(row), Is.EqualTo(ReferenceRows.ArgMax(row)));
        });

    [Test]
    public void ArgMax_of_a_row_with_NaN_is_the_first_NaN()
    {
        for (int length = 2; length < 70; length++)
        {
            float[] row = new float[length];
            Random.Fork(length).FillUniform(row);
            row[length - 1] = float.NaN;
            row[length / 2] = float.NaN;
            Assert.That(RowOperations.ArgMax(row), Is.EqualTo(ReferenceRows.ArgMax(row)));
        }
        Assert.That(RowOperations.ArgMax([float.NegativeInfinity, -1, float.PositiveInfinity, 3]), Is.EqualTo(2));
    }

    [Test]
    public void Gather_takes_the_rows_asked_for()
    {
        Framed source = Framed.Random(6, 4, Random), destination = Framed.Poisoned(5, 4);
        int[] rows = [5, 0, 3, 3, 1];

        RowOperations.Gather(source.View, rows, destination.View);

        for (int i = 0; i < rows.Length; i++)
        {
            Assert.That(destination.View.Row(i).ToArray(), Is.EqualTo(source.View.Row(rows[i]).ToArray()));
        }
        Assert.That(destination.FrameIsUntouched(), Is.True);
    }

    [Test]
    public void Gather_refuses_rows_that_do_not_exist_and_shapes_that_do_not_fit()
    {
        Matrix source = Matrix.Allocate(6, 4), destination = Matrix.Allocate(1, 4);

        Assert.That(() => RowOperations.Gather(source, [6], destination),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => RowOperations.Gather(source, [-1], destination),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => RowOperations.Gather(source, [1, 2], destination),
            Throws.ArgumentException.With.Message.Contains("(1, 4)").And.Message.Contains("(2, 4)"));
    }

    private static void CheckSum(int rows, int columns)
    {
        Framed input = Framed.Random(rows, columns, Random.Fork(0)), row = Framed.Random(1, columns, Random.Fork(1));
        (double[] value, double[] magnitude) = ReferenceRows.SumOfRows(input.View, row.View);

        RowOperations.AddSumOfRows(input.View, row.View);

        double bound = EngineTolerances.Gamma(rows);
        for (int c = 0; c < columns; c++)
        {
            Assert.That(Math.Abs(row.View[0, c] - value[c]), Is.LessThanOrEqualTo(bound * magnitude[c]),
                $"column {c} of {input.View}");
        }
        Assert.That(row.FrameIsUntouched(), Is.True);
    }
}
