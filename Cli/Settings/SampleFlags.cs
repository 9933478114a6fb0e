using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Runs.Configuration;

namespace Scratch.Cli.Settings;

/// <summary>The options of <c>scratch train</c> for stage 2, the game of generator and discriminator.</summary>
internal static class SampleFlags
{
    private static readonly Option<GanVariant?> Game = Choice.Option(
        "--game",
        "Who plays against the discriminator: a generator; one that is told the class, as is the discriminator; or an encoder, too "
            + "(BiGAN, adversarial autoencoder, VAE-GAN).",
        ("generator", GanVariant.Generator),
        ("conditional", GanVariant.Conditional),
        ("bigan", GanVariant.Bidirectional),
        ("aae", GanVariant.AdversarialAutoencoder),
        ("vae-gan", GanVariant.FeatureAutoencoder));

    private static readonly Option<float?> GameWeight = new("--game-weight")
    {
        Description = "With --game aae, the weight of the game beside the reconstruction.",
        HelpName = "WEIGHT",
    };

    private static readonly Option<float?> FeatureWeight = new("--feature-weight")
    {
        Description = "With --game vae-gan, the weight of the discriminator's features beside the game.",
        HelpName = "WEIGHT",
    };

    private static readonly Option<GeneratorLoss?> Loss = Choice.Option(
        "--generator-loss",
        "The game's losses; article is the article's D(x') - log D(x') for the generator.",
        ("nonsaturating", GeneratorLoss.NonSaturating),
        ("minimax", GeneratorLoss.Minimax),
        ("article", GeneratorLoss.Article),
        ("least-squares", GeneratorLoss.LeastSquares),
        ("hinge", GeneratorLoss.Hinge),
        ("wasserstein", GeneratorLoss.Wasserstein),
        ("relativistic", GeneratorLoss.Relativistic));

    private static readonly Option<GanPenalty?> Penalty = Choice.Option(
        "--penalty",
        "What the discriminator's gradient is penalised by.",
        ("none", GanPenalty.None),
        ("r1", GanPenalty.R1),
        ("wgan-gp", GanPenalty.WassersteinGradient));

    private static readonly Option<float?> PenaltyWeight = new("--penalty-weight")
    {
        Description = "The weight of that penalty.",
        HelpName = "WEIGHT",
    };

    private static readonly Option<Answer?> Spectral = Choice.YesOrNo(
        "--spectral-norm", "Whether the discriminator's layers are divided by their spectral norms.");

    private static readonly Option<Answer?> FromDecoder = Choice.YesOrNo(
        "--generator-from", "What the generator starts from.", yes: "decoder", no: "nothing");

    private static readonly Option<int?> Steps = new("--discriminator-steps")
    {
        Description = "Updates of the discriminator for one of the generator.",
        HelpName = "K",
    };

    private static readonly Option<float?> Average = new("--average")
    {
        Description = "The decay of the average of the generator's weights that is used; 0 for the last weights.",
        HelpName = "DECAY",
    };

    private static readonly Option<CollapseAction?> Guard = Choice.Option(
        "--on-collapse",
        "What to do when the generator collapses.",
        ("warn", CollapseAction.Warn),
        ("lower-rate", CollapseAction.LowerRate),
        ("roll-back", CollapseAction.RollBack));

    /// <summary>The options.</summary>
    public static IEnumerable<Option> All => [Game, .. OfGame];

    /// <summary>Those of them that say nothing to prompts, as the choice of a game does.</summary>
    public static IEnumerable<Option> OfGame => [GameWeight, FeatureWeight, Loss, Penalty, PenaltyWeight, Spectral, FromDecoder, Steps, Average, Guard];

    /// <summary>The preset's prompts, which hold the class if the game is conditional.</summary>
    public static PromptOptions Change(ParseResult parsed, PromptOptions preset) =>
        preset with { IsConditional = preset.IsConditional || parsed.GetValue(Game) == GanVariant.Conditional };

    /// <summary>The preset's options, changed by what the command line says.</summary>
    public static GanOptions Change(ParseResult parsed, GanOptions preset)
    {
        bool spectral = parsed.IsYes(Spectral) ?? preset.SpectralNormalisation;
        GanOptions options = preset with { Variant = parsed.GetValue(Game) ?? preset.Variant };
        Require(parsed, GameWeight, options.Variant == GanVariant.AdversarialAutoencoder, "aae");
        Require(parsed, FeatureWeight, options.Variant == GanVariant.FeatureAutoencoder, "vae-gan");
        GanPenalty penalty = parsed.GetValue(Penalty) ?? (spectral ? GanPenalty.None : preset.Penalty); // the two exclude each other
        if (penalty == GanPenalty.None && parsed.GetValue(PenaltyWeight) is not null)
        {
            throw new UsageException($"{PenaltyWeight.Name} is for a penalty; expected {Penalty.Name} r1 or {Penalty.Name} wgan-gp beside it.");
        }
        return options with
        {
            Autoencoding = preset.Autoencoding with
            {
                GameWeight = parsed.GetValue(GameWeight) ?? preset.Autoencoding.GameWeight,
                FeatureWeight = parsed.GetValue(FeatureWeight) ?? preset.Autoencoding.FeatureWeight,
            },
            EncoderEpochs = options.TrainsEncoder ? 0 : preset.EncoderEpochs, // it has nothing to catch up on
            Loss = parsed.GetValue(Loss) ?? preset.Loss,
            SpectralNormalisation = spectral,
            Penalty = penalty,
            PenaltyWeight = parsed.GetValue(PenaltyWeight) ?? preset.PenaltyWeight,
            FromDecoder = parsed.IsYes(FromDecoder) ?? preset.FromDecoder,
            DiscriminatorSteps = parsed.GetValue(Steps) ?? preset.DiscriminatorSteps,
            Average = parsed.GetValue(Average) ?? preset.Average,
            Guard = parsed.GetValue(Guard) is { } action ? (preset.Guard ?? new()) with { Action = action } : preset.Guard,
        };
    }

    private static void Require(ParseResult parsed, Option option, bool isUsed, string game)
    {
        if (!isUsed && parsed.GetResult(option) is { Implicit: false })
        {
            throw new UsageException($"{option.Name} is for the game {game}; expected --game {game} beside it.");
        }
    }
}
