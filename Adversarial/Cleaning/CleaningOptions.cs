using System.Text.Json.Serialization;
using Scratch.Adversarial.Data;

namespace Scratch.Adversarial.Cleaning;

/// <summary>By what outliers are told.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutlierScore>))]
public enum OutlierScore
{
    /// <summary><see cref="OutlierScores"/>.</summary>
    [JsonStringEnumMemberName("distance")]
    Distance,

    /// <summary><see cref="ReconstructionScores"/>.</summary>
    [JsonStringEnumMemberName("reconstruction")]
    Reconstruction,
}

/// <summary>What to look for in a data set, and from where on it is held to be wrong.</summary>
public sealed record CleaningOptions
{
    /// <summary>Whether duplicates and near duplicates are looked for.</summary>
    public bool Duplicates { get; init; } = true;

    /// <summary>Whether outliers are looked for.</summary>
    public bool Outliers { get; init; } = true;

    /// <summary>Whether wrong labels are looked for.</summary>
    public bool Labels { get; init; } = true;

    /// <summary>Whether examples with wrong labels stay, under the label that they should have; otherwise they are removed.</summary>
    public bool FixLabels { get; init; }

    /// <summary>The largest root mean square difference, in the unit of the features, between near duplicates; in [0, 0.1].</summary>
    public float NearDuplicate { get; init; } = 0.02f;

    /// <summary>By what outliers are told: their distance to the classes, or how badly an autoencoder makes them again.</summary>
    public OutlierScore OutlierScore { get; init; }

    /// <summary>How many deviations above the typical one the score of an outlier lies: x. Above 0.</summary>
    public double OutlierThreshold { get; init; } = 5.5;

    /// <summary>How clearly a label is wrong, as a share, in (0, 1], of how clearly labels are usually right: see <see cref="ConfidentLearning"/>.</summary>
    public double LabelThreshold { get; init; } = 0.6;

    /// <summary>The share of the labels that classifiers disagree with that must be clearly wrong, in [0, 1], for any to be held to be wrong.</summary>
    public double LabelEvidence { get; init; } = 0.25;

    /// <summary>Parts of the cross-validation, at least 2: a classifier judges the labels that it has not seen.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Epochs of each of its trainings, at least 1.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>What is done to the examples that they learn from; not to those that they judge. It must not change what class an example shows; null for the safe one of the domain.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>The most passes over the data, at least 1. The last one finds nothing, unless there are more than so many.</summary>
    public int MaxPasses { get; init; } = 20;

    /// <summary>The seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Require(Enum.IsDefined(OutlierScore), "outlierScore", (int)OutlierScore, "one of its names");
        Require(NearDuplicate is >= 0 and <= 0.1f, "nearDuplicate", NearDuplicate, "a number from 0 to 0.1");
        Require(OutlierThreshold > 0, "outlierThreshold", OutlierThreshold, "a number above 0");
        Require(LabelThreshold is > 0 and <= 1, "labelThreshold", LabelThreshold, "a number above 0, and at most 1");
        Require(LabelEvidence is >= 0 and <= 1, "labelEvidence", LabelEvidence, "a number from 0 to 1");
        Require(Folds >= 2, "folds", Folds, "at least 2");
        Augmentation?.Validate();
        Require(Epochs >= 1, "epochs", Epochs, "at least 1");
        Require(MaxPasses >= 1, "maxPasses", MaxPasses, "at least 1");

        static void Require(bool condition, string name, double value, string expected)
        {
            if (!condition)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The cleaning's {name} is {value}; expected {expected}."));
            }
        }
    }
}
