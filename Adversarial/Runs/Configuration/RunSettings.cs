using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Configuration.RunConfiguration>;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>Settings that help texts show together.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Settings">The settings.</param>
internal sealed record SettingGroup(string Title, IReadOnlyList<Setting> Settings);

/// <summary>
/// Everything of a run that the command line or a file may set. A setting may change what those before it have set:
/// they are taken in this order.
/// </summary>
internal static class RunSettings
{
    /// <summary>The titles of two groups that have other options, too.</summary>
    public const string DataTitle = "Data", ModelTitle = "Model";

    private const string NoRobust = "is for training under attack; expected a --trainer that makes one beside it";
    private const string NoFewLabels =
        "is for runs that read few labels; expected --labels or a preset of them with it";

    private static readonly Kind<IReadOnlyList<string>> Networks = new Lists<string>(
        Words.Of(["encoder", "decoder", "generator", "discriminator", "classifier"]));

    private static readonly Setting<ClassifierOptions>[] OfFewLabels = [.. SemiSupervisedOptions.Settings
        .Select(s => s.In<ClassifierOptions>(
            c => c.SemiSupervised, (c, v) => c with { SemiSupervised = v }, NoFewLabels))];

    /// <summary>Those of the run itself, and not of a part of it.</summary>
    internal static Setting[] OfRun { get; } =
    [
        // first, so that what else is said comes after it
        Setting.Switch(
            "--quick",
            "A taste in a few seconds: all stages and the report, on a part of the data and with few epochs, whose "
                + "figures say little.",
            r => r.Quick,
            r => r.Quicken()),
        Setting.Value(
            "--data DATA",
            "mnist, penguins or spam (embedded), fashion-mnist (Debian's package), a folder of IDX files, a table .csv "
                + "or .tsv, or labelled texts .jsonl. mnist by default.",
            r => r.Data,
            (r, v) => r with { Data = v },
            new Paths()),
        Setting.Number("--seed N", "The seed of everything random; 0 by default.", r => r.Seed, (r, v) =>
            r with { Seed = v }, NumberRange.NotNegative),
        Setting.Number(
            "--validation N",
            "Keep so many training examples to choose by: they are not trained on. With few labels they are some of "
                + "those, and may be 0.",
            r => r.Validation,
            (r, v) => r with { Validation = v },
            NumberRange.NotNegative),
        Setting.Value(
            "--stages NAMES",
            "The trainings to run, with commas between. The networks of those left out are taken from --from, if it "
                + "is a run.",
            r => r.Stages,
            (r, v) => r with { Stages = [.. v.Order()] },
            // which Validate looks at as a whole
            new Lists<RunStage>(Words.Of<RunStage>())) with { RefuseValue = _ => null },
        Setting.Value(
            "--from RUN|FILE",
            "Start from a finished run, each network at its namesake, or one network at a model file.",
            r => r.From ?? "",
            (r, v) => r with { From = v },
            new Paths(),
            "r => r.From") with { RefuseValue = r => r.From is null ? null : new Paths().Refuse(r.From) },
        Setting.Value("--freeze NAMES", "Networks that stay as they start, with commas between.", r =>
            r.Freeze, (r, v) => r with { Freeze = v }, Networks),
        Setting.Value(
            "--epochs N[,N,N]",
            "Epochs of every stage (N), the encoder's behind the gan among them, or of prompts, gan and classifier "
                + "(N,N,N). The baseline has as many updates as the classifier.",
            r => (IReadOnlyList<int>)[r.Prompts.Epochs, r.Gan.Epochs, r.Classifier.Epochs],
            WithEpochs,
            new EpochCounts(),
            "r => r.Epochs") with { RefuseValue = _ => null }, // a file may leave a stage untrained
        Setting.Number(
            "--batch-size N",
            "Examples in a batch, in every stage.",
            r => r.BatchSize,
            (r, v) => r with { BatchSize = v },
            new(1, SizeLimits.Widest)),
    ];

