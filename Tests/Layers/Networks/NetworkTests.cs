using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers.Networks;

public class NetworkTests
{
    [Test]
    public void An_output_that_the_next_layer_has_overwritten_is_not_shown_as_its_own()
    {
        var network = new Network(3, new Dense(3, 4), new Relu(), new Dense(4, 2), new Gelu(), new Dense(2, 2));
        network.Initialise(new RandomStream(1));
        var workspace = new Workspace(network, 2);
        Matrix input = Samples.Uniform(2, 3, seed: 1);
        network.ForwardToLogits(workspace, input);
        Assert.That(() => network.OutputOf(workspace, 1), Throws.InvalidOperationException.With.Message
            .Contains("layer 0 (Dense) was overwritten by layer 1 (Relu)"));
        Assert.That(network.OutputOf(workspace, 2).Columns, Is.EqualTo(4));
        Assert.That(network.OutputOf(workspace, 3).Columns, Is.EqualTo(2), "Gelu needs its input on the way back");
        Assert.That(network.OutputOf(workspace, 5).Columns, Is.EqualTo(2));
    }

    [Test]
    public void A_layer_that_does_not_fit_is_named_with_both_widths()
    {
        Assert.That(() => new Network(4, new Dense(4, 3), new Relu(), new Dense(5, 2)),
            Throws.ArgumentException.With.Message.Contains("Layer 2: Dense takes 5 inputs, but it was given 3"));
        Assert.That(() => new Network(4, new Dense(4, 3), new GaussianHeads(5, 2)),
            Throws.ArgumentException.With.Message.Contains(
                "Layer 1: GaussianHeads takes 5 inputs, but it was given 3"));
    }

    [Test]
    public void Parameters_are_named_by_layer_and_shared_out_in_order()
    {
        var network = new Network(4, new Dense(4, 3), new Relu(), new Dense(3, 2));
        Assert.That(network.Parameters.Declarations.Select(d => (d.Name, d.Rows, d.Columns, d.Decays)), Is.EqualTo(new[]
        {
            ("0.weight", 4, 3, true), ("0.bias", 1, 3, false), ("2.weight", 3, 2, true), ("2.bias", 1, 2, false),
        }));
        Assert.That(network.ParametersOf(1).Length, Is.Zero);
        network.ParametersOf(2).Span[0][2, 1] = 5;
        Assert.That(network.Parameters.ValueViews.Span[2][2, 1], Is.EqualTo(5));
        Assert.That((network.Inputs, network.Width(1), network.Outputs), Is.EqualTo((4, 3, 2)));
    }

    [Test]
    public void Predict_is_forward_in_batches_of_any_number_of_rows([Values(0, 1, 511, 512, 513, 1100)] int rows)
    {
        Network network = MakeNetwork();
        Matrix input = Samples.Uniform(rows, 7, seed: 2);
        Matrix output = network.PredictOutputs(input);
        Assert.That(output.Rows, Is.EqualTo(rows));
        if (rows > 0)
        {
            Assert.That(Agreement.Bits(output),
                Is.EqualTo(Agreement.Bits(network.Forward(new Workspace(network, rows), input))));
        }
    }

    [Test]
    public void An_example_has_the_same_bits_whatever_the_rest_of_the_batch()
    {
        Network network = MakeNetwork();
        Matrix input = Samples.Uniform(37, 7, seed: 2), dOutput = Samples.Uniform(37, 3, seed: 3);
        (Matrix output, Matrix dInput) = RunBothWays(network, input, dOutput);
        for (int row = 0; row < 37; row++)
        {
            (Matrix alone, Matrix dAlone) = RunBothWays(network, input.SliceRows(row, 1), dOutput.SliceRows(row, 1));
            Assert.That(Agreement.Bits(output.SliceRows(row, 1)), Is.EqualTo(Agreement.Bits(alone)), $"output {row}");
            Assert.That(Agreement.Bits(dInput.SliceRows(row, 1)), Is.EqualTo(Agreement.Bits(dAlone)), $"dInput {row}");
        }
    }

    [Test]
    public void A_network_without_layers_passes_everything_through()
    {
        var network = new Network(3);
        Matrix input = Samples.Uniform(2, 3, seed: 1), dOutput = Samples.Uniform(2, 3, seed: 2);
        (Matrix output, Matrix dInput) = RunBothWays(network, input, dOutput);
        Assert.That(Agreement.Bits(output), Is.EqualTo(Agreement.Bits(input)));
        Assert.That(Agreement.Bits(dInput), Is.EqualTo(Agreement.Bits(dOutput)));
    }

