using System.Text.Json.Serialization;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Generative.Collapse;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>The game of generator and discriminator: <see cref="AdversarialLoss"/> has the formulas.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GeneratorLoss>))]
public enum GeneratorLoss
{
    /// <summary>−log D(G(z)). Goodfellow et al. 2014, section 3.</summary>
    [JsonStringEnumMemberName("nonsaturating")]
    NonSaturating,

    /// <summary>log(1 − D(G(z))). Goodfellow et al. 2014, eq. 1.</summary>
    [JsonStringEnumMemberName("minimax")]
    Minimax,

    /// <summary>The article's D(G(z)) − log D(G(z)). See docs/article.md.</summary>
    [JsonStringEnumMemberName("article")]
    Article,

    /// <summary>Mao et al. 2017.</summary>
    [JsonStringEnumMemberName("least-squares")]
    LeastSquares,

    /// <summary>Lim and Ye 2017.</summary>
    [JsonStringEnumMemberName("hinge")]
    Hinge,

    /// <summary>Arjovsky et al. 2017; it wants a penalty or clipping.</summary>
    [JsonStringEnumMemberName("wasserstein")]
    Wasserstein,

    /// <summary>Jolicoeur-Martineau 2019.</summary>
    [JsonStringEnumMemberName("relativistic")]
    Relativistic,
}

/// <summary>The penalties on the discriminator's gradient.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GanPenalty>))]
public enum GanPenalty
{
    /// <summary>None.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>R1: towards 0 at real examples. Mescheder et al. 2018.</summary>
    [JsonStringEnumMemberName("r1")]
    R1,

