using NUnit.Framework;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Evaluation;

public class PredictorTests
{
    private static readonly Matrix Inputs = Toys.Images(7).Inputs;

    [Test]
    public void It_says_what_the_model_says_of_batches_and_of_single_examples()
    {
        var model = new Model(Toys.Classifier(30));
        var predictor = new Predictor(model.Network, capacity: 7);
        Matrix expected = model.PredictProbabilities(Inputs);
        Assert.That(predictor.Probabilities(Inputs).Span.ToArray(), Is.EqualTo(expected.Span.ToArray()));
        Assert.That(predictor.Classes(Inputs).ToArray(), Is.EqualTo(model.PredictClasses(Inputs)));
        for (int row = 0; row < Inputs.Rows; row++)
        {
            Assert.That(predictor.Probabilities(Inputs.Row(row)).ToArray(),
                Is.EqualTo(expected.Row(row).ToArray()).Within(1e-6));
            Assert.That(predictor.Class(Inputs.Row(row)), Is.EqualTo(model.PredictClasses(Inputs)[row]));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void One_output_is_the_probability_of_class_1(bool endsInSigmoid)
    {
        Layer[] last = endsInSigmoid ? [new Sigmoid()] : [];
        var network = new Network(1, [new Dense(1, 1), .. last]);
        network.ParametersOf(0).Span[0].Fill(2);
        var predictor = new Predictor(network);
        Assert.That(predictor.Probabilities([1]).ToArray(), Is.EqualTo(new[] { 1 / (1 + Math.Exp(-2)) }).Within(1e-6));
        Assert.That(predictor.Class([1]), Is.EqualTo(1));
        Assert.That(predictor.Class([-1]), Is.Zero);
    }

    [Test]
    public void No_call_allocates()
    {
        using var pool = new PoolThreads(1);
        var predictor = new Predictor(Toys.Classifier(30), capacity: 7);
        Assert.That(Allocations.OfWarm(() => predictor.Probabilities(Inputs)), Is.Zero);
        Assert.That(Allocations.OfWarm(() => predictor.Classes(Inputs)), Is.Zero);
        Assert.That(Allocations.OfWarm(() => predictor.Class(Inputs.Row(0))), Is.Zero);
    }

    [Test]
    public void An_example_of_another_width_is_refused() =>
        Assert.That(() => new Predictor(Toys.Classifier(30)).Class([1, 2]),
            Throws.ArgumentException.With.Message.Contains("30"));
}
