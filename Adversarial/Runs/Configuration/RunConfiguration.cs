namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>The trainings of a run, in their order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStage>))]
public enum RunStage
{
    /// <summary>Encoder and decoder.</summary>
    [JsonStringEnumMemberName("prompts")]
    Prompts,

    /// <summary>The generator against the discriminator.</summary>
    [JsonStringEnumMemberName("gan")]
    Gan,

    /// <summary>The classifier on the mixture.</summary>
    [JsonStringEnumMemberName("classifier")]
    Classifier,

    /// <summary>The same classifier on real examples alone, with as many updates.</summary>
    [JsonStringEnumMemberName("baseline")]
    Baseline,
}

/// <summary>Everything that decides what a run computes. It is saved as <c>config.json</c>.</summary>
public sealed record RunConfiguration
{
    /// <summary>The preset that it started from.</summary>
    public string Preset { get; init; } = "default";

    /// <summary>What <c>--data</c> said.</summary>
    public string Data { get; init; } = "mnist";

    /// <summary>Whether it is a taste: a run on a part of the data, of a few epochs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Quick { get; init; }

    /// <summary>How a table is read and split; null for data of another kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TableOptions? Table { get; init; }

    /// <summary>How spoken words are parted; null for data of another kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SpeechOptions? Speech { get; init; }

    /// <summary>The seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The trainings to run. Networks of those left out are taken as they are from <see cref="From"/>, if that is a
    /// run.
    /// </summary>
    public IReadOnlyList<RunStage> Stages { get; init; } =
        [RunStage.Prompts, RunStage.Gan, RunStage.Classifier, RunStage.Baseline];

    /// <summary>A finished run or a model file that the networks start from; null to start anew.</summary>
    public string? From { get; init; }

    /// <summary>The networks that stay as they start: encoder, decoder, generator, discriminator, classifier.</summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>
    /// Examples split off the training set, for every choice that is made; in a run with few labels they are of those,
    /// and may be none.
    /// </summary>
    public int Validation { get; init; } = 2000;

    /// <summary>Examples in a batch, in every stage.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Stage 1.</summary>
    public PromptOptions Prompts { get; init; } = new();

    /// <summary>Stage 2.</summary>
    public GanOptions Gan { get; init; } = new();

    /// <summary>Stage 3.</summary>
    public ClassifierOptions Classifier { get; init; } = new();

    /// <summary>Stage 4: the attack on pixels that robust accuracy is measured under.</summary>
    public AttackOptions Attack { get; init; } = new() { Epsilon = 0.1f, StepSize = 0.0125f, Steps = 20 };

