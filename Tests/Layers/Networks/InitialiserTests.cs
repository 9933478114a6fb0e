using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers.Networks;

public class InitialiserTests
{
    private const int Inputs = 400, Outputs = 250;

    private static IEnumerable<TestCaseData<Initialiser, double, bool>> Cases =>
    [
        new TestCaseData<Initialiser, double,
            bool>(Initialisers.HeNormal, 2.0 / Inputs, false).SetArgDisplayNames("He normal"),
        new TestCaseData<Initialiser, double,
            bool>(Initialisers.HeUniform, 2.0 / Inputs, true).SetArgDisplayNames("He uniform"),
        new TestCaseData<Initialiser, double,
            bool>(Initialisers.GlorotNormal, 2.0 / (Inputs + Outputs), false).SetArgDisplayNames("Glorot normal"),
        new TestCaseData<Initialiser, double,
            bool>(Initialisers.GlorotUniform, 2.0 / (Inputs + Outputs), true).SetArgDisplayNames("Glorot uniform"),
        new TestCaseData<Initialiser, double,
            bool>(Initialisers.LeCunNormal, 1.0 / Inputs, false).SetArgDisplayNames("LeCun normal"),
        new TestCaseData<Initialiser, double,
            bool>(Initialisers.LeCunUniform, 1.0 / Inputs, true).SetArgDisplayNames("LeCun uniform"),
        new TestCaseData<Initialiser, double,
            bool>(Initialisers.FanInUniform, 1 / (3.0 * Inputs), true).SetArgDisplayNames("fan-in uniform"),
    ];

    [TestCaseSource(nameof(Cases))]
    public void The_variance_is_that_of_the_paper(Initialiser initialiser, double variance, bool uniform)
    {
        Matrix weights = Samples.Poisoned(Inputs, Outputs);
        initialiser(weights, new RandomStream(1));
        double[] numbers = Agreement.Doubles(weights);
        double mean = numbers.Average();
        Assert.That(mean, Is.EqualTo(0).Within(4 * Math.Sqrt(variance / numbers.Length)));
        Assert.That(numbers.Average(x => x * x), Is.EqualTo(variance).Within(Tolerances.SampledVariance * variance));
        double largest = numbers.Max(Math.Abs) / Math.Sqrt(variance);
        // √3 deviations, or a normal's tail
        Assert.That(largest, uniform ? Is.InRange(1.73, 1.7321) : Is.GreaterThan(3.5));
    }

    [TestCase(40, 17)]
    [TestCase(17, 40)]
    [TestCase(30, 30)]
    [TestCase(5, 1)]
    public void Orthogonal_weights_have_orthonormal_columns_or_rows(int inputs, int outputs)
    {
        Matrix weights = Samples.Poisoned(inputs, outputs);
        Initialisers.Orthogonal(weights, new RandomStream(1));
        int count = Math.Min(inputs, outputs), length = Math.Max(inputs, outputs);
        double At(int vector, int k) => inputs > outputs ? weights[k, vector] : weights[vector, k];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double dot = Enumerable.Range(0, length).Sum(k => At(i, k) * At(j, k));
                Assert.That(dot, Is.EqualTo(i == j ? 1 : 0).Within(Tolerances.ByHand), $"{i} · {j}");
            }
        }
    }

    [Test]
    public void Zeros_are_zero()
    {
        Matrix weights = Samples.Poisoned(3, 4);
        Initialisers.Zeros(weights, new RandomStream(1));
        Assert.That(weights.Span.ToArray(), Is.All.Zero);
    }

    [Test]
    public void The_weights_are_a_function_of_the_stream_alone()
    {
        Network first = MakeNetwork(new RandomStream(7)), again = MakeNetwork(new RandomStream(7)),
            other = MakeNetwork(new RandomStream(8));
        Assert.That(again.Parameters.Values.ToArray(), Is.EqualTo(first.Parameters.Values.ToArray()));
        Assert.That(other.Parameters.Values.ToArray(), Is.Not.EqualTo(first.Parameters.Values.ToArray()));
        first.Initialise(new RandomStream(8));
        Assert.That(first.Parameters.Values.ToArray(), Is.EqualTo(other.Parameters.Values.ToArray()),
            "nothing is left of earlier values");
    }

    [Test]
    public void Layers_of_one_network_differ_and_biases_are_zero()
    {
        Network network = MakeNetwork(new RandomStream(7));
        ReadOnlySpan<Matrix> parameters = network.Parameters.ValueViews.Span;
        Assert.That(Agreement.Bits(parameters[0]), Is.Not.EqualTo(Agreement.Bits(parameters[2])));
        Assert.That(parameters[1].Span.ToArray(), Is.All.Zero);
        Assert.That(parameters[5].Span.ToArray(), Is.All.Zero);
        Assert.That(parameters[4].Span.ToArray(), Is.All.Not.Zero, "the heads have weights");
    }

    private static Network MakeNetwork(RandomStream random)
    {
        var network = new Network(9, new Dense(9, 9), new Dense(9, 9), new GaussianHeads(9, 2));
        network.Parameters.Values.Fill(5);
        network.Initialise(random);
        return network;
    }
}
