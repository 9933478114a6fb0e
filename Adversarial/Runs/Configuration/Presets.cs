namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>A configuration with a name.</summary>
/// <param name="Name">What it is asked for by.</param>
/// <param name="Description">What it is for, in a sentence.</param>
/// <param name="Configuration">The configuration, which has the name, too.</param>
public sealed record Preset(string Name, string Description, RunConfiguration Configuration)
{
    /// <summary>The configuration.</summary>
    public RunConfiguration Configuration { get; } = Configuration with { Preset = Name };
}

/// <summary>The named configurations.</summary>
public static class Presets
{
    /// <summary>
    /// All of them, in the order of help texts; the first is the one that is taken unless another is named.
    /// </summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("default", "All four stages in a minute or two: prompts, gan, a classifier trained on the mixture, and "
            + "its baseline.", DefaultPresets.Default),
        new("gan", "Samples alone, played longer for quality.", DefaultPresets.Gan),
        new("article", "The article's networks, formulas and settings.", DefaultPresets.Article),
        new("vae-400-20", "The autoencoder of most introductions, to compare with.", PromptPresets.Autoencoder),
        new("vae-400-20-tuned", "The same networks and updates with a better rate and schedule.",
            PromptPresets.AutoencoderTuned),
        new("vae-600-100", "A wider autoencoder.", PromptPresets.WideAutoencoder),
        new("class-prompts", "A conditional autoencoder, for labelled samples of a class that is asked for.",
            PromptPresets.ByClass),
        new("clean", "A classifier on real examples, for its accuracy; --trainer none leaves the plain one.",
            ClassifierPresets.Clean),
        new("augmented", "The same on augmented examples: as accurate as can be.", ClassifierPresets.Augmented),
        new("robust-0.1", "A classifier that withstands L∞ attacks of 0.1 (TRADES), from a first layer of thresholds.",
            ClassifierPresets.Robust),
        new("robust-0.2", "The same at 0.2 (Madry).", ClassifierPresets.WiderRobust),
        new("robust-0.3", "The same at 0.3, with a wider network.", ClassifierPresets.WidestRobust),
        new("fashion-robust-0.1", "The same at 0.1 for Fashion-MNIST.", ClassifierPresets.FashionRobust),
        new("certified-0.1",
            "A classifier of which bounds prove that nothing in L∞ 0.1 changes the class (interval bounds).",
            ClassifierPresets.Certified),
        new("certified-0.3", "The same for 0.3, with a wider network.", ClassifierPresets.WidestCertified),
        new("fashion-certified-0.1", "The same for 0.1 on Fashion-MNIST.", ClassifierPresets.FashionCertified),
        new("few-labels-1000", "A classifier from 1,000 labels, all other examples without theirs.",
            ClassifierPresets.FewLabels1000),
        new("few-labels-100", "The same from 100 labels.", ClassifierPresets.FewLabels100),
        new("table", "All four stages on a table of a few hundred rows, in seconds; the default for tables.",
            DomainPresets.Table),
        new("speech", "All four stages on spoken words: the classifier takes waveforms, and is trained on words as "
            + "they might sound; the default for sounds.", DomainPresets.Speech),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(preset => preset.Name)];

    /// <summary>The configuration with that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static RunConfiguration Find(string name) => All.FirstOrDefault(preset => preset.Name == name)?.Configuration
        ?? throw new ArgumentException($"There is no preset '{name}'; expected {string.Join(", ", Names)}.");
}
