using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Robust;

namespace Scratch.Adversarial.Runs;

/// <content>Stage 3 alone: a classifier that bounds certify, 784-784-512-10.</content>
public static partial class Presets
{
    /// <summary>
    /// CROWN-IBP at 0.1 (Zhang et al. 2020), from a first layer of thresholds of which black pixels stay below: intervals of what the second layer gets are exact then, and
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
            Optimizer = new() { LearningRate = 1e-3f, Schedule = RateSchedule.Cosine, EmaDecay = 0.998f },
            Mixture = new() { Real = 0.5, Augmented = 0.5, Augmentation = new() { Rotation = 8, Shift = 1, Scale = 0.08f } },
            Certified = new() { Trainer = CertifiedTrainer.Crown, Epsilon = 0.1f, NaturalShare = 0.2f, Rivals = 2, Ramp = 0.5f },
        },
    };

    /// <summary>The same on Fashion-MNIST, as its images are: few of their pixels are near black and white, and more of them grey.</summary>
    private static RunConfiguration FashionCertified => Certified with
    {
        Preset = "fashion-certified-0.1",
        Data = "fashion-mnist",
        Classifier = Certified.Classifier with { Thresholds = [0.1f], Epochs = 12, Mixture = MixtureOptions.RealOnly },
    };
}
