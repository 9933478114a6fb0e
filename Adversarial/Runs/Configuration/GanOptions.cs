using static Scratch.Adversarial.Settings.NumberRange;
using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Configuration.GanOptions>;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>Stage 2: the generator against the discriminator.</summary>
public sealed record GanOptions
{
    /// <summary>Who plays.</summary>
    public GanVariant Variant { get; init; }

    /// <summary>What holds the encoder, where one plays, to the generator.</summary>
    public AutoencodingOptions Autoencoding { get; init; } = new();

    /// <summary>What both sides want.</summary>
    public GeneratorLoss Loss { get; init; } = GeneratorLoss.NonSaturating;

    /// <summary>Whether the generator starts from the decoder; if not, from nothing.</summary>
    public bool FromDecoder { get; init; } = true;

    /// <summary>
    /// The share of a batch's prompts that are those of its own examples, in [0, 1]; the others are from N(0, 1).
    /// </summary>
    public float OwnPrompts { get; init; } = 1;

    /// <summary>
    /// What holds a sample of such a prompt to the example that it came from, in BCE per pixel sum; 0 for nothing.
    /// </summary>
    public float ReconstructionWeight { get; init; }

    /// <summary>
    /// The widths of the discriminator's hidden layers, each followed by a leaky relu; empty for the article's.
    /// </summary>
    public IReadOnlyList<int> DiscriminatorHidden { get; init; } = [256, 128];

    /// <summary>Whether the discriminator's layers are divided by their spectral norms. Miyato et al. 2018.</summary>
    public bool SpectralNormalisation { get; init; }

    /// <summary>Updates of the discriminator for one of the generator.</summary>
    public int DiscriminatorSteps { get; init; } = 1;

    /// <summary>
    /// The discriminator's learning rate where it has one of its own: two time scales. Null, and it is the generator's.
    /// </summary>
    public float? DiscriminatorLearningRate { get; init; }

    /// <summary>The penalty on the discriminator's gradient.</summary>
    public GanPenalty Penalty { get; init; }

    /// <summary>Its weight.</summary>
    public float PenaltyWeight { get; init; } = 10;

    /// <summary>Only every so many updates have it, with so many times its weight.</summary>
    public int PenaltyInterval { get; init; } = 1;

    /// <summary>What the discriminator's parameters are clipped to; 0 for nothing.</summary>
    public float WeightClip { get; init; }

    /// <summary>The deviation of the noise on all that the discriminator sees, which falls to 0; 0 for none.</summary>
    public float InstanceNoise { get; init; }

    /// <summary>
    /// How far the discriminator's target for real examples is below 1: one-sided label smoothing, in [0, 1).
    /// </summary>
    public float LabelSmoothing { get; init; }

    /// <summary>
    /// The decay of the average of the generator's weights that is kept and used, in [0, 1); 0 for the weights
    /// themselves.
    /// </summary>
    /// <remarks>
    /// The optimizer's <see cref="OptimizerOptions.EmaDecay"/>, which averages the discriminator too, takes its place.
    /// </remarks>
    public float Average { get; init; }

    /// <summary>What is done about a collapse; null to look at nothing.</summary>
    public CollapseOptions? Guard { get; init; }