    /// <summary>Towards 1 between examples and samples. Gulrajani et al. 2017.</summary>
    [JsonStringEnumMemberName("wgan-gp")]
    WassersteinGradient,
}

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

    /// <summary>The share of a batch's prompts that are those of its own examples, in [0, 1]; the others are from N(0, 1).</summary>
    public float OwnPrompts { get; init; } = 1;

    /// <summary>What holds a sample of such a prompt to the example that it came from, in BCE per pixel sum; 0 for nothing.</summary>
    public float ReconstructionWeight { get; init; }

    /// <summary>The widths of the discriminator's hidden layers, each followed by a leaky relu; empty for the article's.</summary>
    public IReadOnlyList<int> DiscriminatorHidden { get; init; } = [256, 128];

    /// <summary>Whether the discriminator's layers are divided by their spectral norms. Miyato et al. 2018.</summary>
    public bool SpectralNormalisation { get; init; }

    /// <summary>Updates of the discriminator for one of the generator.</summary>
    public int DiscriminatorSteps { get; init; } = 1;

    /// <summary>The discriminator's learning rate where it has one of its own: two time scales. Null, and it is the generator's.</summary>
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

    /// <summary>How far the discriminator's target for real examples is below 1: one-sided label smoothing, in [0, 1).</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>The decay of the average of the generator's weights that is kept and used, in [0, 1); 0 for the weights themselves.</summary>
    /// <remarks>The optimizer's <see cref="OptimizerOptions.EmaDecay"/>, which averages the discriminator too, takes its place.</remarks>
    public float Average { get; init; }

    /// <summary>What is done about a collapse; null to look at nothing.</summary>
    public CollapseOptions? Guard { get; init; }

    /// <summary>
    /// Passes in which, once the generator is done and stays as it is, the encoder learns to invert it: so prompts of real examples stay prompts of
    /// their samples, with their labels. 0 leaves the encoder as stage 1 trained it.
    /// </summary>
    public int EncoderEpochs { get; init; }

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>The updates of both networks.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Whether an encoder plays, too.</summary>
    [JsonIgnore]
    public bool TrainsEncoder => Variant is GanVariant.Bidirectional or GanVariant.AdversarialAutoencoder or GanVariant.FeatureAutoencoder;

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
        RunConfiguration.Require(Enum.IsDefined(Loss), "gan", "loss", (int)Loss, "one of its names");
        RunConfiguration.Require(Enum.IsDefined(Penalty), "gan", "penalty", (int)Penalty, "one of its names");
        RunConfiguration.Require(OwnPrompts is >= 0 and <= 1, "gan", "ownPrompts", OwnPrompts, "a number in [0, 1]");
        RunConfiguration.Require(IsSize(ReconstructionWeight), "gan", "reconstructionWeight", ReconstructionWeight, "a finite number of at least 0");
        RunConfiguration.Require(DiscriminatorSteps >= 1, "gan", "discriminatorSteps", DiscriminatorSteps, "at least 1");
        float rate = DiscriminatorLearningRate ?? 1;
        RunConfiguration.Require(rate > 0 && float.IsFinite(rate), "gan", "discriminatorLearningRate", rate, "a finite number above 0");
        RunConfiguration.Require(IsSize(PenaltyWeight), "gan", "penaltyWeight", PenaltyWeight, "a finite number of at least 0");
        RunConfiguration.Require(PenaltyInterval >= 1, "gan", "penaltyInterval", PenaltyInterval, "at least 1");
        RunConfiguration.Require(IsSize(WeightClip), "gan", "weightClip", WeightClip, "a finite number of at least 0");
        RunConfiguration.Require(IsSize(InstanceNoise), "gan", "instanceNoise", InstanceNoise, "a finite number of at least 0");
        RunConfiguration.Require(EncoderEpochs >= 0, "gan", "encoderEpochs", EncoderEpochs, "at least 0");
        RunConfiguration.Require(LabelSmoothing is >= 0 and < 1, "gan", "labelSmoothing", LabelSmoothing, "a number in [0, 1)");
        RunConfiguration.Require(Average is >= 0 and < 1, "gan", "average", Average, "a number in [0, 1)");
        if (Penalty != GanPenalty.None && SpectralNormalisation)
        {
            throw new ArgumentException("The samples have a penalty and spectral normalisation, which has no second derivative here; expected one of them.");
        }
        ValidateGame();
        Guard?.Validate();
    }

    /// <summary>Throws if the game can't be played with such prompts: those that the run trains, or those that it was given.</summary>
    /// <param name="areConditional">Whether they hold the class.</param>
    /// <param name="areGaussian">Whether their encoder is a standard one, and not the article's.</param>
    /// <exception cref="ArgumentException">The message says what was expected.</exception>
    internal void RequireFit(bool areConditional, bool areGaussian)
    {
        if (!areGaussian && (TrainsEncoder || EncoderEpochs > 0))
        {
            throw new ArgumentException("The article's encoder has no loss that a generator takes part in; expected encoderEpochs of samples to be 0, and a game without an encoder.");
        }
        if (Variant == GanVariant.Conditional && !areConditional)
        {
            throw new ArgumentException("The game is conditional, but the prompts don't hold the class; expected conditional prompts.");
        }
        if (areConditional && (TrainsEncoder || (Variant == GanVariant.Generator && OwnPrompts < 1)))
        {
            throw new ArgumentException("A conditional prompt holds the class, which a prompt from N(0, 1) has not; expected the conditional game, or ownPrompts of samples to be 1.");
        }
    }

    private void ValidateGame()
    {
        RunConfiguration.Require(Enum.IsDefined(Variant), "gan", "variant", (int)Variant, "one of its names");
        Autoencoding.Validate();
        if (TrainsEncoder && (EncoderEpochs > 0 || ReconstructionWeight > 0))
        {
            throw new ArgumentException("An encoder that plays has no need to follow the generator, nor the generator of a hold; expected encoderEpochs and reconstructionWeight of samples to be 0.");
        }
        if (Variant == GanVariant.FeatureAutoencoder && DiscriminatorHidden.Count == 0)
        {
            throw new ArgumentException("A VAE-GAN compares what a hidden layer of the discriminator sees; expected discriminatorHidden of samples to have one.");
        }
    }

    private static bool IsSize(float value) => value >= 0 && float.IsFinite(value);

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
