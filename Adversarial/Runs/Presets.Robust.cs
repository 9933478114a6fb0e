using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Robust;

namespace Scratch.Adversarial.Runs;

/// <content>Stage 3 alone: the classifier 784-512-512-10 on real examples, as they are and under attack.</content>
public static partial class Presets
{
    /// <summary>Without an adversary.</summary>
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
}
