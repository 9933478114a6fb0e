using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Adversarial.Runs;

/// <summary>Builds what a configuration describes.</summary>
internal static class NetworkFactory
{
    public static Network Encoder(RunConfiguration configuration, int inputs, RandomStream random)
    {
        PromptOptions options = configuration.Prompts;
        List<Layer> layers = Hidden(inputs, options.EncoderHidden, () => new Relu());
        int last = options.EncoderHidden.LastOrDefault(inputs);
        if (options.Loss == PromptLoss.Standard)
        {
            layers.Add(new GaussianHeads(last, options.Latent));
        }
        else
        {
            layers.Add(new Dense(last, options.Latent));
            layers.Add(new Sigmoid());
        }
        return Initialised(inputs, layers, random);
    }

    public static Network Generator(RunConfiguration configuration, int outputs, RandomStream random)
    {
        PromptOptions options = configuration.Prompts;
        List<Layer> layers = Hidden(options.Latent, options.GeneratorHidden, () => new Relu());
        layers.Add(new Dense(options.GeneratorHidden.LastOrDefault(options.Latent), outputs));
        layers.Add(new Sigmoid());
        return Initialised(options.Latent, layers, random);
    }

    public static Network Discriminator(RunConfiguration configuration, int inputs, RandomStream random)
    {
        IReadOnlyList<int> widths = configuration.Samples.DiscriminatorHidden;
        Func<int, int, Initialiser?, Layer> dense = configuration.Samples.SpectralNormalisation
            ? (from, to, initialiser) => new SpectralDense(from, to, initialiser)
            : (from, to, initialiser) => new Dense(from, to, initialiser);
        List<Layer> layers = Hidden(inputs, widths, () => new LeakyRelu(), dense);
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

    public static Optimizer Optimizer(OptimizerOptions options, Network network) => options.Rule switch
    {
        UpdateRule.Adam => new Adam(network.Parameters, options.Momentum),
        _ => new Sgd(network.Parameters, options.Momentum),
    };

    public static Schedule Schedule(OptimizerOptions options) => options.Schedule switch
    {
        RateSchedule.Constant => new ConstantSchedule(options.LearningRate),
        RateSchedule.InverseSquareRoot => new InverseSquareRootSchedule(options.LearningRate),
        _ => new CosineSchedule(options.LearningRate, warmUp: 0.05f),
    };

    private static List<Layer> Hidden(
        int inputs, IReadOnlyList<int> widths, Func<Layer> activation, Func<int, int, Initialiser?, Layer>? dense = null)
    {
        var layers = new List<Layer>();
        foreach (int width in widths)
        {
            layers.Add(dense?.Invoke(inputs, width, Initialisers.HeNormal) ?? new Dense(inputs, width, Initialisers.HeNormal));
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
