using System.Text.Json;
using System.Text.Json.Nodes;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Generative.Collapse;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>A configuration in a file, whole as a run leaves it or in part: what it doesn't say is as the preset has it.</summary>
public static class ConfigurationFile
{
    private const string PresetKey = "preset", ValidationKey = "validation";

    /// <summary>What may be absent, as it is where a file has a part of it only: generated readers know no initial values but those of the type.</summary>
    private static readonly Dictionary<string, Func<JsonNode?>> Initial = new()
    {
        ["guard"] = () => JsonSerializer.SerializeToNode(new CollapseOptions(), ConfigurationJson.Default.CollapseOptions),
        ["robust"] = () => JsonSerializer.SerializeToNode(new RobustOptions(), ConfigurationJson.Default.RobustOptions),
        ["certified"] = () => JsonSerializer.SerializeToNode(new CertifiedOptions(), ConfigurationJson.Default.CertifiedOptions),
        ["probe"] = () => JsonSerializer.SerializeToNode(new ProbeOptions(), ConfigurationJson.Default.ProbeOptions),
        ["fewLabels"] = () => JsonSerializer.SerializeToNode(new SemiSupervisedOptions(), ConfigurationJson.Default.SemiSupervisedOptions),
    };

    /// <summary>Reads a file over a preset. Objects are merged name by name; all else, lists too, takes the preset's place, and null takes it away.</summary>
    /// <param name="path">JSON, with the names of <c>config.json</c>.</param>
    /// <param name="preset">The preset; null for the file's own, or the default if it names none.</param>
    /// <param name="setsValidation">Whether the file says how many examples are split off, and not only the preset.</param>
    /// <returns>The configuration, not yet validated.</returns>
    /// <exception cref="InvalidDataException">The file is no such JSON; the message has the name or the character, and the line.</exception>
    /// <exception cref="ArgumentException">There is no such preset, or the file names another.</exception>
    public static RunConfiguration Read(string path, string? preset, out bool setsValidation)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            // By itself first: what is wrong then has its place in the file, and not in the merged one.
            _ = JsonSerializer.Deserialize(bytes, ConfigurationJson.Default.RunConfiguration) ?? throw new JsonException("It has no configuration but null.");
            JsonObject given = JsonNode.Parse(bytes)!.AsObject();
            setsValidation = given.ContainsKey(ValidationKey);
            string? named = (string?)given[PresetKey];
            if (preset is not null && named is not null && named != preset)
            {
                throw new ArgumentException($"{path} is for the preset '{named}', not '{preset}'.");
            }
            RunConfiguration start = Presets.Find(preset ?? named ?? Presets.Names[0]);
            return Over(start, given);
        }
        catch (JsonException error)
        {
            string line = error.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $", line {number + 1}") : "";
            throw new InvalidDataException($"{path}{line}: {Reason(error)}", error);
        }
    }

    /// <summary>A run's own configuration. What was not yet there to be chosen when it ran is as it was then: as a new configuration has it.</summary>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    internal static RunConfiguration ReadRun(byte[] bytes)
    {
        _ = JsonSerializer.Deserialize(bytes, ConfigurationJson.Default.RunConfiguration) ?? throw new JsonException("the configuration is null");
        return Over(new RunConfiguration(), JsonNode.Parse(bytes)!.AsObject());
    }

    private static RunConfiguration Over(RunConfiguration start, JsonObject given)
    {
        JsonObject whole = JsonSerializer.SerializeToNode(start, ConfigurationJson.Default.RunConfiguration)!.AsObject();
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

    /// <summary>What System.Text.Json says, without the place that it repeats, and the advice to change the type.</summary>
    private static string Reason(JsonException error)
    {
        string name = error.Path is { Length: > 2 } path ? $"'{path[2..]}': " : "";
        return name + error.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0].Split(" Consider updating")[0];
    }
}