    /// <summary>
    /// Passes in which, once the generator is done and stays as it is, the encoder learns to invert it: so prompts of
    /// real examples stay prompts of their samples, with their labels. 0 leaves the encoder as stage 1 trained it.
    /// </summary>
    public int EncoderEpochs { get; init; }

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>The updates of both networks.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>
    /// What may be set, from a file or on the command line. Spectral normalisation takes the place of a preset's
    /// penalty.
    /// </summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Choice(
            "--gan NAME",
            "Who plays against the discriminator: a generator; one that is told the class, as is the discriminator; "
                + "or an encoder, too "
                + "(BiGAN, adversarial autoencoder, VAE-GAN).",
            o => o.Variant,
            (o, v) => o with { Variant = v }),
        Setting.Number(
            "--game-weight WEIGHT",
            "With --gan aae, the weight of the game beside the reconstruction.",
            o => o.Autoencoding.GameWeight,
            (o, v) => o with { Autoencoding = o.Autoencoding with { GameWeight = v } },
            NotNegative) with { Unless = For(GanVariant.AdversarialAutoencoder) },
        Setting.Number(
            "--feature-weight WEIGHT",
            "With --gan vae-gan, the weight of the discriminator's features beside the game.",
            o => o.Autoencoding.FeatureWeight,
            (o, v) => o with { Autoencoding = o.Autoencoding with { FeatureWeight = v } },
            NotNegative) with { Unless = For(GanVariant.FeatureAutoencoder) },
        Setting.InFile(o => o.Autoencoding.Beta, NotNegative),
        Setting.Choice(
            "--generator-loss NAME",
            "The game's losses; article is the article's D(x') - log D(x') for the generator.",
            o => o.Loss,
            (o, v) => o with { Loss = v }),
        Setting.Value(
            "--spectral-norm NAME",
            "Whether the discriminator's layers are divided by their spectral norms.",
            o => o.SpectralNormalisation,
            (o, v) => o with { SpectralNormalisation = v },
            new Choices<bool>(("yes", true), ("no", false))),
        Setting.Choice("--penalty NAME", "What the discriminator's gradient is penalised by.", o => o.Penalty, (o, v) =>
            o with { Penalty = v }),
        Setting.Number(
            "--penalty-weight WEIGHT", "The weight of that penalty.", o => o.PenaltyWeight, (o, v) =>
                o with { PenaltyWeight = v }, NotNegative) with
        {
            Unless = o => o.Penalty == GanPenalty.None
                ? "is for a penalty; expected --penalty r1 or --penalty wgan-gp beside it" : null,
        },
        Setting.InFile(o => o.PenaltyInterval, FromOne),
        Setting.Value(
            "--generator-from NAME",
            "What the generator starts from.",
            o => o.FromDecoder,
            (o, v) => o with { FromDecoder = v },
            new Choices<bool>(("decoder", true), ("nothing", false))),
        Setting.Value(
            "--discriminator-hidden N[,N]", "The widths of the discriminator's hidden layers.", o =>
                o.DiscriminatorHidden, (o, v) => o with { DiscriminatorHidden = v }, SizeLimits.Widths),
        Setting.Number(
            "--discriminator-steps K",
            "Updates of the discriminator for one of the generator.",
            o => o.DiscriminatorSteps,
            (o, v) => o with { DiscriminatorSteps = v },
            FromOne),
        Setting.Number(
            "--average DECAY",
            "The decay of the average of the generator's weights that is used; 0 for the last weights.",
            o => o.Average,
            (o, v) => o with { Average = v },
            BelowOne),
        Setting.Choice(
            "--on-collapse NAME",
            "What to do when the generator collapses.",
            o => (o.Guard ?? new()).Action,
            (o, v) => o with { Guard = (o.Guard ?? new()) with { Action = v } },
            "o => o.Guard.Action"),
        Setting.InFile(o => o.OwnPrompts, Share),
        Setting.InFile(o => o.ReconstructionWeight, NotNegative),
        Setting.InFile(o => o.DiscriminatorLearningRate ?? 1, Positive),
        Setting.InFile(o => o.WeightClip, NotNegative),
        Setting.InFile(o => o.InstanceNoise, NotNegative),
        Setting.InFile(o => o.LabelSmoothing, BelowOne),
        Setting.InFile(o => o.EncoderEpochs, NotNegative),
        Setting.InFile(o => o.Epochs, NotNegative),
    ];

    /// <summary>Whether an encoder plays, too.</summary>
    [JsonIgnore]
    public bool TrainsEncoder =>
        Variant is GanVariant.Bidirectional or GanVariant.AdversarialAutoencoder or GanVariant.FeatureAutoencoder;

    /// <summary>Whether samples are made of prompts from N(0, 1), and not of the examples' own alone.</summary>
    internal bool StartsFromNoise => TrainsEncoder || OwnPrompts < 1;

    /// <summary>The rules of the game.</summary>
    internal DiscriminatorOptions Rules() => new()
    {
        Loss = LossOfBoth() with { Real = 1 - LabelSmoothing },
        Steps = DiscriminatorSteps,
        Penalty = Penalty switch
        {
            GanPenalty.R1 => PenaltyForm.ZeroCentred,
            GanPenalty.WassersteinGradient => PenaltyForm.OneCentred,
            _ => null,
        },
        PenaltyWeight = PenaltyWeight,
        PenaltyInterval = PenaltyInterval,
        WeightClip = WeightClip,
        InstanceNoise = InstanceNoise,
    };

    internal void Validate()
    {
        Setting.Check(Settings, this, "gan");
        Guard?.Validate();
        Optimizer.Validate("gan");
        if (Penalty != GanPenalty.None && SpectralNormalisation)
        {
            throw new ArgumentException(
                "The gan has a penalty and spectral normalisation, which has no second derivative here; expected one "
                + "of them.");
        }
        if (TrainsEncoder && (EncoderEpochs > 0 || ReconstructionWeight > 0))
        {
            throw new ArgumentException(
                "An encoder that plays has no need to follow the generator, nor the generator of a hold; expected "
                    + "encoderEpochs and reconstructionWeight of gan to be 0.");
        }
        if (Variant == GanVariant.FeatureAutoencoder && DiscriminatorHidden.Count == 0)
        {
            throw new ArgumentException(
                "A VAE-GAN compares what a hidden layer of the discriminator sees; expected discriminatorHidden of "
                    + "gan to have one.");
        }
    }

    /// <summary>
    /// Throws if the game can't be played with such prompts: those that the run trains, or those that it was given.
    /// </summary>
    /// <param name="areConditional">Whether they hold the class.</param>
    /// <param name="areGaussian">Whether their encoder is a standard one, and not the article's.</param>
    /// <exception cref="ArgumentException">The message says what was expected.</exception>
    internal void RequireFit(bool areConditional, bool areGaussian)
    {
        if (!areGaussian && (TrainsEncoder || EncoderEpochs > 0))
        {
            throw new ArgumentException(
                "The article's encoder has no loss that a generator takes part in; expected encoderEpochs of gan to "
                + "be 0, and a game without an encoder.");
        }
        if (Variant == GanVariant.Conditional && !areConditional)
        {
            throw new ArgumentException(
                "The game is conditional, but the prompts don't hold the class; expected conditional prompts.");
        }
        if (areConditional && (TrainsEncoder || (Variant == GanVariant.Generator && OwnPrompts < 1)))
        {
            throw new ArgumentException(
                "A conditional prompt holds the class, which a prompt from N(0, 1) has not; expected the conditional "
                + "game, or ownPrompts of gan to be 1.");
        }
    }

    private static Func<GanOptions, string?> For(GanVariant variant) => o =>
        o.Variant == variant ? null
            : $"is for the game {Words.Of(variant)}; expected --gan {Words.Of(variant)} beside it";

    private AdversarialLoss LossOfBoth() => Loss switch
    {
        GeneratorLoss.NonSaturating => AdversarialLoss.NonSaturating,
        GeneratorLoss.Minimax => AdversarialLoss.Minimax,
        GeneratorLoss.Article => AdversarialLoss.Article,
        GeneratorLoss.LeastSquares => AdversarialLoss.LeastSquares,
        GeneratorLoss.Hinge => AdversarialLoss.Hinge,
        GeneratorLoss.Wasserstein => AdversarialLoss.Wasserstein,
        _ => AdversarialLoss.RelativisticAverage,
    };
}
