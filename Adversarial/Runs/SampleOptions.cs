using System.Text.Json.Serialization;

namespace Scratch.Adversarial.Runs;

/// <summary>What a generator wants of the discriminator.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GeneratorLoss>))]
public enum GeneratorLoss
{
    /// <summary>−log D(G(z)). Goodfellow et al. 2014, section 3.</summary>
    [JsonStringEnumMemberName("nonsaturating")]
    NonSaturating,

    /// <summary>The article's D(G(z)) − log D(G(z)). See docs/article.md.</summary>
    [JsonStringEnumMemberName("article")]
    Article,
}

/// <summary>Stage 2: the generator against the discriminator.</summary>
public sealed record SampleOptions
{
    /// <summary>The generator's loss.</summary>
    public GeneratorLoss Loss { get; init; } = GeneratorLoss.NonSaturating;

    /// <summary>The widths of the discriminator's hidden layers, each followed by a leaky relu; empty for the article's.</summary>
    public IReadOnlyList<int> DiscriminatorHidden { get; init; } = [256, 128];

    /// <summary>What holds a generated sample to the example whose prompt it came from, in BCE per pixel sum; 0 for nothing.</summary>
    public float ReconstructionWeight { get; init; }

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>The updates of both networks.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();
}
