using Scratch.Adversarial.Runs.Configuration;

namespace Scratch.Cli.Settings;

/// <summary>The options of <c>scratch train</c> that change what is computed, and the configuration they lead to.</summary>
internal static class TrainOptions
{
    private static readonly Option<string?> Preset = new("--preset")
    {
        Description = $"The configuration to start from: {string.Join(", ", Presets.Names)}. {Presets.Names[0]} unless given.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "A config.json, whole or in part, over the preset; what the command line says comes after it.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Data = CommonOptions.Data("mnist by default.");

    private static readonly Option<ulong> Seed = CommonOptions.Seed();

    private static readonly Option<int?> Validation = new("--validation")
    {
        Description = "Keep so many training examples to choose by: they are not trained on. With few labels they are some of those, and may be 0.",
        HelpName = "N",
    };

    private static readonly Option<string?> StageNames = new("--stages")
    {
        Description = "The trainings to run, with commas between: prompts, samples, classifier, baseline. "
            + "The networks of those left out are taken from --from, if it is a run.",
        HelpName = "NAMES",
    };

    private static readonly Option<string?> Epochs = new("--epochs")
    {
        Description = "Epochs of every stage (N), or of prompts, samples and classifier (N,N,N).",
        HelpName = "N[,N,N]",
    };

    private static readonly Option<PromptLoss?> PromptLossOption = Choice.Option(
        "--prompt-loss",
        "The autoencoder's formulas: the standard ones, or the article's tied logistic map.",
        ("standard", PromptLoss.Standard),
        ("article", PromptLoss.Article));

    private static readonly Option<float?> FreeNats = new("--free-nats")
    {
        Description = "What each number of a prompt may tell without its divergence being counted.",
        HelpName = "NATS",
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "Start from a finished run, each network at its namesake, or one network at a model file.",
        HelpName = "RUN|FILE",
    };

    private static readonly Option<string?> Freeze = new("--freeze")
    {
        Description = "Networks that stay as they start: encoder, decoder, generator, discriminator, classifier, with commas between.",
        HelpName = "NAMES",
    };

    public static IEnumerable<Option> All =>
    [
        Preset, Config, Data, Seed, Validation, StageNames, Epochs, PromptLossOption, FreeNats,
        .. SampleFlags.All, .. FewLabelFlags.All, .. RobustFlags.All, .. OptimizerFlags.All, .. AugmentFlags.All, From, Freeze,
    ];

    /// <summary>Options that are read by one stage alone.</summary>
    private static IEnumerable<(RunStage Stage, IEnumerable<Option> Options)> OfOneStage =>
    [
        (RunStage.Prompts, [PromptLossOption, FreeNats]),
        (RunStage.Gan, SampleFlags.OfGame),
        (RunStage.Classifier, [.. FewLabelFlags.OfClassifier, .. RobustFlags.All, .. AugmentFlags.All]),
    ];

    /// <summary>The first of these options that the command line has, or null.</summary>
    public static Option? FindGiven(ParseResult parsed) => FindGiven(parsed, All);

    private static Option? FindGiven(ParseResult parsed, IEnumerable<Option> options) => options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The preset, changed by what the command line says.</summary>
    /// <exception cref="UsageException">An option's value can't be used.</exception>
    public static RunConfiguration Read(ParseResult parsed)
    {
        RunConfiguration preset = FindPreset(parsed, out bool fileSetsValidation);
        (int prompts, int samples, int classifier) = ReadEpochs(parsed, preset);
        OptimizerOptions Change(OptimizerOptions options) => OptimizerFlags.Change(parsed, options);
        RunConfiguration configuration = preset with
        {
            From = parsed.GetValue(From) ?? preset.From,
            Freeze = parsed.GetValue(Freeze)?.Split(',') ?? preset.Freeze,
            Data = parsed.GetValue(Data) ?? preset.Data,
            Seed = parsed.GetResult(Seed) is { Implicit: false } ? parsed.GetValue(Seed) : preset.Seed,
            Validation = parsed.GetValue(Validation) ?? preset.Validation,
            Stages = ReadStages(parsed) ?? preset.Stages,
            Prompts = SampleFlags.Change(parsed, preset.Prompts with
            {
                Epochs = prompts,
                Loss = parsed.GetValue(PromptLossOption) ?? preset.Prompts.Loss,
                FreeNats = parsed.GetValue(FreeNats) ?? preset.Prompts.FreeNats,
                Optimizer = Change(preset.Prompts.Optimizer),
            }),
            Gan = SampleFlags.Change(parsed, preset.Gan with
            {
                Epochs = samples,
                Optimizer = Change(preset.Gan.Optimizer),
                DiscriminatorLearningRate = OptimizerFlags.SetsRate(parsed, preset.Gan.Optimizer) ? null : preset.Gan.DiscriminatorLearningRate,
            }),
            Classifier = RobustFlags.Change(
                parsed,
                preset.Classifier with
                {
                    Epochs = classifier,
                    Optimizer = Change(preset.Classifier.Optimizer),
                    Mixture = AugmentFlags.Change(parsed, preset.Classifier.Mixture),
                },
                preset.Attack),
        };
        configuration = FewLabelFlags.Change(parsed, configuration, keepsValidation: fileSetsValidation || parsed.GetValue(Validation) is not null);
        RequireStages(parsed, configuration.Stages);
        try
        {
            configuration.Validate();
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message, error);
        }
        return configuration;
    }

