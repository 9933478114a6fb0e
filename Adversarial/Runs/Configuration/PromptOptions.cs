using System.Text.Json.Serialization;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>Which formulas an autoencoder is trained by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PromptLoss>))]
public enum PromptLoss
{
    /// <summary>The evidence lower bound, with separate linear heads for μ and log σ². Kingma and Welling 2014.</summary>
    [JsonStringEnumMemberName("standard")]
    Standard,

    /// <summary>The article's: one tied logistic map for μ = σ. See docs/article.md.</summary>
    [JsonStringEnumMemberName("article")]
    Article,
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

    /// <summary>What each number of a prompt may tell of its example without its divergence being counted, in nats; 0 for nothing. Kingma et al. 2016.</summary>
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

    internal void Validate()
    {
        const string Positive = "at least 1";
        RunConfiguration.Require(Enum.IsDefined(Loss), "prompts", "loss", (int)Loss, "one of its names");
        RunConfiguration.Require(Enum.IsDefined(InitialWeights), "prompts", "initialWeights", (int)InitialWeights, "one of its names");
        RunConfiguration.Require(Latent >= 1, "prompts", "latent", Latent, Positive);
        RunConfiguration.Require(Beta >= 0 && float.IsFinite(Beta), "prompts", "beta", Beta, "a finite number of at least 0");
        RunConfiguration.Require(FreeNats >= 0 && float.IsFinite(FreeNats), "prompts", "freeNats", FreeNats, "a finite number of at least 0");
        RunConfiguration.Require(WarmUpEpochs >= 0, "prompts", "warmUpEpochs", WarmUpEpochs, "at least 0");
        RunConfiguration.Require(ClassComponents >= 1, "prompts", "classComponents", ClassComponents, Positive);
        RunConfiguration.Require(ElboDraws is >= 1 and <= 100_000, "prompts", "evidenceDraws", ElboDraws, "1 to 100000");
        if (Loss == PromptLoss.Article && (IsConditional || WarmUpEpochs > 0 || FreeNats > 0))
        {
            throw new ArgumentException("The article's autoencoder has neither a divergence to warm up or to leave free nor a class to be told; expected the standard loss.");
        }
    }
}
