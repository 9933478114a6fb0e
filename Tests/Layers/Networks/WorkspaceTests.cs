using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers.Networks;

public class WorkspaceTests
{
    private static readonly Network Discriminator = MakeDiscriminator();
    private static readonly Matrix Real = Samples.Uniform(4, 6, seed: 1);
    private static readonly Matrix Fake = Samples.Uniform(3, 6, seed: 2);

    [Test]
    public void Two_workspaces_over_one_network_are_independent()
    {
        float[] realAlone = Gradients(Real, new Workspace(Discriminator, 4));
        float[] fakeAlone = Gradients(Fake, new Workspace(Discriminator, 4));

        var first = new Workspace(Discriminator, 4);
        var second = new Workspace(Discriminator, 4);
        Matrix real = Discriminator.ForwardToLogits(first, Real), fake = Discriminator.ForwardToLogits(second, Fake);
        int[] realBits = Agreement.Bits(real), fakeBits = Agreement.Bits(fake);
        Discriminator.Parameters.ZeroGradients();
        Backward(first, Real);
        float[] afterReal = Discriminator.Parameters.Gradients.ToArray();
        Discriminator.Parameters.ZeroGradients();
        Backward(second, Fake);
        Assert.That(afterReal, Is.EqualTo(realAlone));
        Assert.That(Discriminator.Parameters.Gradients.ToArray(), Is.EqualTo(fakeAlone));
        Assert.That(Agreement.Bits(real), Is.EqualTo(realBits));
        Assert.That(Agreement.Bits(fake), Is.EqualTo(fakeBits));
    }

    [Test]
    public void Another_thread_that_comes_in_between_is_refused()
    {
        var workspace = new Workspace(Discriminator, 4);
        Matrix logits = Discriminator.ForwardToLogits(workspace, Real);
        Exception? error = null;
        var other = new Thread(() =>
        {
            try
            {
                Discriminator.BackwardFromLogits(workspace, logits, default, ParameterGradients.Skip);
            }
            catch (InvalidOperationException refused)
            {
                error = refused;
            }
        });
        other.Start();
        other.Join();
        Assert.That(error?.Message, Does.Contain("another thread's"));
        Assert.That(() => Discriminator.BackwardFromLogits(workspace, logits, default, ParameterGradients.Skip),
            Throws.Nothing);
    }

    [Test]
    public void Two_threads_at_the_same_time_are_refused()
    {
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var network = new Network(6, new Waiting(entered, release));
        var workspace = new Workspace(network, 4);
        var first = new Thread(() => network.Forward(workspace, Real));
        first.Start();
        entered.Wait();
        Assert.That(() => network.Forward(workspace, Real),
            Throws.InvalidOperationException.With.Message.Contains("same time"));
        Assert.That(() => network.Forward(workspace, Real), Throws.InvalidOperationException,
            "a refused pass sets nobody free");
        release.Set();
        first.Join();
        Assert.That(() => network.Forward(workspace, Real), Throws.Nothing);
    }

    [Test]
    public void A_pass_that_fails_sets_the_workspace_free()
    {
        var workspace = new Workspace(Discriminator, 1);
        Assert.That(() => Discriminator.Forward(workspace, Real), Throws.ArgumentException);
        Assert.That(() => Discriminator.Forward(workspace, Real.SliceRows(0, 1)), Throws.Nothing);
    }

    [Test]
    public void Gradients_of_a_network_without_values_are_refused()
    {
        var network = new Network(6, new Dense(6, 1));
        var workspace = new Workspace(network, 4);
        Matrix output = network.Forward(workspace, Real);
        Assert.That(() => network.Backward(workspace, output, default, ParameterGradients.Skip), Throws.Nothing);
        Assert.That(
            () => network.Backward(workspace, output, default, ParameterGradients.Accumulate),
            Throws.InvalidOperationException.With.Message.Contains("are all 0"));
        network.Parameters.Values[3] = 0.5f; // given a value by hand
        Assert.That(() => network.Backward(workspace, output, default, ParameterGradients.Accumulate), Throws.Nothing);
        var zero = new Network(6, new Dense(6, 1, Initialisers.Zeros));
        zero.Initialise(new RandomStream(1)); // zero on purpose
        var ofZero = new Workspace(zero, 4);
        Matrix zeros = zero.Forward(ofZero, Real);
        Assert.That(() => zero.Backward(ofZero, zeros, default, ParameterGradients.Accumulate), Throws.Nothing);
    }

