using static Scratch.Adversarial.Settings.NumberRange;
using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Configuration.PromptOptions>;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>Which formulas an autoencoder is trained by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PromptLoss>))]
public enum PromptLoss
{
    /// <summary>
    /// The evidence lower bound, with separate linear heads for μ and log σ². Kingma and Welling 2014.
    /// </summary>
    [JsonStringEnumMemberName("standard")]
    Standard,

    /// <summary>The article's: one tied logistic map for μ = σ. See docs/article.md.</summary>
    [JsonStringEnumMemberName("article")]
    Article,
}

/// <summary>How the weights of stage 1 start.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InitialWeights>))]
public enum InitialWeights
{
    /// <summary>So that variances are kept: He et al. 2015 before a relu, Glorot and Bengio 2010 elsewhere.</summary>
    [JsonStringEnumMemberName("balanced")]
    Balanced,

    /// <summary>
    /// Uniform within ±1/√inputs, as PyTorch's linear layers start: less than what keeps variances. Glorot and Bengio
    /// 2010, eq. 1.
    /// </summary>
    [JsonStringEnumMemberName("small")]
    Small,
}

/// <summary>Stage 1: the encoder and the decoder.</summary>
public sealed record PromptOptions
{
    /// <summary>The formulas.</summary>
    public PromptLoss Loss { get; init; } = PromptLoss.Standard;

    /// <summary>The widths of the encoder's hidden layers, each followed by a relu.</summary>
    public IReadOnlyList<int> EncoderHidden { get; init; } = [256];

    /// <summary>The widths of the decoder's (the generator's) hidden layers, each followed by a relu.</summary>
    public IReadOnlyList<int> GeneratorHidden { get; init; } = [256];

    /// <summary>How the weights of both start.</summary>
    public InitialWeights InitialWeights { get; init; }

    /// <summary>The width of a prompt.</summary>
    public int Latent { get; init; } = 32;

    /// <summary>β, the weight of the divergence in the standard loss.</summary>
    public float Beta { get; init; } = 1;

    /// <summary>Epochs over which the divergence's weight rises from 0 to β; 0 for none.</summary>
    public int WarmUpEpochs { get; init; }

    /// <summary>
    /// What each number of a prompt may tell of its example without its divergence being counted, in nats; 0 for
    /// nothing. Kingma et al. 2016.
    /// </summary>
    public float FreeNats { get; init; }

    /// <summary>Whether encoder and decoder are told the class, one-hot: a prompt is then [z | class].</summary>
    public bool IsConditional { get; init; }

    /// <summary>Gaussians in the density that is fitted to the prompts of each class.</summary>
    public int ClassComponents { get; init; } = 10;

    /// <summary>Prompts drawn for each test example to estimate −ELBO and the importance-weighted bound.</summary>
    public int ElboDraws { get; init; } = 10;

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The updates.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>What may be set, from a file or on the command line.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Choice(
            "--prompt-loss NAME",
            "The autoencoder's formulas: the standard ones, or the article's tied logistic map.",
            o => o.Loss,
            (o, v) => o with { Loss = v }),
        Setting.Number(
            "--free-nats NATS",
            "What each number of a prompt may tell without its divergence being counted.",
            o => o.FreeNats,
            (o, v) => o with { FreeNats = v },
            NotNegative),
        Setting.Number("--latent N", "The numbers of a prompt.", o => o.Latent, (o, v) =>
            o with { Latent = v }, new(1, SizeLimits.Widest)),
        Setting.Value(
            "--encoder-hidden N[,N]", "The widths of the encoder's hidden layers.", o => o.EncoderHidden, (o, v) =>
                o with { EncoderHidden = v }, SizeLimits.Widths),
        Setting.Value(
            "--generator-hidden N[,N]", "The widths of the generator's hidden layers.", o =>
                o.GeneratorHidden, (o, v) => o with { GeneratorHidden = v }, SizeLimits.Widths),
        Setting.InFile(o => o.InitialWeights, Words.Of<InitialWeights>()),
        Setting.InFile(o => o.Beta, NotNegative),
        Setting.InFile(o => o.WarmUpEpochs, NotNegative),
        Setting.InFile(o => o.ClassComponents, new NumberRange(1, SizeLimits.Widest)),
        Setting.InFile(o => o.ElboDraws, new NumberRange(1, 100_000)),
        Setting.InFile(o => o.Epochs, NotNegative),
    ];

    internal void Validate()
    {
        Setting.Check(Settings, this, "prompts");
        Optimizer.Validate("prompts");
        if (Loss == PromptLoss.Article && (IsConditional || WarmUpEpochs > 0 || FreeNats > 0))
        {
            throw new ArgumentException(
                "The article's autoencoder has neither a divergence to warm up or to leave free nor a class to be "
                    + "told; expected the standard loss.");
        }
    }
}
