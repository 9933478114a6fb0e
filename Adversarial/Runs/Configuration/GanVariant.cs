using System.Text.Json.Serialization;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>Who plays against the discriminator, and so what it sees.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GanVariant>))]
public enum GanVariant
{
    /// <summary>A generator; the discriminator sees samples. Goodfellow et al. 2014.</summary>
    [JsonStringEnumMemberName("generator")]
    Generator,

    /// <summary>A generator that is told the class, as is the discriminator; it needs conditional prompts. Mirza and Osindero 2014.</summary>
    [JsonStringEnumMemberName("conditional")]
    Conditional,

    /// <summary>Encoder and generator; the discriminator sees pairs of a sample and a prompt. Donahue et al. 2017; Dumoulin et al. 2017.</summary>
    [JsonStringEnumMemberName("bigan")]
    Bidirectional,

    /// <summary>The encoder of an adversarial autoencoder; the discriminator sees prompts. Makhzani et al. 2016.</summary>
    [JsonStringEnumMemberName("aae")]
    AdversarialAutoencoder,

    /// <summary>The decoder of an autoencoder that compares what the discriminator sees: VAE-GAN. Larsen et al. 2016.</summary>
    [JsonStringEnumMemberName("vae-gan")]
    FeatureAutoencoder,
}

/// <summary>What holds an autoencoder together that takes part in the game.</summary>
public sealed record AutoencodingOptions
{
    /// <summary>Of an adversarial autoencoder: the weight of the game beside the reconstruction, a sum over the pixels.</summary>
    public float GameWeight { get; init; } = 50;

    /// <summary>γ of a VAE-GAN: the weight of the discriminator's features beside the game, for the decoder.</summary>
    public float FeatureWeight { get; init; } = 0.01f;

    /// <summary>β of a VAE-GAN: the weight of the divergence beside the features, for the encoder.</summary>
    public float Beta { get; init; } = 0.1f;

    internal void Validate()
    {
        Require(GameWeight, "gameWeight");
        Require(FeatureWeight, "featureWeight");
        Require(Beta, "beta");

        static void Require(float value, string name) =>
            RunConfiguration.Require(value >= 0 && float.IsFinite(value), "gan", $"autoencoding.{name}", value, "a finite number of at least 0");
    }
}
