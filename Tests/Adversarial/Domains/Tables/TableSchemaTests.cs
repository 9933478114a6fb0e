using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Tables;

/// <summary>What training learns of a table, and how rows become features.</summary>
public sealed class TableSchemaTests
{
    private const string Text = "size,colour,label\n1,red,x\n3,blue,y\n5,red,x\n100,green,y\n,blue,x\n-7,,y\n";

    private static readonly TableOptions Options = new() { Label = "label", Impute = true };

    [Test]
    public void Means_deviations_and_categories_are_those_of_the_training_part_alone()
    {
        TableSchema schema = TableSchema.Fit(Read(Text), [0, 1, 2], Options);
        Assert.That(schema.Columns[0].Mean, Is.EqualTo(3f));
        // ((1 − 3)² + 0 + (5 − 3)²) / 3
        Assert.That(schema.Columns[0].Deviation, Is.EqualTo(MathF.Sqrt(8 / 3f)).Within(1e-6f));
        Assert.That(schema.Columns[1].Categories, Is.EqualTo(new[] { "blue", "red" }));
        Assert.That((schema.Columns[0].Fill, schema.Columns[1].Fill), Is.EqualTo((3f, 1f)),
            "the median, the most frequent");
        Assert.That(schema.Features, Is.EqualTo(3));
    }

    [Test]
    public void Rows_of_the_test_are_clipped_filled_and_counted()
    {
        Table table = Read(Text);
        TableSchema schema = TableSchema.Fit(table, [0, 1, 2], Options);
        float s = schema.Columns[0].Deviation;
        Matrix features = schema.Encode(table, [0, 3, 4, 5], out EncodingCounts counts);
        Assert.That(features.Row(0).ToArray(), Is.EqualTo(new[] { -2 / s, 0, 1 }));
        Assert.That(features.Row(1).ToArray(), Is.EqualTo(new[] { 2 / s, 0, 0 }),
            "100 is clipped to 5, green is unseen");
        Assert.That(features.Row(2).ToArray(), Is.EqualTo(new float[] { 0, 1, 0 }), "the median is the mean");
        Assert.That(features.Row(3).ToArray(), Is.EqualTo(new[] { -2 / s, 0, 1 }),
            "-7 is clipped to 1, the most frequent is red");
        Assert.That(counts, Is.EqualTo(new EncodingCounts(Filled: 2, Clipped: 2, Unseen: 1)));
        Assert.That(() => new TableDomain(schema).Box.Require(features), Throws.Nothing);
    }

    [Test]
    public void A_column_of_one_number_is_0()
    {
        Table table = Read("a,b,label\n4,1,x\n4,2,y\n");
        TableSchema schema = TableSchema.Fit(table, [0, 1], Options);
        Assert.That(schema.Encode(table, [0, 1], out _).Row(0).ToArray(), Is.EqualTo(new float[] { 0, -1 }));
    }

    [Test]
    public void The_schema_comes_back_from_its_JSON_and_a_broken_one_is_refused()
    {
        TableSchema schema = TableSchema.Fit(Read(Text), [0, 1, 2, 3], Options);
        TableSchema again = TableSchema.Read(schema.Write(), "table.json");
        Assert.That(again.Write(), Is.EqualTo(schema.Write()));
        Assert.That(again.Columns[0].Mean, Is.EqualTo(schema.Columns[0].Mean));
        Assert.That(() => TableSchema.Read("{}", "table.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("table.json"));
        Assert.That(() => TableSchema.Read("[", "table.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("table.json"));
        string negative = schema.Write().Replace("\"deviation\": 1", "\"deviation\": -1", StringComparison.Ordinal);
        Assert.That(() => TableSchema.Read(negative, "table.json"), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Raw_values_become_what_the_table_has_before_it_is_standardised()
    {
        Table table = Read(Text);
        TableSchema schema = TableSchema.Fit(table, [0, 1, 2], Options);
        float[] raw = new float[3];
        Assert.That(schema.EncodeRaw(["200", "green"], raw), Is.EqualTo(new EncodingCounts(0, 1, 1)));
        Assert.That(raw, Is.EqualTo(new float[] { 5, 0, 0 }));
        Assert.That(schema.EncodeRaw(["?", " blue "], raw), Is.EqualTo(new EncodingCounts(1, 0, 0)));
        Assert.That(raw, Is.EqualTo(new float[] { 3, 1, 0 }));
        Assert.That(() => schema.EncodeRaw(["big", "blue"], raw),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("column 1 (size): 'big'"));
        TableSchema strict = schema with { Options = new TableOptions() };
        Assert.That(() => strict.EncodeRaw(["", "blue"], raw),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("missing"));
    }

    [Test]
    public void The_domain_keeps_categories_fixed_and_numbers_in_their_range()
    {
        Table table = Read(Text);
        TableSchema schema = TableSchema.Fit(table, [0, 1, 2], Options);
        var domain = new TableDomain(schema);
        Matrix features = schema.Encode(table, [0, 1, 2, 5], out _);
        float[] moved = [9, 0.5f, -3];
        domain.Box.Clip(moved, features.Row(0));
        Assert.That(moved, Is.EqualTo(new[] { 2 / schema.Columns[0].Deviation, 0, 1 }));
        Assert.That(domain.Describe(features.Row(0)), Is.EqualTo("size 1, colour red"));
        foreach (Corruption corruption in domain.Corruptions)
        {
            for (int severity = 1; severity <= Corruption.Severities; severity++)
            {
                Matrix output = Matrix.Allocate(1, 3);
                corruption.Apply(features.Row(1), output.Row(0), severity, new RandomStream(5));
                Assert.That(() => domain.Box.Require(output), Throws.Nothing, corruption.Name);
            }
        }
        Matrix augmented = Matrix.Allocate(4, 3);
        domain.CreateAugmenter(new Augmentation([new("noise", 0.5f), new("mask", 0.3f)]))
            .Augment(features, new[] { 3, 2, 1, 0 }, new RandomStream(1), augmented);
        Assert.That(() => domain.Box.Require(augmented), Throws.Nothing);
        Assert.That(augmented.Row(3)[1..].ToArray(), Is.EqualTo(features.Row(3)[1..].ToArray()));
        Assert.That(augmented.Row(3)[0], Is.Not.EqualTo(features[3, 0]));
    }

    private static Table Read(string text) =>
        Table.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "t.csv", Options);
}
