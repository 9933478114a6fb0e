using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Runs.Configuration;

namespace Scratch.Cli.Settings;

/// <summary>The options of <c>scratch train</c> for data of which few examples have labels.</summary>
internal static class FewLabelFlags
{
    private static readonly Option<int?> Labels = new("--labels")
    {
        Description = "Read so many labels of the training set, evenly over the classes; all other examples take part without theirs.",
        HelpName = "N",
    };

    private static readonly Option<SemiSupervisedTrainer?> Trainer = Choice.Option(
        "--few-label-trainer",
        "What learns from few labels: the classifier, or an adversarial autoencoder whose encoder it is.",
        ("classifier", SemiSupervisedTrainer.Classifier),
        ("autoencoder", SemiSupervisedTrainer.Autoencoder));

    private static readonly Option<float?> PseudoLabelWeight = Number("--guess-weight", "Of the classifier's guesses in place of labels; 0 for none.");

    private static readonly Option<float?> Confidence = Number("--confidence", "The least probability of a guess that is trained on.", "P");

    private static readonly Option<float?> EntropyWeight = Number("--entropy-weight", "Of the entropy of what the classifier says of unlabelled examples.");

    private static readonly Option<float?> BalanceWeight =
        Number("--balance-weight", "Of how far these are, on average over a batch, from equally common classes.");

    private static readonly Option<float?> VirtualWeight = Number("--virtual-weight", "Of virtual adversarial training, in any direction.");

    private static readonly Option<float?> VirtualEpsilon = Number("--virtual-epsilon", "How far it moves an example.", "LENGTH");

    private static readonly Option<float?> TangentWeight = Number("--tangent-weight", "Of virtual adversarial training along the generator's samples.");

    private static readonly Option<float?> TangentEpsilon = Number("--tangent-epsilon", "How far it moves an example.", "LENGTH");

    private static readonly Option<float?> NormalWeight = Number("--normal-weight", "Of virtual adversarial training normal to the generator's samples.");

    private static readonly Option<float?> NormalEpsilon = Number("--normal-epsilon", "How far it moves an example.", "LENGTH");

    private static readonly Option<float?> Dropout = Number("--dropout", "The probability that a hidden unit of the classifier is dropped in training.", "P");

    private static readonly Option<bool> WithoutPrompts = new("--without-prompts")
    {
        Description = "The same training without prompts: generated and adversarial-prompt shares of the mixture go to augmented examples, "
            + "and nothing moves along or normal to the generator's samples.",
    };

    /// <summary>The options.</summary>
    public static IEnumerable<Option> All => [Labels, Trainer, .. OfClassifier, WithoutPrompts];

    /// <summary>Those of them that say how a classifier is trained.</summary>
    public static IEnumerable<Option> OfClassifier =>
    [
        PseudoLabelWeight, Confidence, EntropyWeight, BalanceWeight, VirtualWeight, VirtualEpsilon, TangentWeight, TangentEpsilon, NormalWeight, NormalEpsilon, Dropout,
    ];

    /// <summary>The configuration, changed by what the command line says.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="preset">What it changes.</param>
    /// <param name="keepsValidation">Whether examples were split off on purpose; those of a preset for all labels are more than few labels may be.</param>
    /// <exception cref="UsageException">An option of few labels is given, but all labels are read; or one has nothing to say.</exception>
    public static RunConfiguration Change(ParseResult parsed, RunConfiguration preset, bool keepsValidation)
    {
        RunConfiguration configuration = preset with { Classifier = preset.Classifier with { Dropout = parsed.GetValue(Dropout) ?? preset.Classifier.Dropout } };
        if (parsed.GetValue(Labels) is null && preset.Classifier.SemiSupervised is null)
        {
            return All.Where(option => option != Dropout && option != WithoutPrompts).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
                ? throw new UsageException($"{given.Name} is for runs that read few labels; expected --labels or a preset of them with it.")
                : parsed.GetValue(WithoutPrompts) ? Without(configuration) : configuration;
        }
        SemiSupervisedOptions options = Change(parsed, preset.Classifier.SemiSupervised ?? new());
        Option[] ofClassifier = [.. OfClassifier, .. AugmentFlags.All];
        if (options.Trainer == SemiSupervisedTrainer.Autoencoder && ofClassifier.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unused)
        {
            throw new UsageException($"{unused.Name} is for the classifier as what learns from few labels; the autoencoder has no use for it.");
        }
        configuration = configuration with
        {
            Validation = preset.Classifier.SemiSupervised is null && !keepsValidation ? 0 : preset.Validation,
            Classifier = configuration.Classifier with { SemiSupervised = options },
        };
        return parsed.GetValue(WithoutPrompts) ? Without(configuration) : configuration;
    }

