using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Domains.Images;

namespace Scratch.Adversarial.Runs.Configuration;

/// <content>Stage 3 alone: classifiers that bounds certify. Why intervals and not CROWN: docs/decisions/0013-certified-by-intervals.md.</content>
public static partial class Presets
{
    /// <summary>
    /// Interval bounds at 0.1 (Gowal et al. 2018), from a first layer of thresholds of which black pixels stay below: intervals of what the second layer gets are exact then, and
    /// most of them a point.
    /// </summary>
    private static RunConfiguration Certified => Clean with
    {
        Preset = "certified-0.1",
        BatchSize = 64,
        Classifier = Clean.Classifier with
        {
            Hidden = [784, 512],
            Robust = null,
            Thresholds = [0.5f],
            Epochs = 40,
            Optimizer = new() { LearningRate = 1e-3f, Schedule = "cosine", EmaDecay = 0.998f },
            Mixture = new() { Real = 0.5, Augmented = 0.5, Augmentation = new AugmentationOptions { Rotation = 8, Shift = 1, Scale = 0.08f } },
            Certified = new() { Trainer = CertifiedTrainer.Intervals, Epsilon = 0.1f, NaturalShare = 0.2f, Ramp = 0.5f },
        },
    };

    /// <summary>The same at 0.3, with a pair of thresholds for every pixel: 784-1568-512-10.</summary>
    private static RunConfiguration WidestCertified => Certified with
    {
        Preset = "certified-0.3",
        Classifier = Certified.Classifier with
        {
            Hidden = [1568, 512],
            Thresholds = [0.3f, 0.7f],
            Mixture = Robust.Classifier.Mixture,
            Certified = Certified.Classifier.Certified! with { Epsilon = 0.3f, NaturalShare = 0.3f },
        },
        Attack = ReportedAt(0.3f),
    };

    /// <summary>The first on Fashion-MNIST, as its images are: few of their pixels are near black and white, more of them grey, so a pixel has a pair of thresholds.</summary>
    private static RunConfiguration FashionCertified => Certified with
    {
        Preset = "fashion-certified-0.1",
        Data = "fashion-mnist",
        BatchSize = 128,
        Classifier = Certified.Classifier with
        {
            Hidden = [1568, 512],
            Thresholds = [0.1f, 0.5f],
            Epochs = 24,
            Mixture = MixtureOptions.RealOnly,
            Certified = Certified.Classifier.Certified! with { NaturalShare = 0 },
        },
    };
}
