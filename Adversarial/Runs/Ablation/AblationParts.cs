using System.Text.Json.Nodes;

namespace Scratch.Adversarial.Runs.Ablation;

/// <summary>
/// The folders of the shards of one ablation, each with the classifiers of some seeds and arms. Joined they are the
/// folder of an ablation whose classifiers are all trained.
/// </summary>
internal sealed class AblationParts
{
    private readonly IReadOnlyList<string> _folders; // by shard
    private readonly string _digest;

    private AblationParts(
        IReadOnlyList<string> folders, AblationOptions options, RunConfiguration configuration, string digest) =>
        (_folders, Options, Configuration, _digest) = (folders, options, configuration, digest);

    /// <summary>What is compared.</summary>
    public AblationOptions Options { get; }

    /// <summary>Of the networks and their trainings.</summary>
    public RunConfiguration Configuration { get; }

    /// <summary>
    /// The classifiers that a shard trains: seeds and arms in their order, cut into pieces that are as long as one
    /// another or one shorter, so that few shards need the prompts of one seed. All rates of an arm go together.
    /// </summary>
    public static (ulong Seed, AblationArm Arm)[] Own(
        AblationOptions options, IReadOnlyList<AblationArm> arms, Shard shard)
    {
        ArgumentNullException.ThrowIfNull(options);
        (ulong Seed, AblationArm Arm)[] all =
            [.. options.Seeds.SelectMany(seed => arms.Select(arm => (seed, arm)))];
        return all[Start(shard.Number - 1)..Start(shard.Number)];

        int Start(int before) => (int)((long)all.Length * before / shard.Count);
    }

    /// <summary>Reads what the folders say of themselves.</summary>
    /// <exception cref="IOException">One can't be read.</exception>
    /// <exception cref="InvalidDataException">One is no part of an ablation, or they don't belong together; the message
    /// names the folder and what differs.</exception>
    public static AblationParts Open(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var known = new Dictionary<int, string>();
        (string Folder, JsonObject Description, Shard Shard)[] parts = [.. folders.Select(Read)];
        (string first, JsonObject description, Shard ofFirst) = parts[0];
        foreach ((string folder, JsonObject other, Shard shard) in parts)
        {
            if (AblationFolder.FindChanges(Without(other), Without(description)) is { Length: > 0 } changed)
            {
                throw new InvalidDataException(
                    $"{folder}: an ablation with other {string.Join(" and ", changed)} than {first}.");
            }
            Sharding.Parts.RequireSameCount(folder, shard, first, ofFirst);
            if (!known.TryAdd(shard.Number, folder))
            {
                throw new InvalidDataException(
                    $"{folder}: it is shard {shard}, as {known[shard.Number]} is; expected each once.");
            }
        }
        Sharding.Parts.RequireAll(first, ofFirst.Count, known.ContainsKey);
        try
        {
            return new AblationParts(
                [.. known.OrderBy(part => part.Key).Select(part => part.Value)],
                description[AblationFolder.OptionsKey].Deserialize(AblationJson.Default.AblationOptions)!,
                description[AblationFolder.ConfigurationKey].Deserialize(ConfigurationJson.Default.RunConfiguration)!,
                (string?)description["data"] ?? "");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{first}: {error.Message}", error);
        }
    }

    /// <summary>Copies models and figures of all parts into one folder.</summary>
    /// <param name="path">The folder; if it has the same ablation, what it has is kept.</param>
    /// <param name="digest">Of the training examples that there are now.</param>
    /// <exception cref="InvalidDataException">The data are others, or a part isn't finished.</exception>
    /// <exception cref="IOException">A file can't be read or written, or the folder has something else.</exception>
    public AblationFolder Join(string path, string digest)
    {
        if (digest != _digest)
        {
            throw new InvalidDataException(
                $"{_folders[0]}: its data is {_digest}, but that of {Options.Data} is {digest} here.");
        }
        IReadOnlyList<AblationArm> arms = AblationArm.All(Configuration.Classifier.Mixture);
        AblationFolder[] parts = [.. _folders.Select((folder, i) => new AblationFolder(
            folder, Options, Configuration, digest, new Shard(i + 1, _folders.Count)))];
        string[] all = [.. parts.SelectMany((part, i) => Files(part, Own(Options, arms, new(i + 1, parts.Length))))];
        if (Array.Find(all, file => !File.Exists(file)) is { } missing)
        {
            throw new InvalidDataException(
                $"{missing}: there is no such file; expected the part to be finished: the same command goes on with "
                + "it.");
        }
        var joined = new AblationFolder(path, Options, Configuration, digest);
        foreach (ulong seed in Options.Seeds)
        {
            string prompts = joined.PromptsOf(seed);
            if (!Directory.Exists(prompts))
            {
                string from = parts.Select(part => part.PromptsOf(seed)).First(Directory.Exists);
                new OutputFolder(prompts, RunFolder.Kind, overwrite: false).Write(
                    folder => Copy(Directory.EnumerateFiles(from), folder));
            }
        }
        Copy(all, path);
        return joined;

        IEnumerable<string> Files(AblationFolder part, (ulong Seed, AblationArm Arm)[] own) =>
            own.SelectMany(one => Options.Rates.SelectMany(rate => new[]
            {
                part.FileOf(one.Arm, rate, one.Seed, "safetensors"), part.FileOf(one.Arm, rate, one.Seed, "json"),
            }));
    }

    private static void Copy(IEnumerable<string> files, string folder)
    {
        foreach (string file in files)
        {
            using FileStream content = File.OpenRead(file);
            AtomicFile.Write(Path.Combine(folder, Path.GetFileName(file)), content.CopyTo);
        }
    }

    private static (string Folder, JsonObject Description, Shard Shard) Read(string folder)
    {
        string file = Path.Combine(folder, AblationFolder.OptionsFile);
        JsonObject? description = File.Exists(file) ? AblationFolder.ReadDescription(file) : null;
        return description?[AblationFolder.ShardKey] is JsonValue value && value.TryGetValue(out string? text)
            && new ShardKind() is var kind && kind.TryRead(text, out Shard shard) && kind.Has(shard)
            ? (folder, description, shard)
            : throw new InvalidDataException(
                $"{folder}: this is no part of an ablation; expected a folder that 'scratch ablate --shard' wrote.");
    }

    private static JsonObject Without(JsonObject description)
    {
        var copy = (JsonObject)description.DeepClone();
        copy.Remove(AblationFolder.ShardKey);
        return copy;
    }
}
