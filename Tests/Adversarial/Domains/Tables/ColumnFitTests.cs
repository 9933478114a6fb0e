using NUnit.Framework;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Tables;

/// <summary>What is learnt of a column without its values in memory, beside what their sorted list says.</summary>
public class ColumnFitTests
{
    [TestCase(1, 0)]
    [TestCase(2, 1)]
    [TestCase(7, 2)]
    [TestCase(1000, 3)]
    [TestCase(1001, 4)]
    public void It_is_what_the_sorted_values_say(int count, int seed)
    {
        float[] values = new float[count];
        new RandomStream((ulong)seed).FillNormal(values);
        for (int i = 0; i < count; i++)
        {
            values[i] = (i % 5) switch { 0 => MathF.Round(values[i]), 1 => 1e20f * values[i], _ => values[i] };
        }
        float[] sorted = [.. values.Order()];
        double mean = values.Average(value => (double)value);
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        foreach (ColumnFit fit in (ColumnFit[])[new(), new(count)]) // by counting, by sorting
        {
            ColumnSchema column = Fit(new TableColumn("x"), [.. values, float.NaN], fit);
            Assert.That(column.Mean, Is.EqualTo((float)mean));
            Assert.That(column.Deviation, Is.EqualTo(deviation > 0 ? (float)deviation : 1));
            Assert.That((column.Least, column.Largest), Is.EqualTo((sorted[0], sorted[^1])));
            Assert.That(column.Fill, Is.EqualTo((sorted[(count - 1) / 2] / 2) + (sorted[count / 2] / 2)));
        }
    }

    [TestCase(4)]
    [TestCase(int.MaxValue)]
    public void The_same_object_takes_one_column_after_another(int rows)
    {
        var fit = new ColumnFit(rows);
        Assert.That(Fit(new TableColumn("x"), [5, 4, 3], fit).Fill, Is.EqualTo(4));
        ColumnSchema kinds = Fit(new TableColumn("kind", ["a", "b", "c"]), [2, 2, 0, float.NaN], fit);
        Assert.That(kinds.Categories, Is.EqualTo(["a", "c"]));
        Assert.That(kinds.Fill, Is.EqualTo(1));
        Assert.That(Fit(new TableColumn("x"), [-1, -3], fit).Fill, Is.EqualTo(-2));
        Assert.That(() => Fit(new TableColumn("empty"), [float.NaN], fit),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("'empty' has no value"));
    }

    private static ColumnSchema Fit(TableColumn column, float[] values, ColumnFit? fit = null)
    {
        fit ??= new ColumnFit();
        fit.Begin(column);
        Array.ForEach(values, fit.Count);
        fit.EndCount("table");
        Array.ForEach(values, fit.Measure);
        return fit.ToSchema();
    }
}