    /// <summary>The settings by subject.</summary>
    public static IReadOnlyList<SettingGroup> Groups { get; } =
    [
        new(DataTitle,
            [
                .. OfRun[..3],
                .. OfStage(RunStage.Classifier, NotOfAutoencoder(
                    [AugmentSetting.Create()
                        .In<ClassifierOptions>(c => c.Mixture, (c, v) => c with { Mixture = v })])),
            ]),
        new(ModelTitle,
            [.. OfRun[3..6], .. OfStage(RunStage.Classifier, NotOfAutoencoder(ClassifierOptions.Settings))]),
        new("Prompts",
            [.. OfStage(RunStage.Prompts, PromptOptions.Settings.Select(
            s => s.In<RunConfiguration>(r => r.Prompts, (r, v) => r with { Prompts = v })))]),
        new("GAN", Gan()),
        new("Attack", [.. OfStage(RunStage.Classifier, Attack())]),
        new("Few labels", FewLabels()),
        new("Optimizer", [.. OfRun[6..], .. OptimizerOptions.Settings.Select(Everywhere)]),
    ];

    /// <summary>All that a file may set, each by the whole path of its key.</summary>
    internal static IReadOnlyList<Setting> InFiles { get; } =
    [
        .. All,
        .. OptimizerOptions.Settings.Select(s => s.In<RunConfiguration>(r => r.Prompts.Optimizer, (r, _) => r)),
        .. OptimizerOptions.Settings.Select(s => s.In<RunConfiguration>(r => r.Classifier.Optimizer, (r, _) => r)),
        .. AttackOptions.Settings.Select(s => s.In<RunConfiguration>(r => r.Attack, (r, _) => r)),
        .. AttackOptions.Settings.Select(
            s => s.In<RunConfiguration>(r => r.Classifier.Robust?.Attack, (r, _) => r)),
        .. AttackOptions.Settings.Select(
            s => s.In<RunConfiguration>(r => r.Classifier.Probe?.Attack, (r, _) => r)),
        .. AttackOptions.Settings.Select(
            s => s.In<RunConfiguration>(r => r.Classifier.Mixture.PixelAttack, (r, _) => r)),
        .. AttackOptions.Settings.Select(
            s => s.In<RunConfiguration>(r => r.Classifier.Mixture.PromptAttack, (r, _) => r)),
    ];

    /// <summary>All of them.</summary>
    internal static IEnumerable<Setting> All => Groups.SelectMany(group => group.Settings);

    /// <summary>The choice of a game is for prompts, too: they hold the class, if it is conditional.</summary>
    private static Setting[] Gan()
    {
        Setting[] all = [.. GanOptions.Settings.Select(
            s => s.In<RunConfiguration>(r => r.Gan, (r, v) => r with { Gan = v }))];
        Setting game = all[0] with
        {
            Set = (r, text) => all[0].Set(r, text) is { Gan.Variant: GanVariant.Conditional } told
                ? told with { Prompts = told.Prompts with { IsConditional = true } }
                : all[0].Set(r, text),
        };
        return
        [
            game,
            .. OfStage(RunStage.Gan, all[1..]),
            .. CollapseOptions.Settings
                .Select(s => s.In<GanOptions>(g => g.Guard, (g, v) => g with { Guard = v })
                    .In<RunConfiguration>(r => r.Gan, (r, v) => r with { Gan = v })),
        ];
    }

    private static Setting[] Attack() =>
    [
        TrainerSettings.Trainer,
        TrainerSettings.Epsilon(NoRobust),
        .. OfClassifier(RobustOptions.Settings.Select(
            s => s.In<ClassifierOptions>(c => c.Robust, (c, v) => c with { Robust = v }, NoRobust))),
        .. OfClassifier(CertifiedOptions.Settings.Select(
            s => s.In<ClassifierOptions>(c => c.Certified, (c, v) => c with { Certified = v }))),
        TrainerSettings.OnDrop,
        .. OfClassifier(ProbeOptions.Settings.Select(
            s => s.In<ClassifierOptions>(c => c.Probe, (c, v) => c with { Probe = v }))),
    ];

