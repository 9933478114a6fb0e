using Scratch.Adversarial.Domains.Images;

namespace Scratch.Adversarial.Runs.Configuration;

/// <content>Data of which few examples have labels. What was tried, and what it came to: docs/few-labels.md.</content>
public static partial class Presets
{
    /// <summary>1,000 labels, 100 of each class; all other examples without theirs.</summary>
    private static RunConfiguration FewLabels1000 => new()
    {
        Preset = "few-labels-1000",
        Stages = [RunStage.Classifier],
        Validation = 0,
        BatchSize = 128,
        Prompts = Default.Prompts,
        Gan = Default.Gan,
        Classifier = new()
        {
            Hidden = [512, 512],
            Epochs = 20,
            Optimizer = new() { LearningRate = 2e-3f, Schedule = "cosine", EmaDecay = 0.998f },
            Mixture = new() { Real = 0, Augmented = 1, Augmentation = new AugmentationOptions { Rotation = 15, Shift = 2, Scale = 0.15f, Shear = 0.15f, Elastic = 1 } },
            SemiSupervised = new() { Labels = 1000, LabelledBatch = 64, PseudoLabelWeight = 1, Confidence = 0.9f, Virtual = new() { Weight = 1, Epsilon = 1.5f } },
        },
    };

    /// <summary>100 labels, 10 of each class. With so few, guesses may take a class for another as a whole; that all are as common as each other tells them apart.</summary>
    private static RunConfiguration FewLabels100 => FewLabels1000 with
    {
        Preset = "few-labels-100",
        Classifier = FewLabels1000.Classifier with { SemiSupervised = FewLabels1000.Classifier.SemiSupervised! with { Labels = 100, BalanceWeight = 1 } },
    };
}
