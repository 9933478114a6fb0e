namespace Scratch.Adversarial.Generative;

/// <summary>What the two sides of an adversarial game want of the discriminator's logits.</summary>
/// <remarks>
/// Every one of them is the same for real and generated inputs when the logits change their sign. So where an encoder
/// makes the real side, as in BiGAN, what it wants is the generator's loss of the negated logits.
/// </remarks>
/// <param name="Discriminator">Of the logits of real inputs with target <see cref="Real"/>, and of generated ones with
/// <see cref="Generated"/>.</param>
/// <param name="Generator">Of the logits of generated inputs, with target 1.</param>
public sealed record AdversarialLoss(Loss Discriminator, Loss Generator)
{
    /// <summary>
    /// The discriminator's target for real inputs; less than 1, such as 0.9, is one-sided label smoothing (Salimans et
    /// al. 2016, section 3.4).
    /// </summary>
    public float Real { get; init; } = 1;

    /// <summary>The discriminator's target for generated inputs.</summary>
    public float Generated { get; init; } = -1;

    /// <summary>
    /// Whether each logit is first held against the mean of the other side's. Jolicoeur-Martineau 2019, section 4.2.
    /// </summary>
    public bool IsRelative { get; init; }

    /// <summary>D: −log D(x) − log(1 − D(G(z))); G: log(1 − D(G(z))). Goodfellow et al. 2014, eq. 1.</summary>
    public static AdversarialLoss Minimax { get; } =
        new(new BinaryCrossEntropy(), new MinimaxGeneratorLoss()) { Generated = 0 };

    /// <summary>The same for D; G: −log D(G(z)). Goodfellow et al. 2014, section 3.</summary>
    public static AdversarialLoss NonSaturating { get; } =
        new(new BinaryCrossEntropy(), new BinaryCrossEntropy()) { Generated = 0 };

    /// <summary>The same for D; G: D(G(z)) − log D(G(z)). See docs/article.md.</summary>
    public static AdversarialLoss Article { get; } =
        new(new BinaryCrossEntropy(), new ArticleGeneratorLoss()) { Generated = 0 };

    /// <summary>
    /// Squared distances of the logits from 1 and −1. Mao et al. 2017, eq. 2 with a = −1, b = c = 1, without its ½.
    /// </summary>
    public static AdversarialLoss LeastSquares { get; } = new(new MeanSquaredError(), new MeanSquaredError());

    /// <summary>D: max(0, 1 − D(x)) + max(0, 1 + D(G(z))); G: −D(G(z)). Lim and Ye 2017.</summary>
    public static AdversarialLoss Hinge { get; } = new(new Hinge(), new CriticLoss());

    /// <summary>
    /// D: −D(x) + D(G(z)); G: −D(G(z)). D must be kept smooth, by clipping or a penalty. Arjovsky et al. 2017, eq. 3.
    /// </summary>
    public static AdversarialLoss Wasserstein { get; } = new(new CriticLoss(), new CriticLoss());

    /// <summary>
    /// The non-saturating game with each logit against the mean of the other side's. Jolicoeur-Martineau 2019, eq. 8
    /// and 9.
    /// </summary>
    public static AdversarialLoss RelativisticAverage { get; } = NonSaturating with { IsRelative = true };
}
