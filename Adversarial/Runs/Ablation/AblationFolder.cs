using System.Text.Json.Nodes;

namespace Scratch.Adversarial.Runs.Ablation;

/// <summary>
/// The folder of an ablation: its options and what else its figures depend on, a run folder of prompts and generator
/// for each seed, and of each classifier its model and, written last, its figures on the validation part. What has
/// figures is finished and is not trained again.
/// </summary>
internal sealed class AblationFolder
{
    internal const string OptionsFile = "options.json";
    internal const string OptionsKey = "options", ConfigurationKey = "configuration", ShardKey = "shard";
    private const string ReportName = "ablation.json";

    private readonly string _path;

    /// <summary>Begins an ablation, or goes on with it.</summary>
    /// <param name="path">The folder; made if it isn't there.</param>
    /// <param name="options">What is compared.</param>
    /// <param name="configuration">Of the networks and their trainings.</param>
    /// <param name="digest">Of the training examples: <see cref="Dataset.Digest"/>.</param>
    /// <param name="shard">Which share of the classifiers it is for; null for all.</param>
    /// <exception cref="IOException">The folder has files of something else, or of an ablation with other options, from
    /// another configuration or by another arithmetic.</exception>
    /// <exception cref="InvalidDataException">What the folder says of them is damaged.</exception>
    public AblationFolder(
        string path, AblationOptions options, RunConfiguration configuration, string digest = "", Shard? shard = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        Disk.RequireOrdinary(path);
        JsonObject now = Describe(options, configuration, digest, shard);
        string file = Path.Combine(path, OptionsFile);
        if (File.Exists(file))
        {
            string[] changed = FindChanges(now, ReadDescription(file));
            if (changed.Length > 0)
            {
                throw new IOException(
                    $"{file}: an ablation with other {string.Join(" and ", changed)} was begun there; it goes on only "
                    + "as it was begun.");
            }
            AtomicFile.RequireWritable(file);
            return;
        }
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new IOException(
                $"{path}: the folder has files, but no {OptionsFile} of an ablation; expected an empty one or none.");
        }
        Directory.CreateDirectory(path);
        AtomicFile.Write(file, stream =>
        {
            using var writer = new Utf8JsonWriter(stream, new() { Indented = true });
            now.WriteTo(writer);
        });
    }

    /// <summary>The report of the finished ablation.</summary>
    public string ReportFile => Path.Combine(_path, ReportName);

    /// <summary>The run folder of a seed's prompts and generator.</summary>
    internal string PromptsOf(ulong seed) =>
        Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"prompts-{seed}"));

    /// <summary>The figures of a classifier on the validation part; null if it isn't finished.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    internal AblationFigures? Find(AblationArm arm, float rate, ulong seed)
    {
        string file = FileOf(arm, rate, seed, "json");
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file), AblationJson.Default.AblationFigures) : null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{file}: {error.Message}", error);
        }
    }

    internal void Save(AblationArm arm, float rate, ulong seed, Network classifier, AblationFigures figures)
    {
        ModelFile.Write(FileOf(arm, rate, seed, "safetensors"), classifier);
        AtomicFile.WriteJson(FileOf(arm, rate, seed, "json"), figures, AblationJson.Default.AblationFigures);
    }

    internal Network ReadClassifier(AblationArm arm, float rate, ulong seed) =>
        ModelFile.Read(FileOf(arm, rate, seed, "safetensors"));

    internal void Save(AblationReport report) =>
        AtomicFile.WriteJson(ReportFile, report, AblationJson.Default.AblationReport);

    /// <summary>Everything that two parts of an ablation must have in common to be compared.</summary>
    private static JsonObject Describe(
        AblationOptions options, RunConfiguration configuration, string digest, Shard? shard)
    {
        var description = new JsonObject
        {
            [OptionsKey] = JsonSerializer.SerializeToNode(options, AblationJson.Default.AblationOptions),
            [ConfigurationKey] =
                JsonSerializer.SerializeToNode(configuration, ConfigurationJson.Default.RunConfiguration),
            ["data"] = digest,
            ["arithmetic"] = InstructionSet.Arithmetic,
        };
        if (shard is { } share)
        {
            description[ShardKey] = share.ToString();
        }
        return description;
    }

    /// <summary>The entries of two descriptions that differ.</summary>
    internal static string[] FindChanges(JsonObject one, JsonObject? other) =>
        [.. one.Select(part => part.Key).Union((other ?? []).Select(part => part.Key))
            .Where(key => !JsonNode.DeepEquals(one[key], other?[key]))];

    /// <summary>What an ablation's folder says of it.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    internal static JsonObject? ReadDescription(string file)
    {
        try
        {
            return JsonNode.Parse(
                File.ReadAllBytes(file), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{file}: {error.Message}", error);
        }
    }

    internal string FileOf(AblationArm arm, float rate, ulong seed, string extension)
    {
        string name = string.Concat(arm.Name.Where(c => char.IsAsciiLetter(c) || c is ' ' or '-')).Trim()
            .Replace(' ', '-');
        return Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{name}-{seed}-{rate}.{extension}"));
    }
}
