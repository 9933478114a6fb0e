using System.Text.Json.Nodes;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>
/// A configuration in a file, whole as a run leaves it or in part: what it doesn't say is as the preset has it.
/// </summary>
internal static class ConfigurationFile
{
    private const string PresetKey = "preset", ValidationKey = "validation";

    /// <summary>
    /// What may be absent, as it is where a file has a part of it only: generated readers know no initial values but
    /// those of the type.
    /// </summary>
    private static readonly Dictionary<string, Func<JsonNode?>> Initial = new()
    {
        ["speech"] = () =>
            JsonSerializer.SerializeToNode(new SpeechOptions(), ConfigurationJson.Default.SpeechOptions),
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
    /// <returns>The configuration, not yet validated as a whole, whether the file says how many examples are split off,
    /// the old words that are in it, and what says of an error of the whole where in the file it comes
    /// from.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">The file is no such JSON, or has a value out of its range; the message
    /// has the file, the line, the key and what was expected.</exception>
    /// <exception cref="ArgumentException">There is no such preset, or the file names another.</exception>
    public static (RunConfiguration Configuration, bool SetsValidation, IReadOnlyList<string> OldWords,
        Func<ArgumentException, InvalidDataException> Refuse) Read(string path, string? preset)
    {
        var text = new ConfigurationText(path);
        JsonObject given = JsonNode.Parse(text.Json)!.AsObject();
        string? named = (string?)given[PresetKey];
        if (preset is not null && named is not null && named != preset)
        {
            throw new ArgumentException($"{path} is for the preset '{named}', not '{preset}'.");
        }
        RunConfiguration read = Over(Presets.Find(preset ?? named ?? Presets.Names[0]), given);
        text.RequireRanges(read);
        return (read, given.ContainsKey(ValidationKey), text.OldWords, text.Refuse);
    }

    /// <summary>
    /// A run's own configuration. What was not yet there to be chosen when it ran is as it was then: as a new
    /// configuration has it.
    /// </summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">It is no configuration, or a number is out of its range.</exception>
    internal static RunConfiguration ReadRun(string path)
    {
        var text = new ConfigurationText(path);
        RunConfiguration read = Over(new RunConfiguration(), JsonNode.Parse(text.Json)!.AsObject());
        text.RequireRanges(read);
        try
        {
            read.Validate();
            return read;
        }
        catch (ArgumentException error)
        {
            throw text.Refuse(error);
        }
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
}

/// <summary>The JSON form of <c>config.json</c>, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false, // configurations are merged by name
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RunConfiguration))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
