namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>How an autoencoder of profiles is trained.</summary>
public sealed record ProfileTrainingOptions
{
    /// <summary>What it is asked for.</summary>
    public ProfileTask Task { get; init; }

    /// <summary>Passes over the users.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Users of an update.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Adam's rate at the start; it falls to 0 along a cosine.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>λ of Adam's decoupled weight decay.</summary>
    public float WeightDecay { get; init; }

    /// <summary>The probability that an item of a profile isn't shown, in [0, 1).</summary>
    public float Dropout { get; init; } = 0.5f;

    /// <summary>β, the weight of the divergence from N(0, 1); of Mult-VAE alone.</summary>
    public float Beta { get; init; } = 0.2f;

    /// <summary>The share of the updates over which β rises from 0.</summary>
    public float Annealing { get; init; } = 0.5f;

    /// <summary>
    /// The length of the adversarial move of prompts: see <see cref="ProfileStep"/>. 0 for training on users alone.
    /// </summary>
    public float Radius { get; init; }

    /// <summary>Throws unless all options make sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One doesn't; the message names it.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(Dropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Dropout, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Beta);
        ArgumentOutOfRangeException.ThrowIfNegative(Annealing);
        ArgumentOutOfRangeException.ThrowIfNegative(Radius);
    }
}
