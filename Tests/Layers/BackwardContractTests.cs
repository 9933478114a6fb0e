using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers;

/// <summary>
/// Gradients of parameters are accumulated, gradients of inputs overwritten, and either can be skipped.
/// </summary>
public class BackwardContractTests
{
    [Test]
    public void Twice_backward_is_twice_the_gradient_and_the_same_dInput(
        [ValueSource(typeof(LayerRun), nameof(LayerRun.Kinds))] string kind)
    {
        LayerRun run = LayerRun.Of(kind, 13, 5);
        run.Forward();
        run.Backward();
        int[] dInput = Agreement.Bits(run.DInput);
        float[] once = run.Parameters.Gradients.ToArray();
        run.Backward();
        Assert.That(Agreement.Bits(run.DInput), Is.EqualTo(dInput));
        Assert.That(once.Any(g => g != 0), Is.EqualTo(once.Length > 0));
        AssertGradients(run, [.. once.Select(g => 2 * g)]);
    }

    [Test]
    public void Gradients_are_added_to_what_is_there(
        [ValueSource(typeof(LayerRun), nameof(LayerRun.Kinds))] string kind)
    {
        LayerRun run = LayerRun.Of(kind, 13, 5);
        run.Forward();
        run.Backward();
        double[] expected = [.. run.Parameters.Gradients.ToArray().Select(g => g + 1.0)];
        run.Parameters.Gradients.Fill(1);
        run.Backward();
        AssertGradients(run, expected);
    }

    [Test]
    public void An_empty_dInput_is_skipped([ValueSource(typeof(LayerRun), nameof(LayerRun.Kinds))] string kind)
    {
        LayerRun run = LayerRun.Of(kind, 13, 5);
        run.Forward();
        run.Backward();
        float[] expected = run.Parameters.Gradients.ToArray();
        run.Parameters.ZeroGradients();
        run.Backward(default, run.Parameters.GradientViews);
        Assert.That(run.Parameters.Gradients.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Gradients_that_are_not_wanted_stay_untouched(
        [ValueSource(typeof(LayerRun), nameof(LayerRun.Kinds))] string kind)
    {
        LayerRun run = LayerRun.Of(kind, 13, 5);
        run.Forward();
        run.Backward();
        int[] dInput = Agreement.Bits(run.DInput);
        run.Parameters.Gradients.Fill(float.NaN);
        run.DInput.Fill(float.NaN);
        run.Backward(run.DInput, default);
        Assert.That(run.Parameters.Gradients.ToArray(), Is.All.NaN);
        Assert.That(Agreement.Bits(run.DInput), Is.EqualTo(dInput));
    }

    [Test]
    public void A_network_skips_all_gradients_of_its_parameters_and_an_unwanted_dInput()
    {
        var network = new Network(4, new Dense(4, 3), new Tanh(), new Dense(3, 2));
        network.Initialise(new RandomStream(1));
        var workspace = new Workspace(network, 5);
        Matrix input = Samples.Uniform(5, 4, seed: 1), dOutput = Samples.Uniform(5, 2, seed: 2);
        Matrix dInput = Samples.Poisoned(5, 4);
        network.Forward(workspace, input);
        network.Parameters.Gradients.Fill(7);
        network.Backward(workspace, dOutput, dInput, ParameterGradients.Skip);
        Assert.That(network.Parameters.Gradients.ToArray(), Is.All.EqualTo(7));
        Assert.That(dInput.Span.ToArray(), Is.All.Not.NaN);

        network.Parameters.ZeroGradients();
        network.Backward(workspace, dOutput, dInput, ParameterGradients.Accumulate);
        float[] expected = network.Parameters.Gradients.ToArray();
        network.Parameters.ZeroGradients();
        network.Backward(workspace, dOutput, default, ParameterGradients.Accumulate);
        Assert.That(network.Parameters.Gradients.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Shapes_that_do_not_fit_are_both_named()
    {
        LayerRun run = LayerRun.Of("Tanh", 13, 5);
        Assert.That(() => run.Backward(Matrix.Allocate(5, 12), default),
            Throws.ArgumentException.With.Message.Contains("(5, 13)").And.Message.Contains("(5, 12)"));
        run = LayerRun.Of("Dense", 13, 5);
        Assert.That(() => run.Backward(Matrix.Allocate(5, 12), default),
            Throws.ArgumentException.With.Message.Contains("(5, 12)").And.Message.Contains("(5, 13)"));
    }

    private static void AssertGradients(LayerRun run, double[] expected)
    {
        for (int i = 0; i < run.Parameters.Count; i++)
        {
            double error = Agreement.Error(run.Parameters.GradientViews.Span[i], expected[run.Parameters.Slice(i)]);
            Assert.That(error, Is.LessThan(Tolerances.TwoWaysInFloat), run.Parameters.Declarations[i].Name);
        }
    }
}
