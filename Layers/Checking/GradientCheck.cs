using Scratch.Engine;

namespace Scratch.Layers.Checking;

/// <summary>
/// Holds every backward pass against the central difference of a double-precision forward pass: the fast one in float, and the
/// plain one in double, which shows that the derivation is right and not only near.
/// </summary>
/// <remarks>
/// Small tensors are checked element by element, large ones along random directions. Inputs are random and kept away from
/// kinks. Everything here allocates. Why it is in the library: docs/decisions/0002-reference-in-layers.md.
/// </remarks>
public static class GradientCheck
{
    /// <summary>A whole network under a loss, from its logits, as in training. Its gradients are left at zero.</summary>
    /// <param name="network">With the parameters that it is to be checked at.</param>
    /// <param name="loss">The loss; its gradient is divided by the batch.</param>
    /// <param name="batch">The number of random examples, at least 1; 2 and more show mistakes that 1 hides.</param>
    /// <param name="random">Draws the examples.</param>
    /// <returns>One result for the input, and one for every tensor of parameters.</returns>
    /// <exception cref="NotSupportedException">A layer or the loss has no double-precision reference.</exception>
    public static IReadOnlyList<GradientCheckResult> Run(Network network, Loss loss, int batch, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        return new NetworkCheck(network, loss, batch, random).Run($"network {WidthsOf(network)}, {loss.Name}");
    }

    /// <summary>One layer with random parameters, a random input and a random dOutput.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">The number of its inputs.</param>
    /// <param name="batch">The number of random examples, at least 1.</param>
    /// <param name="random">Draws all of them.</param>
    /// <returns>One result for the input, and one for every tensor of parameters.</returns>
    /// <exception cref="NotSupportedException">The layer has no double-precision reference.</exception>
    public static IReadOnlyList<GradientCheckResult> Run(Layer layer, int inputs, int batch, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var network = new Network(inputs, layer);
        RandomInputs.FillParameters(network, random.Fork(0));
        IEnumerable<GradientCheckResult> results =
            new NetworkCheck(network, loss: null, batch, random.Fork(1)).Run($"{layer.Type} {WidthsOf(network)}");
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
        IEnumerable<GradientCheckResult> results = new NetworkCheck(noLayers, loss, batch, random).Run($"{loss.Name} {width}");
        return [.. results.Select(r => r with { Quantity = "logits" })];
    }

    /// <summary>The reparameterisation, with a random dZ and with the divergence in the loss.</summary>
    /// <param name="latent">The width of z.</param>
    /// <param name="batch">The number of random examples, at least 1.</param>
    /// <param name="random">Draws them.</param>
    /// <returns>One result, for the heads.</returns>
    public static IReadOnlyList<GradientCheckResult> RunReparameterisation(int latent, int batch, RandomStream random) =>
        new ReparameterisationCheck(latent, batch, random).Run($"reparameterisation {latent}");

    /// <summary>Every layer, every loss, the reparameterisation and two whole networks. Takes well under a second.</summary>
    /// <param name="seed">Draws everything.</param>
    public static IReadOnlyList<GradientCheckResult> RunAll(ulong seed)
    {
        const int Batch = 3, Inputs = 7, Outputs = 5;
        var random = new RandomStream(seed);
        var classifier = new Network(Inputs, new Dense(Inputs, 6), new LeakyRelu(), new Dense(6, 4), new Tanh(), new Dense(4, Outputs));
        var decoder = new Network(Outputs, new Dense(Outputs, 6), new Relu(), new Dense(6, Inputs), new Sigmoid());
        RandomInputs.FillParameters(classifier, random.Fork(20));
        RandomInputs.FillParameters(decoder, random.Fork(21));
        return
        [
            .. Run(new Dense(Inputs, Outputs), Inputs, Batch, random.Fork(0)),
            .. Run(new GaussianHeads(Inputs, latent: 4), Inputs, Batch, random.Fork(1)),
            .. Run(new Relu(), Inputs, Batch, random.Fork(2)),
            .. Run(new LeakyRelu(), Inputs, Batch, random.Fork(3)),
            .. Run(new Sigmoid(), Inputs, Batch, random.Fork(4)),
            .. Run(new Tanh(), Inputs, Batch, random.Fork(5)),
            .. RunReparameterisation(Inputs, Batch, random.Fork(6)),
            .. Run(new SoftmaxCrossEntropy(), Inputs, Batch, random.Fork(7)),
            .. Run(new BinaryCrossEntropy(), Inputs, Batch, random.Fork(8)),
            .. Run(new MeanSquaredError(), Inputs, Batch, random.Fork(9)),
            .. Run(new ArticleEncoderLoss(), Inputs, Batch, random.Fork(12)),
            .. Run(new ArticleGeneratorLoss(), Inputs, Batch, random.Fork(13)),
            .. Run(classifier, new SoftmaxCrossEntropy(), Batch, random.Fork(10)),
            .. Run(decoder, new BinaryCrossEntropy(), Batch, random.Fork(11)),
        ];
    }

    private static string WidthsOf(Network network) =>
        string.Join('-', Enumerable.Range(0, network.Layers.Count + 1).Select(network.Width));
}
