using System.Text.Json.Serialization;

namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>What learns from few labels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SemiSupervisedTrainer>))]
public enum SemiSupervisedTrainer
{
    /// <summary>The classifier itself: <see cref="SemiSupervisedStep"/>.</summary>
    [JsonStringEnumMemberName("classifier")]
    Classifier,

    /// <summary>An autoencoder whose encoder is the classifier: <see cref="SemiSupervisedAutoencoderStep"/>. Of the options it takes labels, labelledBatch and reconstructionWeight.</summary>
    [JsonStringEnumMemberName("autoencoder")]
    Autoencoder,
}

/// <summary>How a classifier learns from data of which few examples have labels. What a weight of 0 switches off costs nothing.</summary>
public sealed record SemiSupervisedOptions
{
    /// <summary>The labels that may be read, evenly over the classes and drawn by the seed: those of the validation part are among them.</summary>
    public int Labels { get; init; } = 1000;

    /// <summary>What learns.</summary>
    public SemiSupervisedTrainer Trainer { get; init; }

    /// <summary>Labelled examples in every batch, at least 1, beside the batch that all examples take part in without their labels.</summary>
    public int LabelledBatch { get; init; } = 64;

    /// <summary>The weight of guesses in place of labels: unlabelled examples in the mixture's forms.</summary>
    public float PseudoLabelWeight { get; init; } = 1;

    /// <summary>τ, in [0, 1]: a guess below this probability teaches nothing.</summary>
    public float Confidence { get; init; } = 0.95f;

    /// <summary>The weight of the entropy of what the classifier says of unlabelled examples.</summary>
    public float EntropyWeight { get; init; }

    /// <summary>The weight of how far the classifier's predictions, on average over a batch of unlabelled examples, are from equally common classes.</summary>
    public float BalanceWeight { get; init; }

    /// <summary>Virtual adversarial training: examples moved anywhere.</summary>
    public VirtualOptions Virtual { get; init; } = new() { Epsilon = 1.5f };

    /// <summary>Examples moved along the generator's samples.</summary>
    public VirtualOptions Tangent { get; init; } = new() { Epsilon = 1.5f };

    /// <summary>Examples moved normal to the generator's samples.</summary>
    public VirtualOptions Normal { get; init; } = new() { Epsilon = 1 };

    /// <summary>Iterations of the least squares that tell tangent from normal, at least 1.</summary>
    public int TangentIterations { get; init; } = 6;

    /// <summary>The weight of the autoencoder's reconstruction, a sum over the pixels, beside 1 for its games and for the labelled examples; at least 0.</summary>
    public float ReconstructionWeight { get; init; } = 0.01f;

    /// <summary>Whether the classifier learns from unlabelled examples at all.</summary>
    internal bool UsesUnlabelled => PseudoLabelWeight > 0 || EntropyWeight > 0 || BalanceWeight > 0 || Virtual.Weight > 0 || NeedsManifold;

    /// <summary>Whether tangents of the generator are needed, and so prompts.</summary>
    internal bool NeedsManifold => Tangent.Weight > 0 || Normal.Weight > 0;

    /// <summary>The same labels and nothing but them.</summary>
    internal SemiSupervisedOptions LabelledOnly() => new() { Labels = Labels, LabelledBatch = LabelledBatch, PseudoLabelWeight = 0 };

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        const string NotNegative = "a finite number of at least 0";
        Require(Labels >= 1, "labels", Labels, "at least 1");
        Require(Enum.IsDefined(Trainer), "trainer", (float)Trainer, "one of its names");
        Require(ReconstructionWeight >= 0 && float.IsFinite(ReconstructionWeight), "reconstructionWeight", ReconstructionWeight, NotNegative);
        Require(LabelledBatch >= 1, "labelledBatch", LabelledBatch, "at least 1");
        Require(PseudoLabelWeight >= 0 && float.IsFinite(PseudoLabelWeight), "guessWeight", PseudoLabelWeight, NotNegative);
        Require(Confidence is >= 0 and <= 1, "confidence", Confidence, "a number from 0 to 1");
        Require(EntropyWeight >= 0 && float.IsFinite(EntropyWeight), "entropyWeight", EntropyWeight, NotNegative);
        Require(BalanceWeight >= 0 && float.IsFinite(BalanceWeight), "balanceWeight", BalanceWeight, NotNegative);
        Require(TangentIterations >= 1, "tangentIterations", TangentIterations, "at least 1");
        foreach ((string name, VirtualOptions options) in new[] { ("virtual", Virtual), ("tangent", Tangent), ("normal", Normal) })
        {
            Require(options.Weight >= 0 && float.IsFinite(options.Weight), $"{name} weight", options.Weight, NotNegative);
            Require(options.Epsilon >= 0 && float.IsFinite(options.Epsilon), $"{name} epsilon", options.Epsilon, NotNegative);
            Require(options.Probe > 0 && float.IsFinite(options.Probe), $"{name} probe", options.Probe, "a finite number above 0");
            Require(options.Iterations >= 0, $"{name} iterations", options.Iterations, "at least 0");
        }

        static void Require(bool condition, string name, float value, string expected)
        {
            if (!condition)
            {
                throw new ArgumentException($"The {name} of few labels is {value}; expected {expected}.");
            }
        }
    }
}

/// <summary>A direction that changes most what the classifier says: how it is found, how far it is followed, and what that weighs.</summary>
public sealed record VirtualOptions
{
    /// <summary>The weight of the term; 0 for none.</summary>
    public float Weight { get; init; }

    /// <summary>ε, the Euclidean length of the way.</summary>
    public float Epsilon { get; init; }

    /// <summary>ξ, the length at which the gradient is taken: small beside the example, large beside rounding.</summary>
    public float Probe { get; init; } = 0.1f;

    /// <summary>Power iterations; with 0 the direction stays random.</summary>
    public int Iterations { get; init; } = 1;
}
