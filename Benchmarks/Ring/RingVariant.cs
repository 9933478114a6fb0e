using Scratch.Adversarial.Generative;
using Scratch.Layers;

namespace Scratch.Benchmarks.Ring;

/// <summary>Who plays against the discriminator.</summary>
public enum RingPlayers
{
    /// <summary>A generator.</summary>
    Generator,

    /// <summary>A generator that is told the mode, as is the discriminator.</summary>
    ConditionalGenerator,

    /// <summary>An encoder and a generator: BiGAN.</summary>
    EncoderAndGenerator,

    /// <summary>The encoder of an adversarial autoencoder.</summary>
    Autoencoder,

    /// <summary>An autoencoder that is also the generator: VAE-GAN.</summary>
    FeatureAutoencoder,
}

/// <summary>One kind of adversarial training.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Rules">The game.</param>
public sealed record RingVariant(string Name, DiscriminatorOptions Rules)
{
    /// <summary>Who plays.</summary>
    public RingPlayers Players { get; init; }

    /// <summary>Whether the discriminator's layers are normalised by their spectral norm.</summary>
    public bool Spectral { get; init; }

    /// <summary>The decay of the average of the generator's weights; 0 for none.</summary>
    public float Average { get; init; }

    /// <summary>The discriminator's learning rate over the generator's.</summary>
    public float RateOfDiscriminator { get; init; } = 1;

    /// <summary>Every loss and every regulariser, each by itself.</summary>
    public static IReadOnlyList<RingVariant> All { get; } =
    [
        new("minimax", new() { Loss = AdversarialLoss.Minimax }),
        new("non-saturating", new()),
        new("article's", new() { Loss = AdversarialLoss.Article }),
        new("least squares", new() { Loss = AdversarialLoss.LeastSquares }),
        new("hinge", new() { Loss = AdversarialLoss.Hinge }),
        new("Wasserstein, clipping 0.1, k = 5",
            new() { Loss = AdversarialLoss.Wasserstein, WeightClip = 0.1f, Steps = 5 }),
        new("Wasserstein, penalty 0.02, k = 5",
            new() { Loss = AdversarialLoss.Wasserstein, Penalty = PenaltyForm.OneCentred, PenaltyWeight = 0.02f,
            Steps = 5 }),
        new("relativistic average", new() { Loss = AdversarialLoss.RelativisticAverage }),
        new("non-saturating, R1 0.1", new() { Penalty = PenaltyForm.ZeroCentred, PenaltyWeight = 0.1f }),
        new("the same every 4th update",
            new() { Penalty = PenaltyForm.ZeroCentred, PenaltyWeight = 0.1f, PenaltyInterval = 4 }),
        new("hinge, spectral norm", new() { Loss = AdversarialLoss.Hinge }) { Spectral = true },
        new("non-saturating, noise 0.1", new() { InstanceNoise = 0.1f }),
        new("non-saturating, smoothing 0.1", new() { Loss = AdversarialLoss.NonSaturating with { Real = 0.9f } }),
        new("non-saturating, k = 5", new() { Steps = 5 }),
        new("non-saturating, rates 4 : 1", new()) { RateOfDiscriminator = 4 },
        new("non-saturating, average 0.999", new()) { Average = 0.999f },
        new("R1 0.1, average 0.999",
            new() { Penalty = PenaltyForm.ZeroCentred, PenaltyWeight = 0.1f }) { Average = 0.999f },
        new("conditional, R1 0.1", new() { Penalty = PenaltyForm.ZeroCentred, PenaltyWeight = 0.1f }) { Players =
            RingPlayers.ConditionalGenerator },
        new("BiGAN, R1 0.1", new() { Penalty = PenaltyForm.ZeroCentred, PenaltyWeight = 0.1f }) { Players =
            RingPlayers.EncoderAndGenerator },
        new("adversarial autoencoder", new()) { Players = RingPlayers.Autoencoder },
        new("VAE-GAN, R1 0.1", new() { Penalty = PenaltyForm.ZeroCentred, PenaltyWeight = 0.1f }) { Players =
            RingPlayers.FeatureAutoencoder },
    ];
}
