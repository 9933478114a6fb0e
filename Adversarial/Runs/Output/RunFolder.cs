using System.Security.Cryptography;
using System.Text;

namespace Scratch.Adversarial.Runs.Output;

/// <summary>The names of the files of a run, and what is read from a finished one.</summary>
public sealed class RunFolder
{
    /// <summary>What the run was asked to compute.</summary>
    public const string ConfigurationFile = "config.json";

    /// <summary>Its figures over time.</summary>
    public const string MetricsFile = "metrics.csv";

    /// <summary>What it came to.</summary>
    public const string ReportFile = "report.json";

    /// <summary>The same for people, in one self-contained page.</summary>
    public const string PageFile = "report.html";

    /// <summary>What it learned of its table: columns, categories, means, deviations.</summary>
    public const string TableFile = "table.json";

    /// <summary>What it keeps of its examples: their form, and what tells them from others.</summary>
    public const string ExamplesFile = "examples.json";

    /// <summary>The items of a run on behaviour.</summary>
    public const string ItemsFile = "items.csv";

    /// <summary>What the users of a run on behaviour did.</summary>
    public const string InteractionsFile = "interactions.csv.gz";

    /// <summary>By what a run is known, and what is in it.</summary>
    internal static readonly FolderKind Kind = new("run", ConfigurationFile, "\"preset\"", IsOwn, IsLeftover);

    private const string MeanKey = "promptMean";
    private const string ConditionsKey = "promptConditions";
    private const string DeviationKey = "promptDeviation";
    private const string PromptsName = "prompts";

    private RunFolder(string path, RunConfiguration configuration) => (FullPath, Configuration) = (path, configuration);

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>What the run was asked to compute.</summary>
    public RunConfiguration Configuration { get; }

    private static bool IsOwn(string name) =>
        name is ConfigurationFile or MetricsFile or ReportFile or PageFile or TableFile or ExamplesFile
            or ItemsFile or InteractionsFile
        || Path.GetExtension(name) == ".safetensors";

    private static bool IsLeftover(string name) => name is NewRunFolder.LockFile || CheckpointFolder.IsCheckpoint(name);

    /// <summary>Whether a folder is that of a run with a preset, finished or begun.</summary>
    /// <param name="path">The folder; there may be none.</param>
    /// <param name="preset">The name of the preset.</param>
    internal static bool HasPreset(string path, string preset)
    {
        ArgumentNullException.ThrowIfNull(path);
        string file = Path.Combine(path, ConfigurationFile);
        try
        {
            using JsonDocument? json = File.Exists(file) ? JsonDocument.Parse(File.ReadAllBytes(file)) : null;
            return json?.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("preset", out JsonElement named)
                && named.ValueKind == JsonValueKind.String && named.ValueEquals(preset);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Opens a finished run.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It is not a run, or its configuration is damaged.</exception>
    public static RunFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(
                $"{path}: there is no such folder; expected a run written by 'scratch train'.");
        }
        string file = Path.Combine(path, ConfigurationFile);
        if (!File.Exists(file))
        {
            throw new InvalidDataException($"{path}: not a run: it has no {ConfigurationFile}.");
        }
        return new RunFolder(path, Runs.Configuration.ConfigurationFile.ReadRun(file));
    }

    /// <summary>The encoder.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or the network is no encoder.</exception>
    public PromptEncoder ReadEncoder()
    {
        string file = ModelPath(FullPath, "encoder");
        Network network = Read("encoder");
        try
        {
            return PromptEncoder.From(network);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{file}: {error.Message}", error);
        }
    }

    /// <summary>A checksum of what the run was asked to compute.</summary>
    internal string Digest() => Convert.ToHexStringLower(SHA256.HashData(
        File.ReadAllBytes(Path.Combine(FullPath, ConfigurationFile))).AsSpan(0, SHA256.HashSizeInBytes / 2));

    /// <summary>The classifier.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Network ReadClassifier() => TableModel.RemoveStandardisation(Read("classifier"));

    /// <summary>The names of the networks that a run may have.</summary>
    public static IReadOnlyList<string> Networks { get; } = ["classifier", "generator", "discriminator", "encoder"];

    /// <summary>
    /// A network as its file has it: a classifier of a table takes features in their own units, one of sounds begins
    /// with what makes features of samples.
    /// </summary>
    /// <param name="name">One of <see cref="Networks"/>.</param>
    /// <exception cref="FileNotFoundException">The run has not trained it.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Network ReadNetwork(string name) => Read(name);

    /// <summary>What the run learned of its table; null for data of another kind.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public TableSchema? ReadTable() => Path.Combine(FullPath, TableFile) is var file && File.Exists(file)
        ? TableSchema.Read(File.ReadAllText(file), file) : null;