    private static SemiSupervisedOptions Change(ParseResult parsed, SemiSupervisedOptions preset) => preset with
    {
        Labels = parsed.GetValue(Labels) ?? preset.Labels,
        Trainer = parsed.GetValue(Trainer) ?? preset.Trainer,
        PseudoLabelWeight = parsed.GetValue(PseudoLabelWeight) ?? preset.PseudoLabelWeight,
        Confidence = Weighed(parsed, Confidence, PseudoLabelWeight, preset.PseudoLabelWeight) ?? preset.Confidence,
        EntropyWeight = parsed.GetValue(EntropyWeight) ?? preset.EntropyWeight,
        BalanceWeight = parsed.GetValue(BalanceWeight) ?? preset.BalanceWeight,
        Virtual = Change(parsed, preset.Virtual, VirtualWeight, VirtualEpsilon),
        Tangent = Change(parsed, preset.Tangent, TangentWeight, TangentEpsilon),
        Normal = Change(parsed, preset.Normal, NormalWeight, NormalEpsilon),
    };

    private static VirtualOptions Change(ParseResult parsed, VirtualOptions preset, Option<float?> weight, Option<float?> epsilon) => preset with
    {
        Weight = parsed.GetValue(weight) ?? preset.Weight,
        Epsilon = Weighed(parsed, epsilon, weight, preset.Weight) ?? preset.Epsilon,
    };

    /// <summary>The value of an option of a term, which has to have a weight then.</summary>
    private static float? Weighed(ParseResult parsed, Option<float?> option, Option<float?> weight, float presetWeight) =>
        parsed.GetValue(option) is not null && (parsed.GetValue(weight) ?? presetWeight) == 0
            ? throw new UsageException($"{option.Name} is for a weight that is not 0; expected {weight.Name} beside it.")
            : parsed.GetValue(option);

    /// <summary>The same updates of batches as large; without what needs a generator, and so without its stages.</summary>
    private static RunConfiguration Without(RunConfiguration configuration)
    {
        MixtureOptions mixture = configuration.Classifier.Mixture;
        SemiSupervisedOptions? options = configuration.Classifier.SemiSupervised;
        RunStage[] stages = [.. configuration.Stages.Where(stage => stage is RunStage.Classifier or RunStage.Baseline)];
        if (stages.Length == 0)
        {
            throw new UsageException($"{WithoutPrompts.Name} leaves none of the stages; expected classifier among them.");
        }
        return configuration with
        {
            Stages = stages,
            Classifier = configuration.Classifier with
            {
                Mixture = mixture with
                {
                    Augmented = mixture.Augmented + mixture.Generated + mixture.AdversarialPrompts,
                    Generated = 0,
                    AdversarialPrompts = 0,
                    End = mixture.End is { } end
                        ? end with { Augmented = end.Augmented + end.Generated + end.AdversarialPrompts, Generated = 0, AdversarialPrompts = 0 }
                        : null,
                },
                SemiSupervised = options is null
                    ? null
                    : options with { Tangent = options.Tangent with { Weight = 0 }, Normal = options.Normal with { Weight = 0 } },
            },
        };
    }

    private static Option<float?> Number(string name, string description, string word = "WEIGHT") => new(name) { Description = description, HelpName = word };
}
