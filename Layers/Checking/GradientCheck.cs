using Scratch.Engine;
using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Layers.Checking;

/// <summary>
/// Holds every backward pass against the central difference of a double-precision forward pass: the fast one in float,
/// and the plain one in double, which shows that the derivation is right and not only near.
/// </summary>
/// <remarks>
/// Small tensors are checked element by element, large ones along random directions. Inputs are random and kept away
/// from kinks. Everything here allocates. Why it is in the library: docs/decisions/0002-reference-in-layers.md.
/// </remarks>
public static class GradientCheck
{
    private const int UsualWidth = 5, LargestWidth = 1024, UsualBatch = 3;

    /// <summary>
    /// A whole network under a loss, from its logits, as in training. Its gradients are left at zero.
    /// </summary>
    /// <param name="network">With the parameters that it is to be checked at.</param>
    /// <param name="loss">The loss; its gradient is divided by the batch.</param>
    /// <param name="batch">The number of random examples, at least 1; 2 and more show mistakes that 1 hides.</param>
    /// <param name="random">Draws the examples.</param>
    /// <param name="mode">What the passes are for; training unless given, as where gradients matter. The state is left
    /// as it was.</param>
    /// <returns>One result for the input, and one for every tensor of parameters.</returns>
    /// <exception cref="NotSupportedException">A layer or the loss has no double-precision reference.</exception>
    /// <exception cref="InvalidOperationException">All parameters are 0: so are most gradients, whatever the backward
    /// pass does, and a check would say nothing.</exception>
    public static IReadOnlyList<GradientCheckResult> Run(
        Network network, Loss loss, int batch, RandomStream random, Mode mode = Mode.Train)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        if (!network.Parameters.Values.IsEmpty && !network.Parameters.Values.ContainsAnyExcept(0f))
        {
            throw new InvalidOperationException(
                "The parameters of the network are all 0, where a wrong backward pass gives the right gradients of 0, "
                    + "too; expected a network that is initialised, or read from a file.");
        }
        return new NetworkCheck(network, loss, batch, mode, random).Run($"network {WidthsOf(network)}, {loss.Name}");
    }

    /// <summary>One layer at a width that it takes, on three random examples, drawn with seed 0.</summary>
    /// <param name="layer">The layer, such as one of yours.</param>
    /// <returns>One result for the input, and one for every tensor of parameters.</returns>
    /// <exception cref="ArgumentException">The layer takes no number of inputs up to 1024.</exception>
    public static IReadOnlyList<GradientCheckResult> Run(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        int inputs = new[] { UsualWidth }.Concat(Enumerable.Range(1, LargestWidth)).FirstOrDefault(Takes);
        return inputs > 0 ? Run(layer, inputs, UsualBatch, new RandomStream(Seed: 0)) : throw new ArgumentException(
            $"The layer {layer.Type} takes no number of inputs from 1 to {LargestWidth}; say how many.", nameof(layer));

        bool Takes(int width)
        {
            try
            {
                return layer.OutputsFor(width) > 0;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }

    /// <summary>One layer with random parameters, a random input and a random dOutput.</summary>
    /// <remarks>
    /// A layer that <see cref="LayerCatalog"/> doesn't know has no double-precision reference. It is held against
    /// differences of its own forward pass in float, which finds a wrong formula all the same.
    /// </remarks>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">The number of its inputs.</param>
    /// <param name="batch">The number of random examples, at least 1.</param>
    /// <param name="random">Draws all of them.</param>
    /// <param name="mode">What the passes are for; training unless given.</param>
    /// <returns>One result for the input, and one for every tensor of parameters.</returns>
    public static IReadOnlyList<GradientCheckResult> Run(
        Layer layer, int inputs, int batch, RandomStream random, Mode mode = Mode.Train)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var network = new Network(inputs, layer);
        RandomInputs.FillParameters(network, random.Fork(0));
        RandomInputs.FillState(network, random.Fork(2));
        if (mode == Mode.Evaluate)
        {
            TrainOnce(network, batch, random.Fork(3));
        }
        string name = $"{layer.Type} {WidthsOf(network)}{(mode == Mode.Evaluate ? ", evaluated" : "")}";
        IEnumerable<GradientCheckResult> results = LayerCatalog.KindOf(layer) is null
            ? new DifferenceCheck(network, batch, mode, random.Fork(1)).Run(name)
            : new NetworkCheck(network, loss: null, batch, mode, random.Fork(1)).Run(name);
        return [.. results.Select(r => r with { Quantity = r.Quantity.Replace("0.", "", StringComparison.Ordinal) })];
    }

    /// <summary>A loss by itself, at random logits and soft targets.</summary>
    /// <param name="loss">The loss; its gradient is divided by the batch.</param>
    /// <param name="width">The number of logits of an example.</param>
    /// <param name="batch">The number of random examples, at least 1.</param>
    /// <param name="random">Draws them.</param>
    /// <returns>One result, for the logits.</returns>
    /// <exception cref="NotSupportedException">The loss has no double-precision reference.</exception>
    public static IReadOnlyList<GradientCheckResult> Run(Loss loss, int width, int batch, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var noLayers = new Network(width); // its input is its logits
        IEnumerable<GradientCheckResult> results =
            new NetworkCheck(noLayers, loss, batch, Mode.Train, random).Run($"{loss.Name} {width}");
        return [.. results.Select(r => r with { Quantity = "logits" })];
    }

    /// <summary>The reparameterisation, with a random dZ and with the divergence in the loss.</summary>
    /// <param name="latent">The width of z.</param>
    /// <param name="batch">The number of random examples, at least 1.</param>
    /// <param name="random">Draws them.</param>
    /// <returns>One result, for the heads.</returns>
    public static IReadOnlyList<GradientCheckResult> RunReparameterisation(
        int latent, int batch, RandomStream random) =>
        new ReparameterisationCheck(latent, batch, random).Run($"reparameterisation {latent}");

    /// <summary>The way back through interval bounds, under Σ dWorst ⊙ worst logits for a random dWorst.</summary>
    /// <param name="network">Dense layers and activations that rise. Its parameters are drawn again, its gradients left
    /// at zero.</param>
    /// <param name="batch">The number of random boxes, at least 1.</param>
    /// <param name="random">Draws parameters and boxes.</param>
    /// <returns>One result for every tensor of parameters.</returns>
    /// <exception cref="NotSupportedException">A layer has no interval bounds; the message names it.</exception>
    public static IReadOnlyList<GradientCheckResult> RunIntervals(Network network, int batch, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(network);
        var pass = new IntervalPass(network, batch);
        return new BoundsCheck(network, batch, random, of => new ReferenceIntervals(of), Passes)
            .Run($"intervals {WidthsOf(network)}");

        void Passes(Matrix lower, Matrix upper, int[] labels, Matrix dWorst)
        {
            pass.ForwardToWorstLogits(lower, upper, labels);
            pass.Backward(dWorst);
        }
    }

    /// <summary>The same for CROWN bounds.</summary>
    /// <param name="network">Dense layers with relu or leaky relu between them. Its parameters are drawn again, its
    /// gradients left at zero.</param>
    /// <param name="batch">The number of random boxes, at least 1.</param>
    /// <param name="random">Draws parameters and boxes.</param>
    /// <returns>One result for every tensor of parameters.</returns>
    /// <exception cref="NotSupportedException">The network has other layers; the message names one.</exception>
    public static IReadOnlyList<GradientCheckResult> RunCrown(Network network, int batch, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(network);
        var intervals = new IntervalPass(network, batch);
        var pass = new CrownPass(network, intervals);
        return new BoundsCheck(network, batch, random, of => new ReferenceCrown(of), Passes)
            .Run($"crown {WidthsOf(network)}");

        void Passes(Matrix lower, Matrix upper, int[] labels, Matrix dWorst)
        {
            intervals.Forward(lower, upper);
            pass.ForwardToWorstLogits(Matrix.Allocate(labels.Length, network.Outputs), labels);
            pass.Backward(dWorst);
        }
    }

    /// <summary>
    /// Every layer, every loss, the reparameterisation, bounds and three whole networks. Takes well under a second.
    /// </summary>
    /// <param name="seed">Draws everything.</param>
    /// <param name="cancellation">Checked between the layers.</param>
    public static IReadOnlyList<GradientCheckResult> RunAll(ulong seed, CancellationToken cancellation = default) =>
    [
        .. GradientCheckList.Names.SelectMany(name =>
        {
            cancellation.ThrowIfCancellationRequested();
            return RunNamed(name, seed);
        }),
    ];

    /// <summary>What <see cref="RunAll"/> runs of one name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="seed">Draws everything.</param>
    /// <exception cref="ArgumentException">There is no such name; the message says which there are.</exception>
    public static IReadOnlyList<GradientCheckResult> RunNamed(string name, ulong seed) =>
        GradientCheckList.Run(name, new RandomStream(seed));

    /// <summary>The names of the checks that <see cref="RunAll"/> runs: layers and losses by their own names.</summary>
    public static IReadOnlyList<string> Names => GradientCheckList.Names;

    /// <summary>
    /// One training pass, which leaves the state as evaluation meets it: random vectors could give a σ next to zero.
    /// </summary>
    private static void TrainOnce(Network network, int batch, RandomStream random)
    {
        Matrix input = Matrix.Allocate(Math.Max(2, batch), network.Inputs);
        RandomInputs.FillAwayFromZero(input.Span, random);
        network.Forward(new Workspace(network, input.Rows), input, Mode.Train, random);
    }

    private static string WidthsOf(Network network) =>
        string.Join('-', Enumerable.Range(0, network.Layers.Count + 1).Select(network.Width));
}
