using NUnit.Framework;
using Scratch.Layers;

namespace Scratch.Tests.Layers.Networks;

public class NetworkSummaryTests
{
    private static readonly NetworkSummary Summary =
        NetworkSummary.Of(new Network(
            784, new Dense(784, 128), new BatchNormalisation(128), new Relu(), new Dense(128, 10)));

    [Test]
    public void Numbers_and_bytes_are_those_of_the_layers()
    {
        Assert.That(Summary.Layers.Select(l => (l.Type, l.Outputs, l.Parameters, l.State, l.Bytes)), Is.EqualTo(new[]
        {
            ("Dense", 128, (784 * 128) + 128, 0, 4L * ((784 * 128) + 128)),
            ("BatchNormalisation", 128, 256, 256, 4 * 512L),
            ("Relu", 128, 0, 0, 0L),
            ("Dense", 10, 1290, 0, 4 * 1290L),
        }));
        Assert.That((Summary.Parameters, Summary.State, Summary.Bytes), Is.EqualTo((102026L, 256L, 4 * 102282L)));
    }

    [Test]
    public void The_table_has_a_line_for_each_layer_and_the_sums()
    {
        string[] lines = Summary.ToString().TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(7));
        Assert.That(lines.Select(line => line.Length).Distinct().Count(), Is.EqualTo(1), "in columns");
        Assert.That(lines[1], Does.StartWith("input").And.Contains("(B, 784)"));
        Assert.That(lines[3], Does.StartWith("1 BatchNormalisation").And.Contains("(B, 128)").And.Contains(" 256 "));
        Assert.That(lines[6], Does.StartWith("sum").And.Contains(" 102026 ").And.EndsWith(" 409128"));
    }
}
