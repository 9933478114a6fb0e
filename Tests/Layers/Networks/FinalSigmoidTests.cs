using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers.Networks;

/// <summary>
/// A final sigmoid belongs to the network, and losses skip it: the two ways must lead to the same place.
/// </summary>
public class FinalSigmoidTests
{
    private const int Batch = 6, Inputs = 5, Outputs = 11;

    private static readonly Network Decoder = MakeDecoder();
    private static readonly Matrix Input = Samples.Uniform(Batch, Inputs, seed: 1, low: -2, high: 2);
    private static readonly Matrix Target = Samples.Uniform(Batch, Outputs, seed: 2, low: 0);

    [Test]
    public void Forward_applies_it_and_forward_to_logits_does_not()
    {
        var workspace = new Workspace(Decoder, Batch);
        Matrix output = Decoder.Forward(workspace, Input);
        Matrix logits = Decoder.ForwardToLogits(new Workspace(Decoder, Batch), Input);
        Assert.That(Agreement.Bits(Decoder.LogitsOf(workspace)), Is.EqualTo(Agreement.Bits(logits)),
            "passed on the way to the output");
        Assert.That(Decoder.LogitLayers, Is.EqualTo(3));
        Assert.That(Agreement.Doubles(logits), Has.Some.LessThan(0).And.Some.GreaterThan(1));
        Assert.That(Agreement.Error(output, [.. Agreement.Doubles(logits).Select(Sigmoid)]),
            Is.LessThan(Tolerances.FloatAgainstDouble));
        Assert.That(Agreement.Bits(Decoder.PredictOutputs(Input)), Is.EqualTo(Agreement.Bits(output)));
    }

    [Test]
    public void Without_it_both_are_the_same()
    {
        var network = new Network(Inputs, new Dense(Inputs, 4), new Sigmoid(), new Dense(4, 3));
        network.Initialise(new RandomStream(1));
        Matrix output = network.Forward(new Workspace(network, Batch), Input);
        Matrix logits = network.ForwardToLogits(new Workspace(network, Batch), Input);
        Assert.That(network.LogitLayers, Is.EqualTo(3));
        Assert.That(Agreement.Bits(logits), Is.EqualTo(Agreement.Bits(output)));
    }

    [Test]
    public void The_loss_from_logits_is_the_textbook_loss_of_the_output()
    {
        var workspace = new Workspace(Decoder, Batch);
        Matrix fromLogits = Samples.Poisoned(1, Batch);
        new BinaryCrossEntropy().Compute(Decoder.ForwardToLogits(workspace, Input), Target, fromLogits, 1, default);
        Matrix output = Decoder.Forward(workspace, Input);
        var naive = new double[Batch];
        for (int row = 0; row < Batch; row++)
        {
            for (int j = 0; j < Outputs; j++)
            {
                double y = output[row, j], t = Target[row, j];
                naive[row] += (-t * Math.Log(y)) - ((1 - t) * Math.Log(1 - y));
            }
        }
        Assert.That(Agreement.Error(fromLogits, naive), Is.LessThan(Tolerances.TwoWaysInFloat));
    }

    [Test]
    public void The_gradients_through_both_ways_agree()
    {
        (Matrix dInput, float[] gradients) = ThroughLogits();
        (Matrix naiveDInput, float[] naiveGradients) = ThroughOutput();
        Assert.That(Agreement.Error(naiveDInput, dInput), Is.LessThan(Tolerances.TwoWaysInFloat));
        for (int i = 0; i < Decoder.Parameters.Count; i++)
        {
            var actual = Matrix.FromRows(naiveGradients[Decoder.Parameters.Slice(i)]);
            var expected = Matrix.FromRows(gradients[Decoder.Parameters.Slice(i)]);
            Assert.That(Agreement.Error(actual, expected), Is.LessThan(Tolerances.TwoWaysInFloat),
                Decoder.Parameters.Declarations[i].Name);
        }
    }

    [Test]
    public void A_final_softmax_is_skipped_by_the_logits_too()
    {
        var network = new Network(Inputs, new Dense(Inputs, Outputs), new Softmax());
        Samples.FillParameters(network.Parameters, seed: 3);
        Matrix logits = network.ForwardToLogits(new Workspace(network, Batch), Input);
        Assert.That(network.LogitLayers, Is.EqualTo(1));
        Assert.That(Agreement.Bits(new Network(Outputs, new Softmax()).PredictOutputs(logits)),
            Is.EqualTo(Agreement.Bits(network.PredictOutputs(Input))));
    }

    [Test]
    public void A_softmax_of_large_numbers_depends_on_their_differences_alone()
    {
        var network = new Network(3, new Softmax());
        Matrix output = network.PredictOutputs(
            Matrix.FromRows([10_000f, 10_001f, 10_002f], [0, 1, 2], [-10_000, 0, float.NegativeInfinity]));
        Assert.That(Agreement.Bits(output.SliceRows(0, 1)), Is.EqualTo(Agreement.Bits(output.SliceRows(1, 1))));
        Assert.That(output.Row(2).ToArray(), Is.EqualTo([0, 1, 0]));
        Assert.That(output.Row(1).ToArray().Sum(), Is.EqualTo(1).Within(Tolerances.ByHand));
    }

    private static (Matrix DInput, float[] Gradients) ThroughLogits()
    {
        var workspace = new Workspace(Decoder, Batch);
        Matrix dInput = Samples.Poisoned(Batch, Inputs);
        Decoder.Parameters.ZeroGradients();
        new BinaryCrossEntropy()
            .Compute(Decoder.ForwardToLogits(workspace, Input), Target, default, 1, workspace.DLogits);
        Decoder.BackwardFromLogits(workspace, workspace.DLogits, dInput, ParameterGradients.Accumulate);
        return (dInput, Decoder.Parameters.Gradients.ToArray());
    }

    /// <summary>
    /// dY = (y − t) / (y (1 − y)), the derivative of −t log y − (1 − t) log(1 − y), then back through the sigmoid.
    /// </summary>
    private static (Matrix DInput, float[] Gradients) ThroughOutput()
    {
        var workspace = new Workspace(Decoder, Batch);
        Matrix dInput = Samples.Poisoned(Batch, Inputs), dOutput = Samples.Poisoned(Batch, Outputs);
        Decoder.Parameters.ZeroGradients();
        Matrix output = Decoder.Forward(workspace, Input);
        for (int row = 0; row < Batch; row++)
        {
            for (int j = 0; j < Outputs; j++)
            {
                double y = output[row, j];
                dOutput[row, j] = (float)((y - Target[row, j]) / (y * (1 - y)));
            }
        }
        Decoder.Backward(workspace, dOutput, dInput, ParameterGradients.Accumulate);
        return (dInput, Decoder.Parameters.Gradients.ToArray());
    }

    private static Network MakeDecoder()
    {
        var decoder = new Network(Inputs, new Dense(Inputs, 9), new Tanh(), new Dense(9, Outputs), new Sigmoid());
        Samples.FillParameters(decoder.Parameters, seed: 3);
        return decoder;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