    [Test]
    public void An_empty_batch_adds_nothing()
    {
        Network network = MakeNetwork();
        RunBothWays(network, Matrix.Allocate(0, 7), Matrix.Allocate(0, 3));
        Assert.That(network.Parameters.Gradients.ToArray(), Is.All.Zero);
    }

    [Test]
    public void The_input_must_have_the_networks_width()
    {
        Network network = MakeNetwork();
        Assert.That(() => network.Forward(new Workspace(network, 2), Matrix.Allocate(2, 6)),
            Throws.ArgumentException.With.Message.Contains("(2, 6)").And.Message.Contains("(2, 7)"));
    }

    [Test]
    public void The_first_loss_with_a_zeroed_last_layer_is_the_logarithm_of_the_classes()
    {
        const int Classes = 10, Batch = 20;
        var network = new Network(8, new Dense(8, 16), new Relu(), new Dense(16, Classes));
        network.Initialise(new RandomStream(1));
        foreach (Matrix parameter in network.ParametersOf(2).Span)
        {
            parameter.Fill(0);
        }
        Matrix losses = Matrix.Allocate(1, Batch);
        Matrix logits = network.ForwardToLogits(new Workspace(network, Batch), Samples.Uniform(Batch, 8, seed: 1));
        new SoftmaxCrossEntropy().Compute(logits, Samples.OneHot(Batch, Classes), losses, 1, default);
        Assert.That(Agreement.Error(losses, [.. Enumerable.Repeat(Math.Log(Classes), Batch)]),
            Is.LessThan(Tolerances.ByHand));
    }

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(5)]
    public void A_way_in_two_parts_is_the_whole_way(int layers)
    {
        Network network = MakeNetwork(), same = MakeNetwork();
        Workspace workspace = new(network, 4), whole = new(same, 4);
        Matrix input = Samples.Uniform(4, 7, seed: 2), dLogits = Samples.Uniform(4, 3, seed: 3);
        Matrix dMiddle = Samples.Poisoned(4, network.Width(layers)), dInput = Samples.Poisoned(4, 7),
            expected = Samples.Poisoned(4, 7);
        int[] logits = Agreement.Bits(same.ForwardToLogits(whole, input));
        same.BackwardFromLogits(whole, dLogits, expected, ParameterGradients.Accumulate);

        network.ForwardToLogits(workspace, input);
        Assert.That(Agreement.Bits(network.ForwardFrom(workspace, layers)), Is.EqualTo(logits));
        network.BackwardFromLogitsTo(workspace, layers, dLogits, dMiddle, ParameterGradients.Accumulate);
        network.BackwardFrom(workspace, layers, dMiddle, dInput, ParameterGradients.Accumulate);
        Assert.That(Agreement.Bits(dInput), Is.EqualTo(Agreement.Bits(expected)));
        Assert.That(network.Parameters.Gradients.ToArray(), Is.EqualTo(same.Parameters.Gradients.ToArray()));
    }

    [Test]
    public void What_a_layer_has_overwritten_can_not_be_gone_on_from()
    {
        Network network = MakeNetwork();
        var workspace = new Workspace(network, 4);
        network.ForwardToLogits(workspace, Samples.Uniform(4, 7, seed: 2));
        Assert.That(() => network.ForwardFrom(workspace, 3), Throws.ArgumentException.With.Message.Contains("Tanh"));
    }

    private static Network MakeNetwork()
    {
        var network = new Network(
            7, new Dense(7, 19), new Relu(), new Dense(19, 11), new Tanh(), new Dense(11, 3), new Sigmoid());
        Samples.FillParameters(network.Parameters, seed: 1);
        return network;
    }

    private static (Matrix Output, Matrix DInput) RunBothWays(Network network, Matrix input, Matrix dOutput)
    {
        var workspace = new Workspace(network, Math.Max(1, input.Rows));
        Matrix dInput = Samples.Poisoned(input.Rows, input.Columns);
        Matrix output = network.Forward(workspace, input);
        network.Backward(workspace, dOutput, dInput, ParameterGradients.Accumulate);
        return (output, dInput);
    }
}