    private static Setting[] FewLabels() =>
    [
        Setting.Number(
            "--labels N",
            "Read so many labels of the training set, evenly over the classes; all other examples take part without "
                + "theirs.",
            r => r.Classifier.SemiSupervised?.Labels ?? 1,
            (r, v) => r with { Classifier =
                r.Classifier with { SemiSupervised = (r.Classifier.SemiSupervised ?? new()) with { Labels = v } } },
            NumberRange.FromOne,
            "r => r.Classifier.SemiSupervised.Labels"),
        .. OfStage(RunStage.Classifier, [.. OfClassifier(OfFewLabels[..1]), .. NotOfAutoencoder(OfFewLabels[1..])]),
        Setting.Switch(
            "--without-prompts",
            "The same training without prompts: generated and adversarial-prompt shares of the mixture go to "
                + "augmented examples, "
                + "and nothing moves along or normal to the generator's samples.",
            r => !r.Has(RunStage.Prompts) && !r.Classifier.NeedsGenerator,
            r => r.WithoutPrompts(),
            "r => r.WithoutPrompts") with { Unless = r =>
                r.Has(RunStage.Classifier) ? null : "leaves none of the stages; expected classifier among them" },
    ];

    /// <summary>
    /// What of the classifier's own training the autoencoder that learns from few labels has no use for.
    /// </summary>
    private static IEnumerable<Setting> NotOfAutoencoder(IEnumerable<Setting<ClassifierOptions>> settings) =>
        OfClassifier(settings).Select(setting => setting with
        {
            Unless = r => r.Classifier.SemiSupervised is { Trainer: SemiSupervisedTrainer.Autoencoder }
                ? "is for the classifier as what learns from few labels; the autoencoder has no use for it"
                : setting.Unless(r),
        });

    private static IEnumerable<Setting> OfClassifier(IEnumerable<Setting<ClassifierOptions>> settings) =>
        settings.Select(s => s.In<RunConfiguration>(r => r.Classifier, (r, v) => r with { Classifier = v }));

    /// <summary>The same setting of all three optimizers. A rate for all of them is the discriminator's, too.</summary>
    private static Setting Everywhere(Setting<OptimizerOptions> setting)
    {
        Func<RunConfiguration, OptimizerOptions>[] optimizers =
            [r => r.Prompts.Optimizer, r => r.Gan.Optimizer, r => r.Classifier.Optimizer];
        return setting.In<RunConfiguration>(r => r.Gan.Optimizer, (r, _) => r) with
        {
            Set = (r, text) =>
            {
                OptimizerOptions gan = setting.Set(r.Gan.Optimizer, text);
                bool setsRate = setting.Key == "learningRate" || (gan.Rule != r.Gan.Optimizer.Rule && gan.HasOwnRate);
                return r with
                {
                    Prompts = r.Prompts with { Optimizer = setting.Set(r.Prompts.Optimizer, text) },
                    Gan = r.Gan with
                    {
                        Optimizer = gan,
                        DiscriminatorLearningRate = setsRate ? null
                        : r.Gan.DiscriminatorLearningRate
                    },
                    Classifier = r.Classifier with { Optimizer = setting.Set(r.Classifier.Optimizer, text) },
                };
            },
            Unless = r => optimizers.Select(optimizer => setting.Unless(optimizer(r)))
                .FirstOrDefault(reason => reason is not null),
        };
    }

    private static IEnumerable<Setting> OfStage(RunStage stage, IEnumerable<Setting> settings) =>
        settings.Select(setting => setting with
        {
            Unless = r => setting.Unless(r)
                ?? (r.Has(stage) ? null : $"is for the stage {Words.Of(stage)}, which the run doesn't have"),
        });

    private static RunConfiguration WithEpochs(RunConfiguration run, IReadOnlyList<int> epochs) => run with
    {
        Prompts = run.Prompts with { Epochs = epochs[0] },
        Gan = run.Gan with
        {
            Epochs = epochs[epochs.Count / 2], // one for all, or the second of three
            EncoderEpochs = epochs.Count == 1 && run.Gan.EncoderEpochs > 0 ? epochs[0] : run.Gan.EncoderEpochs,
        },
        Classifier = run.Classifier with { Epochs = epochs[^1] },
    };

    /// <summary>One number for all stages, or one for each of three.</summary>
    private sealed class EpochCounts : Kind<IReadOnlyList<int>>
    {
        private static readonly Lists<int> Counts = new(new Numbers<int>(NumberRange.FromOne));

        public override string Expected => "N, or N,N,N for prompts, gan and classifier, each at least 1";

        public override bool TryRead(string text, out IReadOnlyList<int> value) =>
            Counts.TryRead(text, out value) && value.Count is 1 or 3;

        public override bool Has(IReadOnlyList<int> value) => Counts.Has(value);

        public override string Write(IReadOnlyList<int> value) => Counts.Write(value);
    }
}