    private static void RequireStages(ParseResult parsed, IReadOnlyList<RunStage> stages)
    {
        foreach ((RunStage stage, IEnumerable<Option> options) in OfOneStage.Where(part => !stages.Contains(part.Stage)))
        {
            if (FindGiven(parsed, options) is { } unused)
            {
                throw new UsageException($"{unused.Name} is for the stage {stage.ToString().ToLowerInvariant()}, which the run doesn't have.");
            }
        }
    }

    /// <summary>The command that gives the same results.</summary>
    public static string CommandFor(ParseResult parsed)
    {
        IEnumerable<string> words = All
            .Select(option => parsed.GetResult(option))
            .Where(result => result is { Implicit: false })
            .SelectMany(result => new[] { result!.IdentifierToken!.Value }.Concat(result.Tokens.Select(token => Quote(token.Value))));
        return string.Join(' ', ["scratch train", .. words]);
    }

    private static RunConfiguration FindPreset(ParseResult parsed, out bool fileSetsValidation)
    {
        fileSetsValidation = false;
        string? name = parsed.GetValue(Preset);
        try
        {
            return parsed.GetValue(Config) is { } file ? ConfigurationFile.Read(file, name, out fileSetsValidation) : Presets.Find(name ?? Presets.Names[0]);
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"--preset: {error.Message}", error);
        }
    }

    private static RunStage[]? ReadStages(ParseResult parsed) => parsed.GetValue(StageNames)?.Split(',').Select(name =>
        Enum.TryParse(name, ignoreCase: true, out RunStage stage) && Enum.IsDefined(stage) && !char.IsAsciiDigit(name[0])
            ? stage
            : throw new UsageException($"--stages: there is no '{name}'; expected prompts, samples, classifier, baseline, with commas between."))
        .Order()
        .ToArray();

    private static (int Prompts, int Samples, int Classifier) ReadEpochs(ParseResult parsed, RunConfiguration preset)
    {
        if (parsed.GetValue(Epochs) is not { } text)
        {
            return (preset.Prompts.Epochs, preset.Gan.Epochs, preset.Classifier.Epochs);
        }
        int[] epochs = [.. text.Split(',').Select(Parse)];
        return epochs.Length switch
        {
            1 => (epochs[0], epochs[0], epochs[0]),
            3 => (epochs[0], epochs[1], epochs[2]),
            _ => throw Wrong(),
        };

        int Parse(string part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= 1 ? n : throw Wrong();

        UsageException Wrong() => new($"--epochs is '{text}'; expected N, or N,N,N for prompts, samples and classifier, each at least 1.");
    }

    private static string Quote(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word;
}