    /// <summary>What the run keeps of its examples; null of a run from before it did.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public ExampleForm? ReadForm()
    {
        string file = Path.Combine(FullPath, ExamplesFile);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file), RunJson.Default.ExampleForm) : null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{file}: {error.Message}", error);
        }
    }

    /// <summary>The generator, and where its prompts come from.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or the prompts' moments don't fit the
    /// generator.</exception>
    public (Network Generator, PromptPrior Prior) ReadGenerator()
    {
        string file = ModelPath(FullPath, "generator");
        RequireFile(file);
        Network generator = ModelFile.Read(file, out IReadOnlyDictionary<string, string> metadata);
        return (generator, new PromptPrior(Moments(MeanKey), Moments(DeviationKey), Conditions()));

        int Conditions() => !metadata.TryGetValue(ConditionsKey, out string? text) ? 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                && value < generator.Inputs ? value
            : throw new InvalidDataException(
                $"{file}: __metadata__ has a '{ConditionsKey}' that is no number below {generator.Inputs}.");

        float[] Moments(string key)
        {
            float[]? values = null;
            try
            {
                values = metadata.TryGetValue(key, out string? text)
                    ? JsonSerializer.Deserialize(text, RunJson.Default.SingleArray) : null;
            }
            catch (JsonException)
            {
            }
            return values?.Length == generator.Inputs && values.All(float.IsFinite)
                ? values
                : throw new InvalidDataException(
                    $"{file}: __metadata__ has no '{key}', a JSON list of {generator.Inputs} numbers.");
        }
    }

    /// <summary>Whether the run has kept where the prompts of a class come from, and so has an encoder, too.</summary>
    public bool HasPrompts => File.Exists(ModelPath(FullPath, PromptsName));

    /// <summary>Where prompts of a class come from.</summary>
    /// <param name="generator">The run's generator, which the prompts are for.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or its prompts don't fit the generator.</exception>
    public ClassPrompts ReadClassPrompts(Network generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        string file = ModelPath(FullPath, PromptsName);
        RequireFile(file, "the run has no prompts by class");
        ClassPrompts prompts = ClassPromptsFile.Read(file);
        return prompts.Latent == generator.Inputs
            ? prompts
            : throw new InvalidDataException(
                $"{file}: its prompts have {prompts.Latent} numbers, but the run's generator takes "
                + $"{generator.Inputs}.");
    }

    /// <summary>
    /// Writes the models of a run into a folder, those that it has; a classifier of a table with what makes features of
    /// its rows.
    /// </summary>
    internal static void WriteModels(string folder, TrainedModels models, Domain? domain = null)
    {
        Write("encoder", models.Encoder?.Network);
        Write("generator", models.Generator, models.Prior is not { } prior ? null : new Dictionary<string, string>
        {
            [MeanKey] = JsonSerializer.Serialize([.. prior.Mean], RunJson.Default.SingleArray),
            [DeviationKey] = JsonSerializer.Serialize([.. prior.Deviation], RunJson.Default.SingleArray),
            [ConditionsKey] = prior.Conditions.ToString(CultureInfo.InvariantCulture),
        });
        if (models is { Generator: not null, ClassPrompts: { } prompts })
        {
            ClassPromptsFile.Write(ModelPath(folder, PromptsName), prompts);
        }
        Write("discriminator", models.Discriminator);
        if (models.Classifier is { } classifier && domain is TableDomain table)
        {
            new TableModel(table.Schema, classifier).Save(ModelPath(folder, "classifier"));
            byte[] json = Encoding.UTF8.GetBytes(table.Schema.Write());
            AtomicFile.Write(Path.Combine(folder, TableFile), stream => stream.Write(json));
        }
        else
        {
            Write("classifier", models.Classifier);
        }

        void Write(string name, Network? network, Dictionary<string, string>? metadata = null)
        {
            if (network is not null)
            {
                ModelFile.Write(ModelPath(folder, name), network, metadata);
            }
        }
    }

    /// <summary>
    /// The file of the figures: empty, or on a resume as it is. Of a rank that writes nothing, a copy in memory.
    /// </summary>
    internal static Stream OpenMetrics(string folder, bool isResumed)
    {
        string file = Path.Combine(folder, MetricsFile);
        if (Exchange.IsWriter)
        {
            return new FileStream(
                file, isResumed ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        }
        var copy = new MemoryStream();
        if (isResumed)
        {
            using var original = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            original.CopyTo(copy);
        }
        return copy;
    }

    private Network Read(string name)
    {
        string file = ModelPath(FullPath, name);
        RequireFile(file);
        return ModelFile.Read(file);
    }

    private static void RequireFile(string file, string consequence = "the run has not trained this network")
    {
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"{file}: there is no such file: {consequence}.");
        }
    }

    /// <summary>The file of a model.</summary>
    internal static string ModelPath(string folder, string name) => Path.Combine(folder, $"{name}.safetensors");
}
