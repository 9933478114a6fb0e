namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>Who plays against the discriminator, and so what it sees.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GanVariant>))]
public enum GanVariant
{
    /// <summary>A generator; the discriminator sees samples. Goodfellow et al. 2014.</summary>
    [JsonStringEnumMemberName("generator")]
    Generator,

    /// <summary>
    /// A generator that is told the class, as is the discriminator; it needs conditional prompts. Mirza and Osindero
    /// 2014.
    /// </summary>
    [JsonStringEnumMemberName("conditional")]
    Conditional,

    /// <summary>
    /// Encoder and generator; the discriminator sees pairs of a sample and a prompt. Donahue et al. 2017; Dumoulin et
    /// al. 2017.
    /// </summary>
    [JsonStringEnumMemberName("bigan")]
    Bidirectional,

    /// <summary>
    /// The encoder of an adversarial autoencoder; the discriminator sees prompts. Makhzani et al. 2016.
    /// </summary>
    [JsonStringEnumMemberName("aae")]
    AdversarialAutoencoder,

    /// <summary>
    /// The decoder of an autoencoder that compares what the discriminator sees: VAE-GAN. Larsen et al. 2016.
    /// </summary>
    [JsonStringEnumMemberName("vae-gan")]
    FeatureAutoencoder,
}

/// <summary>The game of generator and discriminator: <see cref="AdversarialLoss"/> has the formulas.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GeneratorLoss>))]
public enum GeneratorLoss
{
    /// <summary>−log D(G(z)). Goodfellow et al. 2014, section 3.</summary>
    [JsonStringEnumMemberName("nonsaturating")]
    NonSaturating,

    /// <summary>log(1 − D(G(z))). Goodfellow et al. 2014, eq. 1.</summary>
    [JsonStringEnumMemberName("minimax")]
    Minimax,

    /// <summary>The article's D(G(z)) − log D(G(z)). See docs/article.md.</summary>
    [JsonStringEnumMemberName("article")]
    Article,

    /// <summary>Mao et al. 2017.</summary>
    [JsonStringEnumMemberName("least-squares")]
    LeastSquares,

    /// <summary>Lim and Ye 2017.</summary>
    [JsonStringEnumMemberName("hinge")]
    Hinge,

    /// <summary>Arjovsky et al. 2017; it wants a penalty or clipping.</summary>
    [JsonStringEnumMemberName("wasserstein")]
    Wasserstein,

    /// <summary>Jolicoeur-Martineau 2019.</summary>
    [JsonStringEnumMemberName("relativistic")]
    Relativistic,
}

/// <summary>The penalties on the discriminator's gradient.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GanPenalty>))]
public enum GanPenalty
{
    /// <summary>None.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>R1: towards 0 at real examples. Mescheder et al. 2018.</summary>
    [JsonStringEnumMemberName("r1")]
    R1,

    /// <summary>Towards 1 between examples and samples. Gulrajani et al. 2017.</summary>
    [JsonStringEnumMemberName("wgan-gp")]
    WassersteinGradient,
}

/// <summary>What holds an autoencoder together that takes part in the game.</summary>
public sealed record AutoencodingOptions
{
    /// <summary>
    /// Of an adversarial autoencoder: the weight of the game beside the reconstruction, a sum over the pixels.
    /// </summary>
    public float GameWeight { get; init; } = 50;

    /// <summary>γ of a VAE-GAN: the weight of the discriminator's features beside the game, for the decoder.</summary>
    public float FeatureWeight { get; init; } = 0.01f;

    /// <summary>β of a VAE-GAN: the weight of the divergence beside the features, for the encoder.</summary>
    public float Beta { get; init; } = 0.1f;
}
