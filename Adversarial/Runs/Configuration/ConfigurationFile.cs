using System.Text.Json.Nodes;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>
/// A configuration in a file, whole as a run leaves it or in part: what it doesn't say is as the preset has it.
/// </summary>
public static class ConfigurationFile
{
    private const string PresetKey = "preset", ValidationKey = "validation";

    /// <summary>
    /// What may be absent, as it is where a file has a part of it only: generated readers know no initial values but
    /// those of the type.
    /// </summary>
    private static readonly Dictionary<string, Func<JsonNode?>> Initial = new()
    {
        ["table"] = () => JsonSerializer.SerializeToNode(new TableOptions(), ConfigurationJson.Default.TableOptions),
        ["guard"] = () => JsonSerializer.SerializeToNode(
            new CollapseOptions(), ConfigurationJson.Default.CollapseOptions),
        ["robust"] = () => JsonSerializer.SerializeToNode(new RobustOptions(), ConfigurationJson.Default.RobustOptions),
        ["certified"] = () =>
            JsonSerializer.SerializeToNode(new CertifiedOptions(), ConfigurationJson.Default.CertifiedOptions),
        ["probe"] = () => JsonSerializer.SerializeToNode(new ProbeOptions(), ConfigurationJson.Default.ProbeOptions),
        ["semiSupervised"] = () =>
            JsonSerializer.SerializeToNode(
            new SemiSupervisedOptions(), ConfigurationJson.Default.SemiSupervisedOptions),
    };

    /// <summary>
    /// Reads a file over a preset. Objects are merged name by name; all else, lists too, takes the preset's place, and
    /// null takes it away.
    /// </summary>
    /// <param name="path">JSON, with the names of <c>config.json</c>.</param>
    /// <param name="preset">The preset; null for the file's own, or the default if it names none.</param>
    /// <returns>The configuration, not yet validated, whether the file says how many examples are split off, and the
    /// old words that are in it.</returns>
    /// <exception cref="InvalidDataException">The file is no such JSON; the message has the name or the character, and
    /// the line.</exception>
    /// <exception cref="ArgumentException">There is no such preset, or the file names another.</exception>
    public static (RunConfiguration Configuration, bool SetsValidation, IReadOnlyList<string> OldWords) Read(
        string path, string? preset)
    {
        byte[] bytes = OldWords.Replace(File.ReadAllBytes(path), out IReadOnlyList<string> oldWords);
        try
        {
            // By itself first: what is wrong then has its place in the file, and not in the merged one.
            _ = JsonSerializer.Deserialize(bytes, ConfigurationJson.Default.RunConfiguration)
                ?? throw new JsonException("It has no configuration but null.");
            JsonObject given = JsonNode.Parse(bytes)!.AsObject();
            string? named = (string?)given[PresetKey];
            if (preset is not null && named is not null && named != preset)
            {
                throw new ArgumentException($"{path} is for the preset '{named}', not '{preset}'.");
            }
            RunConfiguration start = Presets.Find(preset ?? named ?? Presets.Names[0]);
            return (Over(start, given), given.ContainsKey(ValidationKey), oldWords);
        }
        catch (JsonException error)
        {
            string line = error.LineNumber is { } number
                ? string.Create(CultureInfo.InvariantCulture, $", line {number + 1}") : "";
            throw new InvalidDataException($"{path}{line}: {Reason(error, bytes)}", error);
        }
    }

    /// <summary>
    /// A run's own configuration. What was not yet there to be chosen when it ran is as it was then: as a new
    /// configuration has it.
    /// </summary>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    internal static RunConfiguration ReadRun(byte[] bytes)
    {
        bytes = OldWords.Replace(bytes, out _);
        _ = JsonSerializer.Deserialize(bytes, ConfigurationJson.Default.RunConfiguration)
            ?? throw new JsonException("the configuration is null");
        return Over(new RunConfiguration(), JsonNode.Parse(bytes)!.AsObject());
    }

    private static RunConfiguration Over(RunConfiguration start, JsonObject given)
    {
        JsonObject whole = JsonSerializer.SerializeToNode(
            start, ConfigurationJson.Default.RunConfiguration)!.AsObject();
        Merge(whole, given);
        return whole.Deserialize(ConfigurationJson.Default.RunConfiguration)!;
    }

    private static void Merge(JsonObject into, JsonObject given)
    {
        foreach ((string name, JsonNode? value) in given.ToArray())
        {
            if (value is JsonObject && into[name] is null && Initial.TryGetValue(name, out Func<JsonNode?>? initial))
            {
                into[name] = initial();
            }
            if (value is JsonObject part && into[name] is JsonObject whole)
            {
                Merge(whole, part);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>
    /// What System.Text.Json says, without the place that it repeats, and the advice to change the type.
    /// </summary>
    private static string Reason(JsonException error, byte[] bytes)
    {
        string path = error.Path is { Length: > 2 } full ? full[2..] : "", name = path.Length > 0 ? $"'{path}': " : "";
        if (RunSettings.All.FirstOrDefault(setting => setting.Key == path) is { WordsInFiles: { Count: > 0 } words })
        {
            JsonNode? value = path.Split('.').Aggregate(JsonNode.Parse(bytes), (node, key) => node?[key]);
            return $"{name}it is {value?.ToJsonString()}; expected {string.Join(" or ", words)}.";
        }
        return name + error.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0].Split(" Consider updating")[0];
    }
}
