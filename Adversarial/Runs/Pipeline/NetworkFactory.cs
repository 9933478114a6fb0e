namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Builds what a configuration describes.</summary>
internal static class NetworkFactory
{
    /// <summary>From the pixels, and the class if the configuration wants that, to the heads.</summary>
    public static Network Encoder(RunConfiguration configuration, int pixels, int classes, RandomStream random)
    {
        PromptOptions options = configuration.Prompts;
        int inputs = pixels + (options.IsConditional ? classes : 0), last = options.EncoderHidden.LastOrDefault(inputs);
        List<Layer> layers = Hidden(inputs, options.EncoderHidden, Inner(options));
        layers.AddRange(options.Loss == PromptLoss.Standard
            ? [new GaussianHeads(last, options.Latent, Outer(options))]
            : [new Dense(last, options.Latent, Outer(options)), new Sigmoid()]);
        return Initialised(inputs, layers, random);
    }

    /// <summary>From the prompt, and the class if the configuration wants that, to the pixels.</summary>
    public static Network Generator(RunConfiguration configuration, Domain domain, int classes, RandomStream random) =>
        Decoder(configuration, configuration.Prompts.Latent + (configuration.Prompts.IsConditional ? classes : 0),
            domain, random);

    /// <summary>The same from a prompt of any width.</summary>
    public static Network Decoder(RunConfiguration configuration, int inputs, Domain domain, RandomStream random)
    {
        PromptOptions options = configuration.Prompts;
        List<Layer> hidden = Hidden(inputs, options.GeneratorHidden, Inner(options));
        int last = options.GeneratorHidden.LastOrDefault(inputs);
        Layer[] output = domain.DecoderOutput is { } activation ? [activation] : [];
        return Initialised(inputs, [.. hidden, new Dense(last, domain.Features, Outer(options)), .. output], random);
    }

    public static Network Discriminator(RunConfiguration configuration, int inputs, RandomStream random)
    {
        var layers = new List<Layer>();
        int width = inputs;
        foreach (int next in configuration.Gan.DiscriminatorHidden)
        {
            layers.AddRange([Map(width, next, Initialisers.HeNormal), new LeakyRelu()]);
            width = next;
        }
        return Initialised(inputs, [.. layers, Map(width, 1), new Sigmoid()], random);

        Layer Map(int from, int to, Initialiser? initialiser = null) =>
            configuration.Gan.SpectralNormalisation ? new SpectralDense(from, to, initialiser)
                : new Dense(from, to, initialiser);
    }

    public static Network Classifier(RunConfiguration configuration, int inputs, int classes, RandomStream random)
    {
        IReadOnlyList<int> widths = configuration.Classifier.Hidden;
        return Initialised(inputs,
            [.. Hidden(inputs, widths, Initialisers.HeNormal), new Dense(widths.LastOrDefault(inputs), classes)],
            random);
    }

    /// <summary>
    /// The same layers and parameters, each relu followed by a dropout. Parameters come in the same order, so they can
    /// be copied back.
    /// </summary>
    public static Network WithDropout(Network network, float probability)
    {
        var dropping = new Network(
            network.Inputs, network.Layers.SelectMany(
            layer => layer is Relu ? [layer, new Dropout(probability)] : new[] { layer }));
        network.Parameters.Values.CopyTo(dropping.Parameters.Values);
        return dropping;
    }

    private static Initialiser Inner(PromptOptions options) =>
        options.InitialWeights == InitialWeights.Small ? Initialisers.FanInUniform : Initialisers.HeNormal;

    private static Initialiser Outer(PromptOptions options) =>
        options.InitialWeights == InitialWeights.Small ? Initialisers.FanInUniform : Initialisers.GlorotUniform;

    private static List<Layer> Hidden(int inputs, IReadOnlyList<int> widths, Initialiser initialiser)
    {
        var layers = new List<Layer>();
        foreach (int width in widths)
        {
            layers.AddRange([new Dense(inputs, width, initialiser), new Relu()]);
            inputs = width;
        }
        return layers;
    }

    private static Network Initialised(int inputs, IReadOnlyList<Layer> layers, RandomStream random)
    {
        var network = new Network(inputs, layers);
        network.Initialise(random);
        return network;
    }
}
