using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.FewLabels;
using Scratch.Adversarial.Training.Robust;

namespace Scratch.Adversarial.Runs;

/// <summary>Stage 3: the classifier.</summary>
public sealed record ClassifierOptions
{
    /// <summary>The widths of the hidden layers, each followed by a relu.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [512, 256];

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The updates.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>What a batch is made of.</summary>
    public MixtureOptions Mixture { get; init; } = new();

    /// <summary>Puts every example of the mixture under attack; null to train on the mixture as it is. The baseline is never trained so.</summary>
    public RobustOptions? Robust { get; init; }

    /// <summary>Trains every example of the mixture to be certified, rather than under attack; null for neither. The baseline is never trained so.</summary>
    public CertifiedOptions? Certified { get; init; }

    /// <summary>
    /// Lets the run read few labels; null for all. The baseline is then trained on the labelled examples alone, in batches and updates as many.
    /// </summary>
    public FewLabelOptions? FewLabels { get; init; }

    /// <summary>The probability that a hidden unit is dropped in training, in [0, 1). The classifier that is left has no dropout.</summary>
    public float Dropout { get; init; }

    /// <summary>Whether the classifier learns from generated samples, or from where they lie.</summary>
    internal bool NeedsGenerator => FewLabels?.Trainer != FewLabelTrainer.Autoencoder
        && (Mixture.Generated + Mixture.AdversarialPrompts > 0 || FewLabels is { NeedsManifold: true });
}
