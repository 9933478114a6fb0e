namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>The sizes of an autoencoder of profiles.</summary>
/// <param name="Items">The number of items, at least 2.</param>
public sealed record AutoencoderShape(int Items)
{
    /// <summary>The width of the hidden layers, one on each side.</summary>
    public int Hidden { get; init; } = 200;

    /// <summary>The width of a prompt: the taste of a user.</summary>
    public int Latent { get; init; } = 64;

    /// <summary>
    /// Whether the encoder gives a Gaussian, for Mult-VAE, and not a point, for Mult-DAE.
    /// </summary>
    public bool IsVariational { get; init; }

    /// <summary>Throws unless all sizes make sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One doesn't; the message names it.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Items, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Latent);
    }
}
