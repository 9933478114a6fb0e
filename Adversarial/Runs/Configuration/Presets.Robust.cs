using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Domains.Images;

namespace Scratch.Adversarial.Runs.Configuration;

/// <content>Stage 3 alone: a classifier on real examples, as they are and under attack. What they come to: docs/mixture.md.</content>
public static partial class Presets
{
    /// <summary>
    /// 784-512-512-10 on real digits as they are, which is to see the same where a step in L2 changes most what it sees. TRADES with that attack is virtual adversarial
    /// training (Miyato et al. 2018), which needs no labels to know where that is.
    /// </summary>
    private static RunConfiguration Clean => new()
    {
        Preset = "clean",
        Stages = [RunStage.Classifier],
        Classifier = new()
        {
            Hidden = [512, 512],
            Epochs = 40,
            Optimizer = new() { LearningRate = 2e-3f, Schedule = "cosine", EmaDecay = 0.998f },
            Mixture = MixtureOptions.RealOnly,
            Robust = VirtualAt(2),
        },
        Attack = new() { Epsilon = 0.1f, StepSize = 0.01f, Steps = 100 },
    };

    /// <summary>The same on augmented digits: as accurate as we know how.</summary>
    private static RunConfiguration Augmented => Clean with
    {
        Preset = "augmented",
        Classifier = Clean.Classifier with
        {
            Mixture = new()
            {
                Real = 0,
                Augmented = 1,
                Augmentation = new AugmentationOptions { Rotation = 10, Shift = 1.5f, Scale = 0.1f, Shear = 0.1f, Elastic = 1 },
            },
            Robust = VirtualAt(1),
        },
    };

    /// <summary>TRADES at 0.1 (Zhang et al. 2019), every digit augmented first, from a first layer of thresholds.</summary>
    private static RunConfiguration Robust => Clean with
    {
        Preset = "robust-0.1",
        Classifier = Clean.Classifier with
        {
            Thresholds = [0.25f],
            Optimizer = new() { LearningRate = 1e-3f, Schedule = "cosine", EmaDecay = 0.998f },
            Mixture = new() { Real = 0, Augmented = 1, Augmentation = new AugmentationOptions { Rotation = 8, Shift = 1, Scale = 0.08f } },
            Robust = new()
            {
                Trainer = RobustTrainer.Trades,
                Beta = 6,
                ClimbsDivergence = true,
                WarmUp = 0.1f,
                Attack = new() { Epsilon = 0.1f, StepSize = 0.03f, Steps = 5, CornerStart = true },
            },
        },
        Attack = ReportedAt(0.1f),
    };

    /// <summary>Madry's training at 0.2.</summary>
    private static RunConfiguration WiderRobust => Robust with
    {
        Preset = "robust-0.2",
        Classifier = Robust.Classifier with
        {
            Epochs = 30,
            Robust = MadryAt(0.2f, steps: 5),
            Probe = ProbeAt(0.2f),
        },
        Attack = ReportedAt(0.2f),
    };

    /// <summary>The same at 0.3, with a pair of thresholds for every pixel: 784-1568-512-10.</summary>
    private static RunConfiguration WidestRobust => WiderRobust with
    {
        Preset = "robust-0.3",
        Classifier = WiderRobust.Classifier with
        {
            Hidden = [1568, 512],
            Thresholds = [0.3f, 0.7f],
            Epochs = 20,
            Robust = MadryAt(0.3f, steps: 6),
            Probe = ProbeAt(0.3f),
        },
        Attack = ReportedAt(0.3f),
    };

    /// <summary>Madry's training on Fashion-MNIST as it is, where about half of all pixels are black, at a little more than the 0.1 that is reported: 784-1568-512-10.</summary>
    private static RunConfiguration FashionRobust => Robust with
    {
        Preset = "fashion-robust-0.1",
        Data = "fashion-mnist",
        Classifier = Robust.Classifier with
        {
            Hidden = [1568, 512],
            Thresholds = [0.1f, 0.5f],
            Epochs = 16,
            Mixture = MixtureOptions.RealOnly,
            Robust = MadryAt(0.12f, steps: 8, reach: 2.5f),
            Probe = ProbeAt(0.1f),
        },
    };

    private static RobustOptions VirtualAt(float epsilon) => new()
    {
        Trainer = RobustTrainer.Trades,
        Beta = 1,
        ClimbsDivergence = true,
        Attack = new() { Norm = "l2", Epsilon = epsilon, StepSize = epsilon, Steps = 1 },
    };

    // All steps together are as long as `reach` radii.
    private static RobustOptions MadryAt(float epsilon, int steps, float reach = 1.5f) =>
        new() { Trainer = RobustTrainer.Madry, WarmUp = 0.2f, Attack = new() { Epsilon = epsilon, StepSize = reach * epsilon / steps, Steps = steps, CornerStart = true } };

    private static ProbeOptions ProbeAt(float epsilon) => new() { Attack = new() { Epsilon = epsilon, Steps = 10, CornerStart = true } };

    private static AttackOptions ReportedAt(float epsilon) => new() { Epsilon = epsilon, StepSize = 0.1f * epsilon, Steps = 100, CornerStart = true };
}
