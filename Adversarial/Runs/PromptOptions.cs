using System.Text.Json.Serialization;

namespace Scratch.Adversarial.Runs;

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

    /// <summary>The width of a prompt.</summary>
    public int Latent { get; init; } = 32;

    /// <summary>β, the weight of the divergence in the standard loss.</summary>
    public float Beta { get; init; } = 1;

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The updates.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();
}
