using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Configuration.ClassifierOptions>;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>Stage 3: the classifier.</summary>
public sealed record ClassifierOptions
{
    /// <summary>The widths of the hidden layers, each followed by a relu.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [512, 256];

    /// <summary>
    /// Starts the first layer as soft thresholds of single pixels (<see cref="ThresholdStart"/>): one or two, in [0,
    /// 1); none to start it at random.
    /// </summary>
    public IReadOnlyList<float> Thresholds { get; init; } = [];

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The updates.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>What a batch is made of.</summary>
    public MixtureOptions Mixture { get; init; } = new();

    /// <summary>
    /// Puts every example of the mixture under attack; null to train on the mixture as it is. The baseline is never
    /// trained so.
    /// </summary>
    public RobustOptions? Robust { get; init; }

    /// <summary>
    /// Trains every example of the mixture to be certified, rather than under attack; null for neither. The baseline is
    /// never trained so.
    /// </summary>
    public CertifiedOptions? Certified { get; init; }

    /// <summary>
    /// Measures the classifier under a few steps of PGD after every epoch, on the validation part; null for not. The
    /// baseline is never.
    /// </summary>
    public ProbeOptions? Probe { get; init; }

    /// <summary>
    /// Lets the run read few labels; null for all. The baseline is then trained on the labelled examples alone, in
    /// batches and updates as many.
    /// </summary>
    public SemiSupervisedOptions? SemiSupervised { get; init; }

    /// <summary>
    /// The probability that a hidden unit is dropped in training, in [0, 1). The classifier that is left has no
    /// dropout.
    /// </summary>
    public float Dropout { get; init; }

    /// <summary>Whether the classifier learns from generated samples, or from where they lie.</summary>
    internal bool NeedsGenerator => SemiSupervised?.Trainer != SemiSupervisedTrainer.Autoencoder
        && (Mixture.NeedsGenerator || SemiSupervised is { NeedsManifold: true });

    /// <summary>What may be set, from a file or on the command line.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Value(
            "--hidden N[,N]", "The widths of the classifier's hidden layers.", o => o.Hidden, (o, v) =>
                o with { Hidden = v }, SizeLimits.Widths),
        Setting.Number(
            "--dropout P",
            "The probability that a hidden unit of the classifier is dropped in training.",
            o => o.Dropout,
            (o, v) => o with { Dropout = v },
            NumberRange.BelowOne),
        Setting.InFile(o => o.Epochs, NumberRange.NotNegative),
    ];

    /// <summary>
    /// Throws if an option of the training under attack is out of its range, or two don't go together.
    /// </summary>
    internal void Validate()
    {
        Setting.Check(Settings, this, "classifier");
        Optimizer.Validate("classifier");
        if (Thresholds.Count > 0)
        {
            ThresholdStart.Validate(Thresholds);
            if (Hidden.Count == 0)
            {
                throw new ArgumentException("The classifier has thresholds, and no hidden layer to start with them.");
            }
        }
        Robust?.Validate();
        Probe?.Validate();
        if (Robust?.WeightPerturbation > 0 && Optimizer.Accumulation > 1)
        {
            throw new ArgumentException(
                "A perturbation of the weights takes the gradients of one batch; expected the accumulation of "
                + "classifier to be 1.");
        }
        if (Robust is { Trainer: RobustTrainer.FeatureFgm } features && features.FeatureLayer > Hidden.Count)
        {
            throw new ArgumentException(
                $"The classifier has {Hidden.Count} hidden layers; expected the featureLayer of robust training, "
                + $"{features.FeatureLayer}, to be one of them.");
        }
        if (Robust is { Trainer: RobustTrainer.FeatureFgm } && Dropout > 0)
        {
            throw new ArgumentException(
                "Features are moved between two passes with the same units; expected the dropout of classifier to be "
                + "0.");
        }
        if (Probe is { Action: DropAction.Strengthen } && Robust is null or { HasOwnStep: true })
        {
            throw new ArgumentException(
                "There is no attack whose steps could grow; expected a trainer that makes one, or another action of "
                + "probe.");
        }
    }
}
