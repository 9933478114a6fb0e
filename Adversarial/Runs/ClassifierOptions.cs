using Scratch.Adversarial.Training;

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
}
