using System.Globalization;
using System.Text.Json.Serialization;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Training;

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

/// <summary>The update rules.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateRule>))]
public enum UpdateRule
{
    /// <summary>Kingma and Ba 2015.</summary>
    [JsonStringEnumMemberName("adam")]
    Adam,

    /// <summary>Stochastic gradient descent, with momentum if it is set.</summary>
    [JsonStringEnumMemberName("sgd")]
    Sgd,
}

/// <summary>The learning rates over time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RateSchedule>))]
public enum RateSchedule
{
    /// <summary>η.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,

    /// <summary>η / √t, t the epoch: the article's formula with η = 1.</summary>
    [JsonStringEnumMemberName("inverse-sqrt")]
    InverseSquareRoot,

    /// <summary>A short rise to η, then half a cosine down to 0.</summary>
    [JsonStringEnumMemberName("cosine")]
    Cosine,
}

/// <summary>How a stage updates its parameters.</summary>
public sealed record OptimizerOptions
{
    /// <summary>The update rule.</summary>
    public UpdateRule Rule { get; init; } = UpdateRule.Adam;

    /// <summary>η, above 0.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>How η changes over time.</summary>
    public RateSchedule Schedule { get; init; } = RateSchedule.Constant;

    /// <summary>Adam's β₁, or the momentum of gradient descent, in [0, 1).</summary>
    public float Momentum { get; init; } = 0.9f;

    internal void Validate(string stage)
    {
        RunConfiguration.Require(LearningRate > 0 && float.IsFinite(LearningRate), stage, "learningRate", LearningRate, "a finite number above 0");
        RunConfiguration.Require(Momentum is >= 0 and < 1, stage, "momentum", Momentum, "a number in [0, 1)");
    }
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

/// <summary>Stage 3: the classifier.</summary>
public sealed record ClassifierOptions
{
    /// <summary>The widths of the hidden layers, each followed by a relu.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [512, 256];

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The updates.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>What a batch is made of.</summary>
    public MixtureOptions Mixture { get; init; } = new();
}

/// <summary>Everything that decides what a run computes. It is saved as <c>config.json</c>.</summary>
public sealed record RunConfiguration
{
    private static readonly string[] Freezable = ["encoder", "decoder", "generator", "discriminator", "classifier"];

    /// <summary>The preset that it started from.</summary>
    public string Preset { get; init; } = "default";

    /// <summary>What <c>--data</c> said.</summary>
    public string Data { get; init; } = "mnist";

    /// <summary>The seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>A finished run or a model file that the networks start from; null to start anew.</summary>
    public string? From { get; init; }

    /// <summary>The networks that stay as they start: encoder, decoder, generator, discriminator, classifier.</summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>Examples split off the training set, for every choice that is made.</summary>
    public int Validation { get; init; } = 2000;

    /// <summary>Examples in a batch, in every stage.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Stage 1.</summary>
    public PromptOptions Prompts { get; init; } = new();

    /// <summary>Stage 2.</summary>
    public SampleOptions Samples { get; init; } = new();

    /// <summary>Stage 3.</summary>
    public ClassifierOptions Classifier { get; init; } = new();

    /// <summary>Stage 4: the attack on pixels that robust accuracy is measured under.</summary>
    public AttackOptions Attack { get; init; } = new() { Epsilon = 0.1f, StepSize = 0.0125f, Steps = 20 };

    /// <summary>Throws if a number is out of its range: at once, not in the stage that needs it, hours later.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        if (Freeze.FirstOrDefault(name => !Freezable.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"There is no network '{unknown}' to freeze; expected {string.Join(", ", Freezable)}.");
        }
        const string Positive = "at least 1", NotNegative = "a finite number of at least 0";
        Require(Validation >= 1, "run", "validation", Validation, Positive);
        Require(BatchSize >= 1, "run", "batchSize", BatchSize, Positive);
        Require(Prompts.Latent >= 1, "prompts", "latent", Prompts.Latent, Positive);
        Require(Prompts.Beta >= 0 && float.IsFinite(Prompts.Beta), "prompts", "beta", Prompts.Beta, NotNegative);
        float weight = Samples.ReconstructionWeight;
        Require(weight >= 0 && float.IsFinite(weight), "samples", "reconstructionWeight", weight, NotNegative);
        ValidateStage("prompts", Prompts.Epochs, [.. Prompts.EncoderHidden, .. Prompts.GeneratorHidden], Prompts.Optimizer);
        ValidateStage("samples", Samples.Epochs, Samples.DiscriminatorHidden, Samples.Optimizer);
        ValidateStage("classifier", Classifier.Epochs, Classifier.Hidden, Classifier.Optimizer);
        Classifier.Mixture.Validate();
        Attack.Validate();
    }

    internal static void Require(bool condition, string stage, string name, double value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The {name} of {stage} is {value}; expected {expected}."));
        }
    }

    private static void ValidateStage(string stage, int epochs, IReadOnlyList<int> widths, OptimizerOptions optimizer)
    {
        Require(epochs >= 0, stage, "epochs", epochs, "at least 0");
        foreach (int width in widths)
        {
            Require(width >= 1, stage, "hidden width", width, "at least 1");
        }
        optimizer.Validate(stage);
    }
}
