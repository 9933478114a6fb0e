namespace Scratch.Adversarial.Generative;

/// <summary>
/// What an autoencoder knows of a data set, in nats for an example; means over the examples, and their standard errors.
/// </summary>
/// <remarks>
/// The reconstruction is Σ BCE over the pixels. For pixels of 0 and 1 that is −log p(x|z); for grey ones it is the
/// customary figure, which is no density's (its normaliser is left out), so figures compare between models of the same
/// pixels alone.
/// </remarks>
public sealed record ElboReport
{
    /// <summary>Examples.</summary>
    public required int Examples { get; init; }

    /// <summary>Prompts drawn for each of them.</summary>
    public required int Draws { get; init; }

    /// <summary>E_q[−log p(x|z)].</summary>
    public required double Reconstruction { get; init; }

    /// <summary>KL(q(z|x) ‖ p(z)), in closed form.</summary>
    public required double Divergence { get; init; }

    /// <summary>−ELBO = reconstruction + divergence: at least −log p(x).</summary>
    public double NegativeBound => Reconstruction + Divergence;

    /// <summary>The standard error of <see cref="NegativeBound"/>.</summary>
    public required double NegativeBoundError { get; init; }

    /// <summary>
    /// −log (1/K Σ p(x, z) / q(z|x)), K the draws: between −ELBO and −log p(x), to which it falls as K grows. Burda et
    /// al. 2016, eq. 8.
    /// </summary>
    public required double NegativeImportanceBound { get; init; }

    /// <summary>The standard error of <see cref="NegativeImportanceBound"/>.</summary>
    public required double NegativeImportanceBoundError { get; init; }
}
