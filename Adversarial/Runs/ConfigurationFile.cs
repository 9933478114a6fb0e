using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scratch.Adversarial.Runs;

/// <summary>A configuration in a file, whole as a run leaves it or in part: what it doesn't say is as the preset has it.</summary>
public static class ConfigurationFile
{
    private const string PresetKey = "preset";

    /// <summary>Reads a file over a preset. Objects are merged name by name; all else, lists too, takes the preset's place, and null takes it away.</summary>
    /// <param name="path">JSON, with the names of <c>config.json</c>.</param>
    /// <param name="preset">The preset; null for the file's own, or the default if it names none.</param>
    /// <returns>The configuration, not yet validated.</returns>
    /// <exception cref="InvalidDataException">The file is no such JSON; the message has the name or the character, and the line.</exception>
    /// <exception cref="ArgumentException">There is no such preset, or the file names another.</exception>
    public static RunConfiguration Read(string path, string? preset)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            // By itself first: what is wrong then has its place in the file, and not in the merged one.
            _ = JsonSerializer.Deserialize(bytes, RunJson.Default.RunConfiguration) ?? throw new JsonException("It has no configuration but null.");
            JsonObject given = JsonNode.Parse(bytes)!.AsObject();
            string? named = (string?)given[PresetKey];
            if (preset is not null && named is not null && named != preset)
            {
                throw new ArgumentException($"{path} is for the preset '{named}', not '{preset}'.");
            }
            RunConfiguration start = Presets.Find(preset ?? named ?? Presets.Names[0]);
            JsonObject whole = JsonSerializer.SerializeToNode(start, RunJson.Default.RunConfiguration)!.AsObject();
            Merge(whole, given);
            return whole.Deserialize(RunJson.Default.RunConfiguration)!;
        }
        catch (JsonException error)
        {
            string line = error.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $", line {number + 1}") : "";
            throw new InvalidDataException($"{path}{line}: {Reason(error)}", error);
        }
    }

    private static void Merge(JsonObject into, JsonObject given)
    {
        foreach ((string name, JsonNode? value) in given.ToArray())
        {
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

    /// <summary>What System.Text.Json says, without the place that it repeats.</summary>
    private static string Reason(JsonException error)
    {
        string name = error.Path is { Length: > 2 } path ? $"'{path[2..]}': " : "";
        return name + error.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
    }
}
