using Scratch.Adversarial.Domains.Images;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>The named configurations.</summary>
public static partial class Presets
{
    /// <summary>The names, in the order of help texts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All().Select(preset => preset.Preset)];

    /// <summary>The configuration with that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static RunConfiguration Find(string name) => All().FirstOrDefault(preset => preset.Preset == name)
        ?? throw new ArgumentException($"There is no preset '{name}'; expected {string.Join(", ", Names)}.");

    /// <summary>What the configuration of that name is for, in a sentence.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static string Describe(string name) => Find(name).Preset switch
    {
        "default" => "All four stages in a minute or two: prompts, samples, a classifier trained on the mixture, and its baseline.",
        "gan" => "Samples alone, played longer for quality.",
        "article" => "The article's networks, formulas and settings.",
        "vae-400-20" => "The autoencoder of most introductions, to compare with.",
        "vae-400-20-tuned" => "The same networks and updates with a better rate and schedule.",
        "vae-600-100" => "A wider autoencoder.",
        "class-prompts" => "A conditional autoencoder, for labelled samples of a class that is asked for.",
        "clean" => "A classifier on real examples, for its accuracy; --trainer none leaves the plain one.",
        "augmented" => "The same on augmented examples: as accurate as can be.",
        "robust-0.1" => "A classifier that withstands L∞ attacks of 0.1 (TRADES), from a first layer of thresholds.",
        "robust-0.2" => "The same at 0.2 (Madry).",
        "robust-0.3" => "The same at 0.3, with a wider network.",
        "fashion-robust-0.1" => "The same at 0.1 for Fashion-MNIST.",
        "certified-0.1" => "A classifier of which bounds prove that nothing in L∞ 0.1 changes the class (interval bounds).",
        "certified-0.3" => "The same for 0.3, with a wider network.",
        "fashion-certified-0.1" => "The same for 0.1 on Fashion-MNIST.",
        "few-labels-1000" => "A classifier from 1,000 labels, all other examples without theirs.",
        "few-labels-100" => "The same from 100 labels.",
        _ => throw new NotSupportedException($"The preset '{name}' has no description."),
    };

    private static IEnumerable<RunConfiguration> All() =>
    [
        Default, Gan, Article, Autoencoder, AutoencoderTuned, WideAutoencoder, ByClass,
        Clean, Augmented, Robust, WiderRobust, WidestRobust, FashionRobust, Certified, WidestCertified, FashionCertified, FewLabels1000, FewLabels100,
    ];

    /// <summary>A minute or two on two cores, chosen on the validation part of the embedded digits.</summary>
    private static RunConfiguration Default => new()
    {
        Preset = "default",
        Prompts = new()
        {
            GeneratorHidden = [256, 512],
            Epochs = 10,
            Optimizer = new() { LearningRate = 1e-3f, Schedule = "cosine" },
        },
        Gan = new()
        {
            OwnPrompts = 0,
            DiscriminatorHidden = [512, 256],
            DiscriminatorLearningRate = 1e-3f,
            Penalty = GanPenalty.R1,
            PenaltyWeight = 1,
            PenaltyInterval = 4,
            Average = 0.998f,
            Guard = new() { FewestModes = 8 },
            EncoderEpochs = 3,
            Epochs = 12,
            Optimizer = new() { LearningRate = 5e-4f, Schedule = "cosine", Momentum = 0.5f },
        },
        Classifier = new()
        {
            Hidden = [512, 256],
            Epochs = 20,
            Optimizer = new() { LearningRate = 3e-3f, Schedule = "cosine" },
            Mixture = new()
            {
                Real = 0.15,
                Augmented = 0.15,
                Generated = 0.05,
                AdversarialPrompts = 0.05,
                AdversarialPixels = 0.6,
                Augmentation = new AugmentationOptions { Rotation = 10, Shift = 1.5f, Scale = 0.1f, Crop = 0.05f, Noise = 0.02f },
                PixelAttack = new() { Epsilon = 0.1f, StepSize = 0.05f, Steps = 3 },
                PromptAttack = new() { Norm = "l2", Bounded = false, Epsilon = 1, StepSize = 0.4f, Steps = 4 },
            },
        },
    };

    /// <summary>Samples alone, for ten minutes on all of MNIST and two cores: the default's game, played longer.</summary>
    private static RunConfiguration Gan => Default with
    {
        Preset = "gan",
        Stages = [RunStage.Prompts, RunStage.Gan],
        Gan = Default.Gan with { Average = 0.999f, Epochs = 90 },
    };

    /// <summary>The article's networks, formulas and settings: Adam at 1e-4, batches of 128, 100 epochs.</summary>
    private static RunConfiguration Article => new()
    {
        Preset = "article",
        Prompts = new()
        {
            Loss = PromptLoss.Article,
            EncoderHidden = [128, 64, 32],
            GeneratorHidden = [128],
            Epochs = 100,
            Optimizer = new() { LearningRate = 1e-4f },
        },
        Gan = new()
        {
            Loss = GeneratorLoss.Article,
            DiscriminatorHidden = [],
            Epochs = 100,
            Optimizer = new() { LearningRate = 1e-4f },
        },
        Classifier = new()
        {
            Hidden = [128, 64],
            Epochs = 100,
            Optimizer = new() { LearningRate = 1e-4f },
            Mixture = Default.Classifier.Mixture,
        },
    };
}
