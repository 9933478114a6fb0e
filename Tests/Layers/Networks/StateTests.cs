using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers.Networks;

/// <summary>
/// What a network hands to its layers beside their parameters: state, saved memory, the mode and a stream.
/// </summary>
public class StateTests
{
    private const int Width = 3;

    [Test]
    public void State_is_named_by_layer_and_has_first_values()
    {
        Network network = MakeNetwork(out _);
        Assert.That(network.State.Declarations.Select(d => (d.Name, d.Rows, d.Columns)),
            Is.EqualTo([("0.calls", 1, 2), ("2.calls", 1, 2)]));
        network.StateOf(2).Span[0][0, 1] = 5;
        Assert.That(network.State.ValueViews.Span[1][0, 1], Is.EqualTo(5));
        network.Initialise(new RandomStream(1));
        Assert.That(network.State.ValueViews.Span[1].Span.ToArray(), Is.EqualTo([1, 0]));
        Assert.That(network.StateOf(1).Length, Is.Zero);
    }

    [Test]
    public void A_pass_evaluates_unless_it_is_asked_to_train()
    {
        Network network = MakeNetwork(out Probe[] probes);
        var workspace = new Workspace(network, 4);
        Matrix input = Samples.Uniform(4, Width, seed: 1);
        Action<RandomStream>[] passes =
        [
            _ => network.Forward(workspace, input),
            _ => network.ForwardToLogits(workspace, input),
            _ => network.PredictOutputs(input),
            random => network.Forward(workspace, input, Mode.Train, random),
            random => network.ForwardToLogits(workspace, input, Mode.Train, random),
        ];
        foreach (Action<RandomStream> pass in passes)
        {
            pass(new RandomStream(7));
        }
        Assert.That(probes[0].Modes, Is.EqualTo([Mode.Evaluate, Mode.Evaluate, Mode.Evaluate, Mode.Train, Mode.Train]));
    }

    [Test]
    public void The_way_back_has_the_mode_the_stream_and_the_saved_memory_of_the_way_there()
    {
        Network network = MakeNetwork(out Probe[] probes);
        var first = new Workspace(network, 4);
        var second = new Workspace(network, 4);
        network.Forward(first, Samples.Uniform(3, Width, seed: 1), Mode.Train, new RandomStream(7));
        network.Forward(second, Samples.Uniform(4, Width, seed: 2));
        network.Backward(first, Samples.Uniform(3, Width, seed: 3), default, ParameterGradients.Skip);
        Assert.That(probes[0].Modes, Is.EqualTo([Mode.Train, Mode.Evaluate, Mode.Train]));
        Assert.That(probes[0].Streams[2], Is.EqualTo(probes[0].Streams[0]));
        Assert.That(probes[0].Streams[0], Is.Not.EqualTo(probes[1].Streams[0]), "every layer has its own");
        Assert.That(probes[0].SavedRows, Is.EqualTo([3, 4, 3]), "as many as the batch of the workspace has");
        Assert.That(probes[0].SavedValues, Is.EqualTo([0, 0, 1]), "1 is what the first pass left, and not the second");
    }

    [Test]
    public void A_stream_of_another_pass_is_another_stream_for_every_layer()
    {
        Network network = MakeNetwork(out Probe[] probes);
        var workspace = new Workspace(network, 4);
        Matrix input = Samples.Uniform(4, Width, seed: 1);
        network.Forward(workspace, input, Mode.Train, new RandomStream(7).Fork(0));
        network.Forward(workspace, input, Mode.Train, new RandomStream(7).Fork(1));
        Assert.That(probes.SelectMany(p => p.Streams).Distinct().Count(), Is.EqualTo(4));
    }

    private static Network MakeNetwork(out Probe[] probes)
    {
        probes = [new Probe(), new Probe()];
        return new Network(Width, probes[0], new Tanh(), probes[1]);
    }

    /// <summary>The identity, which writes down what it is given.</summary>
    private sealed class Probe : Layer
    {
        public List<Mode> Modes { get; } = [];

        public List<RandomStream> Streams { get; } = [];

        public List<int> SavedRows { get; } = [];

        public List<float> SavedValues { get; } = [];

        public override string Type => "Probe";

        public override IReadOnlyList<ParameterDeclaration> State => [new("calls", 1, 2, Decays: false)];

        public override int OutputsFor(int inputs) => inputs;

        public override IReadOnlyList<SavedShape> SavedFor(int inputs) =>
            [SavedShape.PerExample(2), SavedShape.PerBatch(5, inputs)];

        public override void Forward(in Pass pass, Matrix input, Matrix output)
        {
            Write(pass);
            pass.Saved.Span[1][4, 2] = pass.Mode == Mode.Train ? 1 : 2;
            input.CopyTo(output);
        }

        public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
        {
            Write(pass);
            if (!dInput.IsEmpty)
            {
                dOutput.CopyTo(dInput);
            }
        }

        public override void InitialiseState(ReadOnlySpan<Matrix> state, RandomStream random) => state[0][0, 0] = 1;

        private void Write(in Pass pass)
        {
            Modes.Add(pass.Mode);
            Streams.Add(pass.Random);
            SavedRows.Add(pass.Saved.Span[0].Rows);
            SavedValues.Add(pass.Saved.Span[1][4, 2]);
        }
    }
}
