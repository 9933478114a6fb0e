namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>
/// Stage 3 alone: a classifier on real examples, as they are and under attack (what they come to: docs/mixture.md); one
/// that bounds certify (why intervals and not CROWN: docs/decisions/0013-certified-by-intervals.md); and one from few
/// labels (docs/few-labels.md).
/// </summary>
internal static class ClassifierPresets
{
    /// <summary>
    /// 784-512-512-10 on real digits as they are, which is to see the same where a step in L2 changes most what it
    /// sees. TRADES with that attack is virtual adversarial training (Miyato et al. 2018), which needs no labels to
    /// know where that is.
    /// </summary>
    public static RunConfiguration Clean { get; } = new()
    {
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
    public static RunConfiguration Augmented { get; } = Clean with
    {
        Classifier = Clean.Classifier with
        {
            Mixture = new()
            {
                Real = 0,
                Augmented = 1,
                Augmentation = new AugmentationOptions
                {
                    Rotation = 10,
                    Shift = 1.5f,
                    Scale = 0.1f,
                    Shear = 0.1f,
                    Elastic = 1
                },
            },
            Robust = VirtualAt(1),
        },
    };

    /// <summary>
    /// TRADES at 0.1 (Zhang et al. 2019), every digit augmented first, from a first layer of thresholds.
    /// </summary>
    public static RunConfiguration Robust { get; } = Clean with
    {
        Classifier = Clean.Classifier with
        {
            Thresholds = [0.25f],
            Optimizer = new() { LearningRate = 1e-3f, Schedule = "cosine", EmaDecay = 0.998f },
            Mixture = new()
            {
                Real = 0,
                Augmented = 1,
                Augmentation = new AugmentationOptions { Rotation = 8, Shift = 1, Scale = 0.08f }
            },
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
    public static RunConfiguration WiderRobust { get; } = Robust with
    {
        Classifier = Robust.Classifier with
        {
            Epochs = 30,
            Robust = MadryAt(0.2f, steps: 5),
            Probe = ProbeAt(0.2f),
        },
        Attack = ReportedAt(0.2f),
    };

    /// <summary>The same at 0.3, with a pair of thresholds for every pixel: 784-1568-512-10.</summary>
    public static RunConfiguration WidestRobust { get; } = WiderRobust with
    {
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

    /// <summary>
    /// Madry's training on Fashion-MNIST as it is, where about half of all pixels are black, at a little more than the
    /// 0.1 that is reported: 784-1568-512-10.
    /// </summary>
    public static RunConfiguration FashionRobust { get; } = Robust with
    {
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

    /// <summary>
    /// Interval bounds at 0.1 (Gowal et al. 2018), from a first layer of thresholds of which black pixels stay below:
    /// intervals of what the second layer gets are exact then, and most of them a point.
    /// </summary>
    public static RunConfiguration Certified { get; } = Clean with
    {
        BatchSize = 64,
        Classifier = Clean.Classifier with
        {
            Hidden = [784, 512],
            Robust = null,
            Thresholds = [0.5f],
            Epochs = 40,
            Optimizer = new() { LearningRate = 1e-3f, Schedule = "cosine", EmaDecay = 0.998f },
            Mixture = new()
            {
                Real = 0.5,
                Augmented = 0.5,
                Augmentation = new AugmentationOptions { Rotation = 8, Shift = 1, Scale = 0.08f }
            },
            Certified = new()
            {
                Trainer = CertifiedTrainer.Intervals,
                Epsilon = 0.1f,
                NaturalShare = 0.2f,
                Ramp = 0.5f
            },
        },
    };

    /// <summary>The same at 0.3, with a pair of thresholds for every pixel: 784-1568-512-10.</summary>
    public static RunConfiguration WidestCertified { get; } = Certified with
    {
        Classifier = Certified.Classifier with
        {
            Hidden = [1568, 512],
            Thresholds = [0.3f, 0.7f],
            Mixture = Robust.Classifier.Mixture,
            Certified = Certified.Classifier.Certified! with { Epsilon = 0.3f, NaturalShare = 0.3f },
        },
        Attack = ReportedAt(0.3f),
    };

    /// <summary>
    /// The first on Fashion-MNIST, as its images are: few of their pixels are near black and white, more of them grey,
    /// so a pixel has a pair of thresholds.
    /// </summary>
    public static RunConfiguration FashionCertified { get; } = Certified with
    {
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

    /// <summary>1,000 labels, 100 of each class; all other examples without theirs.</summary>
    public static RunConfiguration FewLabels1000 { get; } = new()
    {
        Stages = [RunStage.Classifier],
        Validation = 0,
        BatchSize = 128,
        Prompts = DefaultPresets.Default.Prompts,
        Gan = DefaultPresets.Default.Gan,
        Classifier = new()
        {
            Hidden = [512, 512],
            Epochs = 20,
            Optimizer = new() { LearningRate = 2e-3f, Schedule = "cosine", EmaDecay = 0.998f },
            Mixture = new()
            {
                Real = 0,
                Augmented = 1,
                Augmentation =
                new AugmentationOptions { Rotation = 15, Shift = 2, Scale = 0.15f, Shear = 0.15f, Elastic = 1 }
            },
            SemiSupervised = new()
            {
                Labels = 1000,
                LabelledBatch = 64,
                PseudoLabelWeight = 1,
                Confidence = 0.9f,
                Virtual = new() { Weight = 1, Epsilon = 1.5f }
            },
        },
    };

    /// <summary>
    /// 100 labels, 10 of each class. With so few, guesses may take a class for another as a whole; that all are as
    /// common as each other tells them apart.
    /// </summary>
    public static RunConfiguration FewLabels100 { get; } = FewLabels1000 with
    {
        Classifier = FewLabels1000.Classifier with
        {
            SemiSupervised =
            FewLabels1000.Classifier.SemiSupervised! with { Labels = 100, BalanceWeight = 1 }
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
        new()
        {
            Trainer = RobustTrainer.Madry,
            WarmUp = 0.2f,
            Attack =
            new() { Epsilon = epsilon, StepSize = reach * epsilon / steps, Steps = steps, CornerStart = true }
        };

    private static ProbeOptions ProbeAt(float epsilon) =>
        new() { Attack = new() { Epsilon = epsilon, Steps = 10, CornerStart = true } };

    private static AttackOptions ReportedAt(float epsilon) =>
        new() { Epsilon = epsilon, StepSize = 0.1f * epsilon, Steps = 100, CornerStart = true };
}
