namespace Scratch.Adversarial.Files.Onnx;

/// <summary>Numbers that a model keeps in a file of its own, which has to lie in the model's folder.</summary>
/// <param name="folder">The model's folder; null if it came from none.</param>
/// <param name="model">What error messages call the model.</param>
/// <param name="title">What they call the constant.</param>
internal sealed class OnnxExternalData(string? folder, string model, string title)
{
    /// <summary>Reads so many bytes.</summary>
    /// <param name="entries"><c>location</c>, and maybe <c>offset</c> and <c>length</c>.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="InvalidDataException">The file is missing, outside of the folder, or too short.</exception>
    public byte[] Read(Dictionary<string, string> entries, long count)
    {
        string location = entries.GetValueOrDefault("location", "");
        string path = Find(location);
        long offset = Number(entries, "offset", 0), length = Number(entries, "length", count);
        using Stream stream = Disk.OpenRead(path);
        if (length != count || offset > stream.Length - count)
        {
            throw Error($"asks for {length} bytes at {offset} of {SafetensorsHeader.Quote(location)}, which has "
                + $"{stream.Length}; expected {count}");
        }
        byte[] bytes = new byte[count];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private string Find(string location)
    {
        string shown = SafetensorsHeader.Quote(location);
        if (folder is null)
        {
            throw Error($"is in another file, {shown}, and there is no folder to look in");
        }
        string root = Path.GetFullPath(folder);
        string path = Path.Combine(root, location);
        // a plain name, so that no folder on the way is a link; and no link itself that leads elsewhere
        if (location.Length == 0 || Path.GetFileName(location) != location || !File.Exists(path)
            || Path.GetDirectoryName(Disk.FollowLinks(path)) != Path.TrimEndingDirectorySeparator(root))
        {
            throw Error($"is in another file, {shown}; expected one in the folder of the model");
        }
        return path;
    }

    private long Number(Dictionary<string, string> entries, string key, long fallback) =>
        !entries.TryGetValue(key, out string? text) ? fallback
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw Error(
            $"has {SafetensorsHeader.Quote(text)} as the {key} of its external data, expected a whole number");

    private InvalidDataException Error(string what) => new($"{model}: {title} {what}.");
}