    [Test]
    public void Memory_that_layers_share_holds_what_each_would_have_alone([Values(64, 1024)] int width)
    {
        // Tanh writes over what Dense left; at 1024 outputs, rows of 4 KB lie 64 bytes further apart.
        Layer[] layers = [new Dense(6, width), new Tanh(), new Dense(width, 3), new Sigmoid()];
        var network = new Network(6, layers);
        network.Initialise(new RandomStream(5));
        var workspace = new Workspace(network, 4);
        Matrix output = network.Forward(workspace, Real);

        Matrix[] alone = [Real, .. layers.Select((_, i) => Matrix.Allocate(4, network.Width(i + 1)))];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i].Forward(new Pass(network.ParametersOf(i), default), alone[i], alone[i + 1]);
        }
        Assert.That(Agreement.Bits(output), Is.EqualTo(Agreement.Bits(alone[4])));
        Assert.That(Agreement.Bits(network.LogitsOf(workspace)), Is.EqualTo(Agreement.Bits(alone[3])),
            "callers may read the logits");

        Matrix dOutput = Samples.Uniform(4, 3, seed: 3), dInput = Matrix.Allocate(4, 6);
        network.Backward(workspace, dOutput, dInput, ParameterGradients.Skip);
        Matrix expected = dOutput;
        for (int i = layers.Length - 1; i >= 0; i--)
        {
            Matrix previous = Matrix.Allocate(4, network.Width(i));
            layers[i].Backward(new Pass(network.ParametersOf(i), default), alone[i], alone[i + 1], expected, previous);
            expected = previous;
        }
        Assert.That(Agreement.Bits(dInput), Is.EqualTo(Agreement.Bits(expected)));
    }

    [Test]
    public void A_smaller_batch_leaves_no_trace_of_a_larger_one()
    {
        float[] expected = Gradients(Fake, new Workspace(Discriminator, 3));
        var used = new Workspace(Discriminator, 4);
        Gradients(Real, used);
        Assert.That(Gradients(Fake, used), Is.EqualTo(expected));
        Assert.That((used.Rows, used.Capacity, used.DLogits.Rows), Is.EqualTo((3, 4, 3)));
    }

    [Test]
    public void A_batch_that_has_no_room_is_refused() => Assert.That(
        () => Discriminator.Forward(new Workspace(Discriminator, 3), Real),
        Throws.ArgumentException.With.Message.Contains("(4, 6)").And.Message.Contains("3 rows"));

    [Test]
    public void A_workspace_of_another_network_is_refused_in_both_directions()
    {
        Network twin = MakeDiscriminator();
        var workspace = new Workspace(twin, 4);
        Assert.That(() => Discriminator.Forward(workspace, Real),
            Throws.ArgumentException.With.Message.Contains("another network"));
        twin.Forward(workspace, Real);
        Assert.That(() => Discriminator.Backward(workspace, Matrix.Allocate(4, 1), default, ParameterGradients.Skip),
            Throws.ArgumentException.With.Message.Contains("another network"));
    }

    [Test]
    public void A_way_back_that_was_never_gone_forward_is_refused()
    {
        var workspace = new Workspace(Discriminator, 4);
        Matrix dOutput = Matrix.Allocate(4, 1);
        Assert.That(() => Discriminator.Backward(workspace, Matrix.Allocate(0, 1), default, ParameterGradients.Skip),
            Throws.InvalidOperationException);
        Discriminator.ForwardToLogits(workspace, Real);
        Assert.That(() => Discriminator.Backward(workspace, dOutput, default, ParameterGradients.Skip),
            Throws.InvalidOperationException, "the output of the final sigmoid is of an older pass, or of none");
        Discriminator.Forward(workspace, Real);
        Discriminator.Backward(workspace, dOutput, default, ParameterGradients.Skip);
        // passed on the way to the output
        Discriminator.BackwardFromLogits(workspace, dOutput, default, ParameterGradients.Skip);
    }

    [Test]
    public void DOutput_must_have_the_shape_of_the_output()
    {
        var workspace = new Workspace(Discriminator, 4);
        Discriminator.Forward(workspace, Real);
        Assert.That(() => Discriminator.Backward(workspace, Matrix.Allocate(3, 1), default, ParameterGradients.Skip),
            Throws.ArgumentException.With.Message.Contains("(3, 1)").And.Message.Contains("(4, 1)"));
    }

    [Test]
    public void A_workspace_has_room_for_at_least_one_example() =>
        Assert.That(() => new Workspace(Discriminator, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static float[] Gradients(Matrix input, Workspace workspace)
    {
        Discriminator.Parameters.ZeroGradients();
        Discriminator.ForwardToLogits(workspace, input);
        Backward(workspace, input);
        return Discriminator.Parameters.Gradients.ToArray();
    }

    private static void Backward(Workspace workspace, Matrix input)
    {
        Matrix dLogits = Samples.Uniform(input.Rows, 1, seed: 3);
        Discriminator.BackwardFromLogits(workspace, dLogits, default, ParameterGradients.Accumulate);
    }

    private static Network MakeDiscriminator()
    {
        var network = new Network(6, new Dense(6, 5), new LeakyRelu(), new Dense(5, 1), new Sigmoid());
        Samples.FillParameters(network.Parameters, seed: 4);
        return network;
    }

    /// <summary>A layer whose first forward pass waits until it is released.</summary>
    private sealed class Waiting(ManualResetEventSlim entered, ManualResetEventSlim release) : Layer
    {
        public override string Type => "Waiting";

        public override int OutputsFor(int inputs) => inputs;

        public override void Forward(in Pass pass, Matrix input, Matrix output)
        {
            if (!entered.IsSet)
            {
                entered.Set();
                release.Wait();
            }
        }

        public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
        {
        }
    }
}
