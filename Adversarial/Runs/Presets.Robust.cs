using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Robust;

namespace Scratch.Adversarial.Runs;

/// <content>Stage 3 alone: a classifier on real examples, as they are and under attack. What they come to: docs/mixture.md.</content>
public static partial class Presets
{
    /// <summary>784-512-512-10 without an adversary.</summary>
    private static RunConfiguration Clean => new()
    {
        Preset = "clean",
        Stages = [RunStage.Classifier],
        Classifier = new()
        {
            Hidden = [512, 512],
            Epochs = 20,
            Optimizer = new() { LearningRate = 1e-3f, Schedule = RateSchedule.Cosine },
            Mixture = MixtureOptions.RealOnly,
        },
        Attack = new() { Epsilon = 0.1f, StepSize = 0.01f, Steps = 100 },
    };

    /// <summary>TRADES at 0.1 (Zhang et al. 2019), every digit augmented first.</summary>
    private static RunConfiguration Robust => Clean with
    {
        Preset = "robust-0.1",
        Classifier = Clean.Classifier with
        {
            Epochs = 40,
            Optimizer = new() { LearningRate = 3e-3f, Schedule = RateSchedule.Cosine, EmaDecay = 0.998f },
            Mixture = new() { Real = 0, Augmented = 1, Augmentation = new() { Rotation = 8, Shift = 1, Scale = 0.08f } },
            Robust = new()
            {
                Trainer = RobustTrainer.Trades,
                Beta = 6,
                ClimbsDivergence = true,
                WarmUp = 0.1f,
                Attack = new() { Epsilon = 0.1f, StepSize = 0.03f, Steps = 5 },
            },
        },
    };

    /// <summary>Madry's training at 0.2, from a first layer of thresholds.</summary>
    private static RunConfiguration WiderRobust => Robust with
    {
        Preset = "robust-0.2",
        Classifier = Robust.Classifier with
        {
            Thresholds = [0.25f],
            Epochs = 30,
            Optimizer = new() { LearningRate = 1e-3f, Schedule = RateSchedule.Cosine, EmaDecay = 0.998f },
            Robust = MadryAt(0.2f, steps: 5),
            Probe = ProbeAt(0.2f),
        },
        Attack = new() { Epsilon = 0.2f, StepSize = 0.02f, Steps = 100 },
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
        Attack = new() { Epsilon = 0.3f, StepSize = 0.03f, Steps = 100 },
    };

    /// <summary>Madry's training at 0.1 on Fashion-MNIST as it is.</summary>
    private static RunConfiguration FashionRobust => Robust with
    {
        Preset = "fashion-robust-0.1",
        Data = "fashion-mnist",
        Classifier = Robust.Classifier with
        {
            Epochs = 20,
            Mixture = MixtureOptions.RealOnly,
            Robust = MadryAt(0.1f, steps: 5),
            Probe = ProbeAt(0.1f),
        },
    };

    private static RobustOptions MadryAt(float epsilon, int steps) =>
        new() { Trainer = RobustTrainer.Madry, WarmUp = 0.2f, Attack = new() { Epsilon = epsilon, StepSize = 1.5f * epsilon / steps, Steps = steps } };

    private static ProbeOptions ProbeAt(float epsilon) => new() { Attack = new() { Epsilon = epsilon, Steps = 10 } };
}
