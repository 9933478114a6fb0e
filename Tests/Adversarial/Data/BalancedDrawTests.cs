using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Data;

internal sealed class BalancedDrawTests
{
    private static readonly Dataset Data = Toys.Images(60);

    [Test]
    public void Any_first_part_has_every_class_alike_and_no_example_twice()
    {
        int[] rows = BalancedDraw.Rows(Data, 31, new RandomStream(1));
        Assert.That(rows, Is.Unique);
        for (int part = 1; part <= rows.Length; part++)
        {
            int[] counts = [.. rows[..part].Select(row => Data.Labels.Span[row]).CountBy(label => label)
                .Select(pair => pair.Value)];
            Assert.That(counts.Max() - (counts.Length < Toys.Classes ? 0 : counts.Min()), Is.LessThanOrEqualTo(1),
                $"{part}");
        }
    }

    [Test]
    public void The_stream_decides_which()
    {
        int[] rows = BalancedDraw.Rows(Data, 30, new RandomStream(1));
        Assert.That(BalancedDraw.Rows(Data, 30, new RandomStream(1)), Is.EqualTo(rows));
        Assert.That(BalancedDraw.Rows(Data, 30, new RandomStream(2)), Is.Not.EqualTo(rows));
        Assert.That(BalancedDraw.Rows(Data, 12, new RandomStream(1)), Is.EqualTo(rows[..12]));
    }

    [Test]
    public void Of_a_class_any_example_is_as_likely()
    {
        int[] drawn = new int[Data.Count];
        for (ulong seed = 0; seed < 600; seed++)
        {
            foreach (int row in BalancedDraw.Rows(Data, 6, new RandomStream(seed)))
            {
                drawn[row]++;
            }
        }
        Assert.That(drawn, Is.All.InRange(30, 95), "60 expected, with a deviation of 7.3");
    }

    [Test]
    public void Too_few_examples_of_a_class_are_named() => Assert.That(
        () => BalancedDraw.Rows(Data, 61, new RandomStream(1)),
        Throws.TypeOf<InvalidDataException>()
            .With.Message.EqualTo("toy has 20 examples of class 0; 61 labels, evenly over 3 classes, need more."));
}