    /// <summary>Throws if a number is out of its range: at once, not in the stage that needs it, hours later.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Setting<RunConfiguration>.Check(RunSettings.OfRun, this, "run");
        ValidateStages();
        Require(Validation >= 1 || Classifier.SemiSupervised is not null, "at least 1");
        Prompts.Validate();
        Gan.Validate();
        Classifier.Mixture.Validate();
        Classifier.Validate();
        Require(Classifier.Probe is null || Validation >= 1, "at least 1, which the probe of classifier is made on");
        ValidateCertified();
        ValidateFewLabels();
        if (Classifier.Robust is not null || Classifier.SemiSupervised is not null || Classifier.Certified is not null)
        {
            Classifier.Mixture.RequireHardTargets();
        }
        if (Prompts.IsConditional && Has(RunStage.Classifier) && Classifier.Mixture.MovesPrompts)
        {
            throw new ArgumentException(
                "A conditional prompt holds the class, which an adversarial prompt would move; expected a mixture "
                + "without them.");
        }
        if (Has(RunStage.Prompts) && Has(RunStage.Gan))
        {
            Gan.RequireFit(Prompts.IsConditional, Prompts.Loss == PromptLoss.Standard);
        }
        SizeLimits.Require(this);
        Attack.Validate();
        _ = Norm.ParseBall(Attack.Norm);
    }

    /// <summary>
    /// Throws if the data can't be trained on as configured: at once, as <see cref="Validate"/> does of what needs no
    /// data.
    /// </summary>
    /// <exception cref="ConfigurationException">An attack needs more classes, or an accumulation more
    /// batches.</exception>
    /// <exception cref="InvalidDataException">A feature is NaN or infinite.</exception>
    internal void RequireFit(Dataset training)
    {
        training.RequireFinite();
        foreach ((string name, AttackOptions? attack) in ((string, AttackOptions?)[])[("attack", Attack),
            ("attack of robust of classifier", Classifier.Robust?.Attack),
            ("attack of probe of classifier", Classifier.Probe?.Attack)])
        {
            try
            {
                attack?.RequireClasses(training.Classes);
            }
            catch (ArgumentException few)
            {
                throw new ConfigurationException($"{training.Name}: the {name}: {few.Message}");
            }
        }
        foreach ((RunStage stage, int epochs, OptimizerOptions optimizer) in
            ((RunStage, int, OptimizerOptions)[])[(RunStage.Prompts, Prompts.Epochs, Prompts.Optimizer),
            (RunStage.Gan, Gan.Epochs, Gan.Optimizer), (RunStage.Gan, Gan.EncoderEpochs, Gan.Optimizer),
            (RunStage.Classifier, Classifier.Epochs, Classifier.Optimizer)])
        {
            long batches = (long)epochs * (((training.Count - 1) / BatchSize) + 1);
            if (Has(stage) && batches > 0 && optimizer.Accumulation > batches)
            {
                throw new ConfigurationException(
                    $"The accumulation of {Words.Of(stage)} is {optimizer.Accumulation} batches, but its training on "
                    + $"{training.Count} examples has {batches}; expected at most as many.");
            }
        }
    }

    internal bool Has(RunStage stage) => Stages.Contains(stage);

    internal RandomStream Random(RandomPurpose purpose) => new RandomStream(Seed).Fork((int)purpose);

    private void ValidateCertified()
    {
        Classifier.Certified?.Validate();
        string? beside = Classifier switch
        {
            { Certified: null } => null,
            { Robust: not null } => "robust",
            { SemiSupervised: not null } => "semiSupervised",
            { Dropout: > 0 } => "dropout",
            _ => null,
        };
        if (beside is not null)
        {
            throw new ArgumentException(
                $"The classifier has {beside} beside certified; certified training goes with neither robust, "
                + "semiSupervised nor dropout.");
        }
    }

    private void ValidateStages()
    {
        if (Stages is not { Count: > 0 } || !Stages.All(Enum.IsDefined) || Stages.Distinct().Count() != Stages.Count)
        {
            throw new ArgumentException(
                $"The stages are '{Words.Join(", ", Stages ?? [])}'; expected at least one of "
                + $"{string.Join(", ", Words.Of<RunStage>().Words)}, and none twice.");
        }
        if (Has(RunStage.Baseline) && !Has(RunStage.Classifier))
        {
            throw new ArgumentException(
                "The baseline is there to compare the classifier with; expected the stage classifier, too.");
        }
        bool generates = Has(RunStage.Classifier) && Classifier.NeedsGenerator;
        if (!Has(RunStage.Prompts) && From is null && (Has(RunStage.Gan) || generates))
        {
            throw new ArgumentException(
                $"{(generates ? "The classifier learns from generated samples" : "The gan starts from the decoder")}; "
                    + "expected the stage prompts, or a run to start from.");
        }
    }

    private void ValidateFewLabels()
    {
        if (Classifier.SemiSupervised is not { } fewLabels)
        {
            return;
        }
        fewLabels.Validate();
        Require(Validation < fewLabels.Labels,
            $"at least 0, and fewer than the {fewLabels.Labels} labels that it is part of");
        if (Classifier.Robust is not null)
        {
            throw new ArgumentException(
                "A robust trainer attacks what has a label; expected few labels, or one of those, not both.");
        }
        if (fewLabels.Trainer == SemiSupervisedTrainer.Autoencoder
            && (Classifier.Dropout > 0 || Classifier.Thresholds.Count > 0 || Classifier.Probe is not null))
        {
            throw new ArgumentException(
                "The autoencoder that is told few labels is no classifier until it is done; expected neither dropout, "
                + "thresholds nor a probe of classifier.");
        }
        if (fewLabels.Trainer == SemiSupervisedTrainer.Autoencoder && From is not null)
        {
            throw new ArgumentException(
                "The autoencoder that is told few labels has networks of its own form; expected no run or file to "
                + "start from.");
        }
        if (Prompts.IsConditional && Has(RunStage.Prompts))
        {
            throw new ArgumentException(
                "A conditional autoencoder is told the class of every example; expected few labels, or that, not "
                + "both.");
        }
    }

    /// <summary>
    /// The same in a few seconds: on the data that <see cref="QuickSource"/> leaves, and with as many epochs as that
    /// allows.
    /// </summary>
    internal RunConfiguration Quicken()
    {
        int most = Math.Max(4, 512 / BatchSize); // epochs, of which a small batch takes more
        return this with
        {
            Quick = true,
            Validation = Math.Min(Validation, QuickSource.TrainingExamples / 5),
            Prompts = Prompts with { Epochs = Math.Min(Prompts.Epochs, most) },
            Gan = Gan with { Epochs = Math.Min(Gan.Epochs, most), EncoderEpochs = Math.Min(Gan.EncoderEpochs, 1) },
            Classifier = Classifier with { Epochs = Math.Min(Classifier.Epochs, most) },
            Attack = Attack with { Steps = Math.Min(ProjectedGradient.StepsOf(Attack), 20) },
        };
    }

    /// <summary>
    /// The same updates of batches as large, without what needs a generator, and so without its stages.
    /// </summary>
    internal RunConfiguration WithoutPrompts()
    {
        MixtureOptions mixture = Classifier.Mixture;
        return this with
        {
            Stages = [.. Stages.Where(stage => stage is RunStage.Classifier or RunStage.Baseline)],
            Classifier = Classifier with
            {
                Mixture = mixture with
                {
                    Augmented = mixture.Augmented + mixture.Generated + mixture.AdversarialPrompts,
                    Generated = 0,
                    AdversarialPrompts = 0,
                    End = mixture.End is { } end
                        ? end with
                        {
                            Augmented = end.Augmented + end.Generated + end.AdversarialPrompts,
                            Generated = 0,
                            AdversarialPrompts = 0
                        }
                        : null,
                },
                SemiSupervised = Classifier.SemiSupervised is { } options
                    ? options with
                    {
                        Tangent = options.Tangent with { Weight = 0 },
                        Normal = options.Normal with { Weight = 0 }
                    }
                    : null,
            },
        };
    }

    private void Require(bool condition, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException($"The validation of run is {Validation}; expected {expected}.");
        }
    }
}

/// <summary>A configuration that can't be used with the data: bad usage, of which nothing was computed.</summary>
public sealed class ConfigurationException(string message) : ArgumentException(message);
