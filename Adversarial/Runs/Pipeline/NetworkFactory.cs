using Scratch.Adversarial.Runs.Configuration;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Builds what a configuration describes.</summary>
internal static class NetworkFactory
{
    /// <summary>From the pixels, and the class if the configuration wants that, to the heads.</summary>
    public static Network Encoder(RunConfiguration configuration, int pixels, int classes, RandomStream random)
    {
        PromptOptions options = configuration.Prompts;
        int inputs = pixels + (options.IsConditional ? classes : 0);
        List<Layer> layers = Hidden(inputs, options.EncoderHidden, () => new Relu(), Inner(options));
        int last = options.EncoderHidden.LastOrDefault(inputs);
        if (options.Loss == PromptLoss.Standard)
        {
            layers.Add(new GaussianHeads(last, options.Latent, Outer(options)));
        }
        else
        {
            layers.Add(new Dense(last, options.Latent, Outer(options)));
            layers.Add(new Sigmoid());
        }
        return Initialised(inputs, layers, random);
    }

    /// <summary>From the prompt, and the class if the configuration wants that, to the pixels.</summary>
    public static Network Generator(RunConfiguration configuration, int pixels, int classes, RandomStream random)
    {
        PromptOptions options = configuration.Prompts;
        return Decoder(configuration, options.Latent + (options.IsConditional ? classes : 0), pixels, random);
    }

    /// <summary>The same from a prompt of any width.</summary>
    public static Network Decoder(RunConfiguration configuration, int inputs, int pixels, RandomStream random)
    {
        PromptOptions options = configuration.Prompts;
        List<Layer> layers = Hidden(inputs, options.GeneratorHidden, () => new Relu(), Inner(options));
        layers.Add(new Dense(options.GeneratorHidden.LastOrDefault(inputs), pixels, Outer(options)));
        layers.Add(new Sigmoid());
        return Initialised(inputs, layers, random);
    }

    public static Network Discriminator(RunConfiguration configuration, int inputs, RandomStream random)
    {
        IReadOnlyList<int> widths = configuration.Gan.DiscriminatorHidden;
        Func<int, int, Initialiser?, Layer> dense = configuration.Gan.SpectralNormalisation
            ? (from, to, initialiser) => new SpectralDense(from, to, initialiser)
            : (from, to, initialiser) => new Dense(from, to, initialiser);
        List<Layer> layers = Hidden(inputs, widths, () => new LeakyRelu(), dense: dense);
        layers.Add(dense(widths.LastOrDefault(inputs), 1, null));
        layers.Add(new Sigmoid());
        return Initialised(inputs, layers, random);
    }

    public static Network Classifier(RunConfiguration configuration, int inputs, int classes, RandomStream random)
    {
        IReadOnlyList<int> widths = configuration.Classifier.Hidden;
        List<Layer> layers = Hidden(inputs, widths, () => new Relu());
        layers.Add(new Dense(widths.LastOrDefault(inputs), classes));
        return Initialised(inputs, layers, random);
    }

    /// <summary>The same layers and parameters, each relu followed by a dropout. Parameters come in the same order, so they can be copied back.</summary>
    public static Network WithDropout(Network network, float probability)
    {
        var dropping = new Network(network.Inputs, network.Layers.SelectMany(layer => layer is Relu ? [layer, new Dropout(probability)] : new[] { layer }));
        network.Parameters.Values.CopyTo(dropping.Parameters.Values);
        return dropping;
    }

    private static Initialiser Inner(PromptOptions options) =>
        options.InitialWeights == InitialWeights.Small ? Initialisers.FanInUniform : Initialisers.HeNormal;

    private static Initialiser Outer(PromptOptions options) =>
        options.InitialWeights == InitialWeights.Small ? Initialisers.FanInUniform : Initialisers.GlorotUniform;

    private static List<Layer> Hidden(
        int inputs, IReadOnlyList<int> widths, Func<Layer> activation, Initialiser? initialiser = null, Func<int, int, Initialiser?, Layer>? dense = null)
    {
        var layers = new List<Layer>();
        foreach (int width in widths)
        {
            Initialiser start = initialiser ?? Initialisers.HeNormal;
            layers.Add(dense?.Invoke(inputs, width, start) ?? new Dense(inputs, width, start));
            layers.Add(activation());
            inputs = width;
        }
        return layers;
    }

    private static Network Initialised(int inputs, List<Layer> layers, RandomStream random)
    {
        var network = new Network(inputs, layers);
        network.Initialise(random);
        return network;
    }
}
