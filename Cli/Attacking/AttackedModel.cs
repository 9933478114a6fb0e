using Scratch.Cli.Sharding;
using Scratch.Layers;

namespace Scratch.Cli.Attacking;

/// <summary>
/// The classifier that a command attacks, of a run or from a file, and the test set that it is attacked on.
/// </summary>
/// <param name="Classifier">The classifier.</param>
/// <param name="Test">Examples of its size.</param>
/// <param name="DataName">What the data was asked for by.</param>
/// <param name="Folder">The run; null if the classifier is from a file.</param>
internal sealed record AttackedModel(Network Classifier, Dataset Test, string DataName, RunFolder? Folder)
{
    public static Argument<string?> Run() => new("RUN")
    {
        Description = "The folder of a finished run; left out if --model is given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Option<string?> Model() => ModelFiles.Option("A classifier from a file instead");

    public static Option<string?> Activations()
    {
        Choices<string> names = Words.Of(LayerCatalog.Activations);
        return Usage.Text("--activation NAME",
            "The activation between the Linear modules of such a Sequential, whose file doesn't say; relu by "
            + "default.", names.Refuse, names.Words);
    }

    public static Option<string?> Surrogate() => new("--surrogate")
    {
        Description = "The other classifier that transfer makes its examples on: a finished run, or a file as for "
            + "--model.",
        HelpName = "RUN|FILE",
    };

    /// <exception cref="UsageException">An option of a model is given that nothing here has a use for.</exception>
    public static void RequireUse(
        ParseResult parsed, IEnumerable<AttackKind> attacks, Option model, Option activation, Option surrogate)
    {
        if (parsed.IsGiven(surrogate) && attacks.All(kind => kind.Name != "transfer"))
        {
            throw new UsageException($"{surrogate.Name} is for the attack transfer; expected it with it.");
        }
        if (parsed.IsGiven(activation) && !parsed.IsGiven(model) && !parsed.IsGiven(surrogate))
        {
            throw new UsageException($"{activation.Name} is for a model from a file; expected {model.Name} beside it.");
        }
    }

    public static Option<int?> Count() =>
        Usage.Number<int>("--count N", "Only the first N examples of the test set.", NumberRange.FromOne);

    /// <summary>Opens what the options ask for.</summary>
    /// <param name="run">The run's folder, if any.</param>
    /// <param name="model">The file, if any.</param>
    /// <param name="activation">Of a foreign file.</param>
    /// <param name="data">The data; the run's own, or the embedded digits, if not given.</param>
    /// <param name="count">How many examples; all if not given.</param>
    /// <exception cref="UsageException">The options don't fit together.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or model and data don't fit.</exception>
    public static AttackedModel Open(string? run, string? model, string? activation, string? data, int? count)
    {
        if (run is null == model is null)
        {
            throw new UsageException(run is null
                ? "argument missing: expected RUN, the folder of a finished run, or --model with a file."
                : $"there are both the run {run} and --model {model}; expected one of them.");
        }
        RunFolder? folder = run is null ? null : CommonOptions.OpenRun(run, "--model");
        Network classifier = folder is null ? ModelFiles.Read(model!, activation) : folder.ReadClassifier();
        string name = data ?? folder?.Configuration.Data ?? "mnist";
        Dataset test = Open(
            folder is null ? CommonOptions.ParseData(name) : CommonOptions.OpenData(folder, data), classifier);
        if (test.Features != classifier.Inputs)
        {
            throw new InvalidDataException(
                $"{name}: the examples have {test.Features} features, but the classifier of {run ?? model} "
                + $"takes {classifier.Inputs}.");
        }
        return new AttackedModel(classifier, test.Take(Math.Min(count ?? test.Count, test.Count)), name, folder);
    }

    /// <summary>What attacks are made from.</summary>
    /// <param name="options">The budget.</param>
    /// <param name="batchSize">The most examples at once.</param>
    /// <param name="surrogate">What --surrogate said.</param>
    /// <param name="activation">Of a foreign file.</param>
    /// <param name="needsPrompts">True if the run's encoder and generator are to be there.</param>
    /// <param name="cancellation">Ends attacks within a step.</param>
    /// <exception cref="UsageException">There is no run to take encoder and generator from.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the surrogate takes other images.</exception>
    public AttackContext Context(
        AttackOptions options, int batchSize, string? surrogate, string? activation, bool needsPrompts,
        CancellationToken cancellation)
    {
        if (needsPrompts && Folder is not { HasPrompts: true })
        {
            throw new UsageException(
                "the attack prompts needs the encoder and the generator of a run with the stage prompts; there is "
                + "none here.");
        }
        Network? other = surrogate is null ? null : Directory.Exists(surrogate)
            ? RunFolder.Open(surrogate).ReadClassifier() : ModelFiles.Read(surrogate, activation);
        if (other is not null && (other.Inputs != Classifier.Inputs || other.Outputs != Classifier.Outputs))
        {
            throw new InvalidDataException(
                $"{surrogate}: it leads from {other.Inputs} pixels to {other.Outputs} classes, but the classifier "
                    + $"under attack from {Classifier.Inputs} to {Classifier.Outputs}.");
        }
        return new AttackContext(new ClassifierModel(Classifier, batchSize, Test.Domain.Box, cancellation), options)
        {
            RowLength = Test.Domain.RowLength,
            Surrogate = other,
            Encoder = needsPrompts ? Folder!.ReadEncoder().Network : null,
            Generator = needsPrompts ? Folder!.ReadGenerator().Generator : null,
        };
    }

    /// <summary>The same context, whose examples may be shared with other machines.</summary>
    /// <exception cref="InvalidDataException">Parts that are merged were computed from something else.</exception>
    public AttackContext Share(AttackContext context, ShardedCommand sharded)
    {
        return context with
        {
            Work = sharded.Begin(
                Classifier, Test, ("surrogate", Digest(context.Surrogate)), ("encoder", Digest(context.Encoder)),
                ("generator", Digest(context.Generator))),
        };

        static string? Digest(Network? network) => network is null ? null : ModelFile.Digest(network);
    }

    private static Dataset Open(IDataSource source, Network classifier)
    {
        try
        {
            return source.OpenTest(Evaluator.CountClasses(classifier));
        }
        catch (InvalidDataException error) when (classifier.Outputs == 1)
        {
            throw new InvalidDataException(
                $"{error.Message} The classifier has one output, which tells two classes apart by its sign.", error);
        }
    }
}
