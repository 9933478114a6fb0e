using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers;

/// <summary>Dropout and noise.</summary>
public class RandomLayerTests
{
    private const int Rows = 200, Columns = 100;

    private static readonly Matrix Ones = MakeOnes();

    [Test]
    public void Dropout_keeps_the_expectation()
    {
        float[] output = Trained(new Dropout(0.4f), new RandomStream(1));
        Assert.That(output.Distinct().Order(), Is.EqualTo([0, 1 / (1 - 0.4f)]));
        // four standard deviations
        Assert.That(output.Count(y => y == 0) / (double)output.Length, Is.EqualTo(0.4).Within(0.014));
        Assert.That(output.Average(), Is.EqualTo(1).Within(0.024));
    }

    [Test]
    public void Noise_has_its_deviation_and_no_mean()
    {
        float[] noise = [.. Trained(new GaussianNoise(0.5f), new RandomStream(1)).Select(y => y - 1)];
        Assert.That(noise.Average(), Is.EqualTo(0).Within(0.015)); // four standard deviations
        Assert.That(noise.Average(e => e * e), Is.EqualTo(0.25).Within(0.01));
    }

    [Test]
    public void Evaluation_changes_nothing()
    {
        var network = new Network(Columns, new Dropout(0.4f), new GaussianNoise(0.5f));
        Assert.That(Agreement.Bits(network.PredictOutputs(Ones)), Is.EqualTo(Agreement.Bits(Ones)));
    }

    [Test]
    public void The_same_stream_draws_the_same_and_another_another()
    {
        foreach (Layer layer in (Layer[])[new Dropout(0.4f), new GaussianNoise(0.5f)])
        {
            float[] first = Trained(layer, new RandomStream(1).Fork(3));
            Assert.That(Trained(layer, new RandomStream(1).Fork(3)), Is.EqualTo(first));
            Assert.That(Trained(layer, new RandomStream(1).Fork(4)), Is.Not.EqualTo(first));
            Assert.That(first[..Columns], Is.Not.EqualTo(first[Columns..(2 * Columns)]),
                "nor do two examples share a mask");
        }
    }

    [Test]
    public void Two_layers_of_one_network_draw_differently()
    {
        var network = new Network(Columns, new Dropout(0.5f), new Dropout(0.5f));
        float[] output = network.Forward(new Workspace(network, Rows), Ones, Mode.Train, new RandomStream(1))
            .Span.ToArray();
        // ½ if they were alike
        Assert.That(output.Count(y => y == 0) / (double)output.Length, Is.EqualTo(0.75).Within(0.013));
    }

    private static float[] Trained(Layer layer, RandomStream random)
    {
        var network = new Network(Columns, layer);
        return network.Forward(new Workspace(network, Rows), Ones, Mode.Train, random).Span.ToArray();
    }

    private static Matrix MakeOnes()
    {
        Matrix ones = Matrix.Allocate(Rows, Columns);
        ones.Fill(1);
        return ones;
    }
}
