using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Tables;

/// <summary>
/// Tables that can be read: separators, quotes, line ends, headers, missing values, categories, labels, groups.
/// </summary>
public sealed class TableReaderTests
{
    [TestCase("size,colour,label\n1.5,red,b\n-2e1,blue,a\n")]
    [TestCase("size;colour;label\r\n1.5;red;b\r\n-2e1;blue;a")]
    [TestCase("\uFEFFsize\tcolour\tlabel\n1.5\tred\tb\n\n-2e1\tblue\ta\n\n")]
    [TestCase("\n\"size\",\"colour\",\"label\"\n\"1.5\",\"red\",\"b\"\n -20 , blue ,a\n")]
    public void Separators_quotes_line_ends_and_marks_make_no_difference(string text)
    {
        Table table = Read(text, new TableOptions { Label = "label" });
        Assert.That(table.Columns.Select(column => column.Name), Is.EqualTo(new[] { "size", "colour" }));
        Assert.That(table.Columns[0].Categories, Is.Null);
        Assert.That(table.Columns[1].Categories, Is.EqualTo(new[] { "blue", "red" }));
        Assert.That(table.Values.Span.ToArray(), Is.EqualTo(new float[] { 1.5f, 1, -20, 0 }));
        Assert.That(table.Classes, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(table.Labels.ToArray(), Is.EqualTo(new[] { 1, 0 }));
    }

    [Test]
    public void Quoted_values_hold_separators_quotes_and_line_breaks()
    {
        Table table = Read("a,label\n\"x,y\",1\n\"say \"\"so\"\"\",2\n\"two\nlines\",1\n",
            new TableOptions { Label = "label" });
        Assert.That(table.Columns[0].Categories, Is.EqualTo(new[] { "say \"so\"", "two\nlines", "x,y" }));
        Assert.That(() => Read("a,b,label\n\"1\n\",1,1\n2,,2\n", new TableOptions { Label = "label" }),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("t.csv: line 2, column 1 (a)")
                .Or.Message.StartsWith("t.csv: line 4, column 2 (b)"));
    }

    [Test]
    public void Without_a_header_columns_are_called_by_their_numbers()
    {
        Table table = Read("1,2,7\n3,4,10\n", new TableOptions { Label = "3", HasHeader = false });
        Assert.That(table.Columns.Select(column => column.Name), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(table.Classes, Is.EqualTo(new[] { "7", "10" }), "by their size, not by their text");
    }

    [Test]
    public void Missing_values_stay_missing_if_they_may()
    {
        Table table = Read("a,c,label\nNA,x,1\n2,?,2\nnull,y,1\n , NaN,2\n",
            new TableOptions { Label = "LABEL", Impute = true });
        Assert.That(table.Values.Span.ToArray(),
            Is.EqualTo(new float[] { float.NaN, 0, 2, float.NaN, float.NaN, 1, float.NaN, float.NaN }));
    }

    [Test]
    public void A_column_of_numbers_may_be_of_categories_and_groups_are_read()
    {
        Table table = Read("zip,who,label\n10,u,1\n9,v,2\n10,u,1\n",
            new TableOptions { Label = "label", Group = "who", Categories = ["zip"] });
        Assert.That(table.Columns.Single().Categories, Is.EqualTo(new[] { "9", "10" }));
        Assert.That(table.Values.Span.ToArray(), Is.EqualTo(new float[] { 1, 0, 1 }));
        Assert.That(table.Groups!.Value.ToArray(), Is.EqualTo(new[] { 0, 1, 0 }));
    }

    [Test]
    public void Many_rows_keep_their_order()
    {
        string text = "a,b,label\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},{i / 4f},{i % 3}\n"));
        Table table = Read(text, new TableOptions { Label = "label" });
        Assert.That(table.Count, Is.EqualTo(50_000));
        for (int i = 0; i < table.Count; i++)
        {
            Assert.That((table.Values[i, 0], table.Values[i, 1], table.Labels.Span[i]),
                Is.EqualTo(((float)i, i / 4f, i % 3)));
        }
    }

    [Test]
    public void Rows_are_split_by_class_and_group()
    {
        int[] labels = [.. Enumerable.Range(0, 400).Select(i => i % 10 == 0 ? 1 : 0)],
            groups = [.. Enumerable.Range(0, 400).Select(i => i / 5)];
        Table plain = new("t", [new("a")], Matrix.Allocate(400, 1), labels, ["x", "y"]);
        (int[] kept, int[] aside) = TableSplit.Stratify(plain, 0.25f, new RandomStream(3));
        Assert.That(kept.Concat(aside).Order(), Is.EqualTo(Enumerable.Range(0, 400)));
        Assert.That((aside.Length, aside.Count(row => labels[row] == 1)), Is.EqualTo((100, 10)));
        Assert.That(TableSplit.Stratify(plain, 0.25f, new RandomStream(3)).SetAside, Is.EqualTo(aside));
        Assert.That(TableSplit.Stratify(plain, 0.25f, new RandomStream(4)).SetAside, Is.Not.EqualTo(aside));

        Table grouped = new("t", [new("a")], Matrix.Allocate(400, 1), labels, ["x", "y"], groups);
        (kept, aside) = TableSplit.Stratify(grouped, 0.25f, new RandomStream(3));
        Assert.That(kept.Select(row => groups[row]).Intersect(aside.Select(row => groups[row])), Is.Empty);
        Assert.That(aside.Length, Is.EqualTo(100).Within(10));
        Assert.That(aside.Count(row => labels[row] == 1), Is.EqualTo(10).Within(2));
    }

    [Test]
    public void A_split_that_leaves_a_class_out_of_training_is_refused()
    {
        Table table = new("t", [new("a")], Matrix.Allocate(4, 1), [0, 0, 1, 1], ["x", "y"], [0, 0, 1, 1]);
        Assert.That(() => TableSplit.Stratify(table, 0.5f, new RandomStream(1)), Throws.TypeOf<InvalidDataException>());
    }

    private static Table Read(string text, TableOptions options) =>
        Table.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "t.csv", options);
}
